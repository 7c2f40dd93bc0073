// Somebody who asks an engine without a pipe between.

import type { Caller } from '../model/api.ts';

/** Never cancels, unless by the signal given, and hears what the engine reports. */
export function caller<G>(
  progress: (body: G) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Caller<G> {
  return { signal, progress };
}
