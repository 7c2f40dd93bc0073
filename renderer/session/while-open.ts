// A signal that ends when another run is opened: what takes long about a run is then wanted by nobody.

import { useSession } from './session.ts';

let ending = new AbortController();
let isWatched = false;

/** For calls about the open run. */
export function whileOpen(): AbortSignal {
  if (!isWatched)
    useSession.subscribe((now, before) => {
      if (now.open?.summary.runId === before.open?.summary.runId) return;
      ending.abort();
      ending = new AbortController();
    });
  isWatched = true;
  return ending.signal;
}
