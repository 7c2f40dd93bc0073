// A codec server, asked for the open run's payloads. Its authorization lives in this module alone, until the page is
// closed; the decoded values live in the engine's memory.

import { create } from 'zustand';
import type { Codec } from '../../engine/model/codec.ts';
import { counted } from '../../engine/model/duration.ts';
import { ask } from './engine.ts';
import { openAgain } from './open-again.ts';
import { useSession } from './session.ts';
import { say } from './shell-state.ts';

type CodecState = {
  readonly codec: Codec;
  /** Number of payloads decoded so far, while it is asked. */
  readonly decoded: number | null;
  readonly error: string | null;
};

const KEY = 'retrace.codec';

export const useCodec = create<CodecState>(() => ({
  codec: { endpoint: '', namespace: 'default', ...remembered() },
  decoded: null,
  error: null,
}));

const { setState } = useCodec;
let asking = new AbortController();

/** True where it was done. */
export async function decodeRun(codec: Codec): Promise<boolean> {
  const run = useSession.getState().open?.summary.runId;
  if (run === undefined) return false;
  const { endpoint, namespace } = codec;
  localStorage.setItem(KEY, JSON.stringify({ endpoint, namespace }));
  setState({ codec, decoded: 0, error: null });
  asking = new AbortController();
  try {
    const { signal } = asking;
    const { payloads } = await ask(
      'decodeRun',
      { run, codec },
      { signal, onProgress: (decoded) => setState({ decoded }) },
    );
    await openAgain();
    say(payloads === 0 ? 'Nothing in this run is left to decode.' : `Decoded ${counted(payloads, 'payload')}.`);
    return true;
  } catch (error) {
    setState({ error: error instanceof Error ? error.message : String(error) });
    return false;
  } finally {
    setState({ decoded: null });
  }
}

export function cancelDecoding(): void {
  asking.abort();
}

function remembered(): Partial<Codec> {
  try {
    const { endpoint, namespace } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
    return {
      ...(typeof endpoint === 'string' && { endpoint }),
      ...(typeof namespace === 'string' && namespace !== '' && { namespace }),
    };
  } catch {
    return {};
  }
}
