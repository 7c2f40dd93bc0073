// Keeps the memory of the program small: the garbage of an import is young, and a nursery that grows with it costs memory, not time.

import { setFlagsFromString } from 'node:v8';

/** V8's own switch; its nursery stays at the size that it starts with. */
export function keepNurserySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
