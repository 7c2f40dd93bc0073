// Promises of the sandbox that fail with nobody waiting are the workflow's own affair; those of this program stay what they are.

import process from 'node:process';

let watched = false;

export function watchRejections(): void {
  if (watched) return;
  watched = true;
  process.on('unhandledRejection', (reason, promise) => {
    if (promise instanceof Promise) throw reason instanceof Error ? reason : new Error(String(reason));
  });
}
