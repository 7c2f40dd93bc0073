// Keeps a thread stoppable whatever its code does.

import { setFlagsFromString } from 'node:v8';

/**
 * To be called before any code runs. V8's second compiler replaces a running loop by one that, in V8 13.6, never looks
 * whether the thread is to end: a loop of `list.push(new Array(1000).fill(0))` went on for ever. The third compiler's
 * loops do look.
 */
export function keepStoppable(): void {
  setFlagsFromString('--no-maglev-osr');
}
