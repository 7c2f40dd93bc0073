// The screen's access to the engine: one connection for the page, made before anything is drawn.

import type { CallName, Params, Progress, Result } from '../../engine/model/api.ts';
import { assert } from '../../engine/model/assert.ts';
import type { CallOptions, Client } from '../../engine/model/link.ts';
import { busy } from './idle.ts';

let client: Client | undefined;

/** Also called after a loss: later calls use the new connection. */
export function setEngine(engine: Client): void {
  client = engine;
}

/** Calls the engine. Rejects with a RetraceError for a person to read. */
export async function ask<N extends CallName>(
  name: N,
  params: Params<N>,
  options?: CallOptions<N>,
): Promise<Result<N>> {
  const done = busy();
  try {
    return await connected().call(name, params, options);
  } finally {
    done();
  }
}

/** Starts a call that stays open and does not count as busy. Rejects when the connection ends. */
export async function follow<N extends CallName>(
  name: N,
  params: Params<N>,
  onProgress: (body: Progress<N>) => void,
  signal?: AbortSignal,
): Promise<Result<N>> {
  return await connected().call(name, params, { onProgress, ...(signal && { signal }) });
}

function connected(): Client {
  assert(client !== undefined, 'the engine is asked before it is connected');
  return client;
}
