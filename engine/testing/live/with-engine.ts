// A library for one check.

import { Engine } from '../../engine.ts';
import type { RunId } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';

export async function withEngine<T>(act: (engine: Engine) => Promise<T>, database = ':memory:'): Promise<T> {
  const engine = Engine.open({ database, version: 'live', filesByPath: true });
  try {
    return await act(engine);
  } finally {
    await engine.close();
  }
}

/** A run as it is exported, parsed. */
export async function exportedOf(engine: Engine, run: RunId): Promise<{ readonly events: readonly Json[] }> {
  const { bytes } = await engine.exportRun({ run });
  return JSON.parse(Buffer.from(bytes).toString()) as { events: readonly Json[] };
}
