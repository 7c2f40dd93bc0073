// A caller of an engine, without a pipe.

import type { Caller } from '../model/api.ts';

/** Cancels only through the given signal, and receives the engine's progress. */
export function caller<G>(
  progress: (body: G) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Caller<G> {
  return { signal, progress };
}
