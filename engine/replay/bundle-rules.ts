// What a person says of a bundle, as the bundler takes it.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RetraceError } from '../model/errors.ts';
import type { CodeRules } from '../model/replay/code-rules.ts';
import type { BundleRules } from './check/code-of-types.ts';

/** Throws `not-found` where a module is no file. */
export function bundleRules(rules: CodeRules): BundleRules {
  const { payloadConverter, failureConverter, interceptors, ignoreModules } = rules;
  return {
    ...(payloadConverter !== null && { payloadConverterPath: moduleNamed(payloadConverter) }),
    ...(failureConverter !== null && { failureConverterPath: moduleNamed(failureConverter) }),
    ...(interceptors.length > 0 && { interceptorModules: interceptors.map(moduleNamed) }),
    ...(ignoreModules.length > 0 && { ignoreModules }),
  };
}

function moduleNamed(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return resolve(path);
  throw new RetraceError('not-found', `There is no module ${path}.`);
}
