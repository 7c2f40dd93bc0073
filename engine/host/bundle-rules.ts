// What a worker is told of its bundle beside the workflows, as the command line says it.

import { bundleRules } from '../replay/bundle-rules.ts';
import type { BundleRules } from '../replay/check/code-of-types.ts';
import type { CommandOptions } from './command.ts';

export type RuleOptions = CommandOptions<'payloadConverter' | 'failureConverter' | 'interceptors' | 'ignoreModule'>;

/** Throws `not-found` where a module is no file. */
export function bundleRulesOf(given: RuleOptions): BundleRules {
  const { payloadConverter = null, failureConverter = null, interceptors, ignoreModule: ignoreModules } = given;
  return bundleRules({ payloadConverter, failureConverter, interceptors, ignoreModules });
}
