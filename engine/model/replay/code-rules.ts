// What a worker is told of its bundle beside the workflows, as a person says it: paths of modules, names of packages.

import * as z from 'zod';

const path = z.string().min(1).max(4000);

export const codeRules = z.object({
  /** The module with an export `payloadConverter`. */
  payloadConverter: path.nullable(),
  /** The module with an export `failureConverter`. */
  failureConverter: path.nullable(),
  /** Modules with an export `interceptors`, in order. */
  interceptors: z.array(path).max(100).readonly(),
  /** Modules that no workflow runs, though they are imported. */
  ignoreModules: z.array(z.string().min(1).max(500)).max(1000).readonly(),
});

export type CodeRules = Readonly<z.infer<typeof codeRules>>;

export const noRules: CodeRules = {
  payloadConverter: null,
  failureConverter: null,
  interceptors: [],
  ignoreModules: [],
};

export function isRuled(rules: CodeRules): boolean {
  return Object.values(rules).some((rule) => rule !== null && rule.length > 0);
}
