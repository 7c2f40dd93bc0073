// One version of the code, loaded once per workflow type: a folder may hold a module for each type.

import { RetraceError } from '../../model/errors.ts';
import type { Bundle, GuestKind } from '../../sandbox/bundle.ts';
import { loadCode } from '../load-code.ts';
import type { BundleRules } from '../../sandbox/temporal/bundle.ts';
import type { CodeVersion } from '../versions/code-version.ts';

export type { BundleRules };

export class CodeOfTypes {
  readonly version: CodeVersion;
  readonly #cacheFolder: string;
  readonly #rules: BundleRules;
  readonly #loaded = new Map<string, Promise<Bundle>>();

  constructor(version: CodeVersion, cacheFolder: string, rules: BundleRules = {}) {
    this.version = version;
    this.#cacheFolder = cacheFolder;
    this.#rules = rules;
  }

  /** Throws the errors of `loadCode`, again on every call. */
  of(workflowType: string, guest: GuestKind): Promise<Bundle> {
    const key = `${guest} ${workflowType}`;
    let loaded = this.#loaded.get(key);
    if (loaded === undefined) {
      loaded = loadCode({
        ...this.#rules,
        path: this.version.path,
        workflowType,
        guest,
        cacheFolder: this.#cacheFolder,
      });
      loaded.catch(() => undefined);
      this.#loaded.set(key, loaded);
    }
    return loaded;
  }
}

/** A missing workflow is not a verdict on the code. */
export function refuseNoWorkflow(officialText: string, workflowType: string, { name }: CodeVersion): void {
  if (!/no such function is exported|exports no workflow/.test(officialText)) return;
  throw new RetraceError(
    'no-such-workflow',
    `${name} exports no workflow '${workflowType}'. Name the module or the folder that does, or another workflow to run.`,
  );
}
