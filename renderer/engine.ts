// The screen's way to the engine: one connection for the page, made before anything is drawn.

import type { CallName, Params, Result } from '../engine/model/api.ts';
import { assert } from '../engine/model/assert.ts';
import type { Client } from '../engine/model/link.ts';
import { busy } from './idle.ts';

let client: Client | undefined;

/** Also after a loss: what is asked from then on goes to the new connection. */
export function setEngine(connected: Client): void {
  client = connected;
}

/** Asks the engine. Rejects with a RetraceError that a person can read. */
export async function ask<N extends CallName>(name: N, params: Params<N>): Promise<Result<N>> {
  assert(client !== undefined, 'the engine is asked before it is connected');
  const done = busy();
  try {
    return await client.call(name, params);
  } finally {
    done();
  }
}
