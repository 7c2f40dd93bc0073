// Unhandled rejections of the sandbox's promises belong to the workflow; those of this program keep their usual effect.

import process from 'node:process';

let watched = false;

export function watchRejections(): void {
  if (watched) return;
  watched = true;
  process.on('unhandledRejection', (reason, promise) => {
    if (promise instanceof Promise) throw reason instanceof Error ? reason : new Error(String(reason));
  });
}
