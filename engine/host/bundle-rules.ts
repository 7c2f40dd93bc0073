// What a worker is told of its bundle beside the workflows, as the command line says it.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RetraceError } from '../model/errors.ts';
import type { BundleRules } from '../replay/check/code-of-types.ts';
import type { CommandOptions } from './command.ts';

export type RuleOptions = CommandOptions<'payloadConverter' | 'failureConverter' | 'interceptors' | 'ignoreModule'>;

/** Throws `not-found` where a module is no file. */
export function bundleRulesOf(given: RuleOptions): BundleRules {
  const { payloadConverter, failureConverter, interceptors, ignoreModule } = given;
  return {
    ...(payloadConverter !== undefined && { payloadConverterPath: moduleNamed(payloadConverter) }),
    ...(failureConverter !== undefined && { failureConverterPath: moduleNamed(failureConverter) }),
    ...(interceptors.length > 0 && { interceptorModules: interceptors.map(moduleNamed) }),
    ...(ignoreModule.length > 0 && { ignoreModules: ignoreModule }),
  };
}

function moduleNamed(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return resolve(path);
  throw new RetraceError('not-found', `There is no module ${path}.`);
}
