// The dialects of a person's own: the folder that the person chose, and what its files give. Nothing of it is loaded
// before a history is looked at, nor without a folder.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dialect } from '../formats/dialect.ts';
import { takeOwnDialects } from '../formats/dialects.ts';
import type * as Loading from './load-dialects.ts';
import type { OwnDialects } from '../model/api.ts';
import { errorInfo, RetraceError } from '../model/errors.ts';
import type { DialectId } from '../model/event.ts';
import { workerEntry } from '../worker-entry.ts';

/** Dialects are asked for by calls that cannot wait, so the module that loads them is loaded at once. */
const loading = (): typeof Loading =>
  createRequire(import.meta.url)(fileURLToPath(workerEntry('./load-dialects.ts', import.meta.url))) as typeof Loading;

export class OwnDialectFolder {
  readonly #choice: string | undefined;
  #loaded: readonly Loading.LoadedDialect[] | undefined;
  #byId: ReadonlyMap<DialectId, Dialect> | undefined;

  readonly #onChosen: () => void;

  /**
   * `memory`: the folder of the file that remembers the choice; without one no folder can be chosen. `onChosen`: what
   * events mean has changed.
   */
  constructor(memory: string | undefined, onChosen: () => void = () => undefined) {
    this.#onChosen = onChosen;
    if (memory === undefined) return;
    this.#choice = join(memory, 'dialects.json');
    takeOwnDialects(() => this.#byId ?? this.#index());
  }

  /** null for no folder. Throws `not-here`, and `not-found` for one that cannot be read, and keeps the choice as it was. */
  choose(folder: string | null): OwnDialects {
    if (this.#choice === undefined) throw new RetraceError('not-here', 'Dialects of your own cannot be loaded here.');
    if (folder === null) rmSync(this.#choice, { force: true });
    else {
      loading().filesIn(resolve(folder));
      mkdirSync(dirname(this.#choice), { recursive: true, mode: 0o700 });
      writeFileSync(this.#choice, JSON.stringify({ version: 1, folder: resolve(folder) }));
    }
    this.#forget();
    this.#onChosen();
    return this.list();
  }

  list(): OwnDialects {
    const dialects = this.#load().map((one) =>
      'error' in one
        ? { file: one.file, error: errorInfo(one.error) }
        : { file: one.file, id: one.dialect.id, name: one.dialect.describe([], {}) },
    );
    return { folder: this.#folder() ?? null, dialects };
  }

  close(): void {
    this.#forget();
    if (this.#choice !== undefined) takeOwnDialects(() => new Map());
  }

  /** The files are read again when next asked for. */
  #forget(): void {
    for (const one of this.#loaded ?? []) if ('speaker' in one) one.speaker.close();
    this.#loaded = undefined;
    this.#byId = undefined;
  }

  #index(): ReadonlyMap<DialectId, Dialect> {
    const dialects = this.#load().flatMap((one) => ('dialect' in one ? [one.dialect] : []));
    return (this.#byId = new Map(dialects.map((dialect) => [dialect.id, dialect])));
  }

  #folder(): string | undefined {
    if (this.#choice === undefined || !existsSync(this.#choice)) return undefined;
    try {
      const { folder } = JSON.parse(readFileSync(this.#choice, 'utf8')) as { folder?: unknown };
      return typeof folder === 'string' ? folder : undefined;
    } catch {
      return undefined;
    }
  }

  #load(): readonly Loading.LoadedDialect[] {
    if (this.#loaded !== undefined) return this.#loaded;
    const folder = this.#folder();
    return (this.#loaded = folder === undefined ? [] : loading().loadDialects(folder));
  }
}
