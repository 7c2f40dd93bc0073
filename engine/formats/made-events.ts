// What all dialects share whose events a container makes, out of rows or of one document: no event is found in a file,
// none says where it stands, and nothing is written around them.

import type { Dialect } from './dialect.ts';

export const madeEvents = {
  recognises: () => false,
  position: () => undefined,
  identifyHolder: () => ({}),
  checkHolder: () => [],
} as const satisfies Partial<Dialect>;
