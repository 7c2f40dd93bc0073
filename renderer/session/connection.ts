// Maintains one conversation with the engine: opens it, sends hello, receives pushes, and reopens it after a loss.

import type { PushBody, PushName } from '../../engine/model/api.ts';
import { RetraceError } from '../../engine/model/errors.ts';
import { type Client, connect } from '../../engine/model/link.ts';
import { API_VERSION, type Pipe } from '../../engine/model/pipe.ts';
import { setEngine } from './engine.ts';
import { busy } from './idle.ts';
import { useSession } from './session.ts';
import { useShell } from './shell-state.ts';

/** The page's handler for each push of the engine. */
export type Listeners = { readonly [N in PushName]: (body: PushBody<N>) => void };

const waitsMs = [250, 500, 1000, 2000, 4000];

let skipWait: (() => void) | undefined;

/** Retries at once, for a person who does not want to wait. */
export function retryNow(): void {
  skipWait?.();
}

/** Never ends, except on a version mismatch. `welcome` runs after every hello: lists are outdated then. */
export async function stayConnected(
  open: () => Promise<Pipe>,
  listeners: Listeners,
  welcome: () => Promise<void>,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    const done = busy();
    try {
      const client = connect(await open());
      const lost = new Promise<void>((resolve) => client.onClose(resolve));
      await greet(client);
      listen(client, listeners);
      setEngine(client);
      useSession.setState({ connection: 'ready' });
      useShell.setState({ fault: null });
      await welcome();
      done();
      tries = 0;
      await lost;
    } catch (error) {
      if (report(error)) return;
    } finally {
      done();
    }
    if (useSession.getState().connection === 'ready') useSession.setState({ connection: 'lost' });
    await wait(waitsMs[Math.min(tries, waitsMs.length - 1)] ?? 0);
  }
}

async function greet(client: Client): Promise<void> {
  const { apiVersion, ...engine } = await client.call('hello', { apiVersion: API_VERSION });
  if (apiVersion !== API_VERSION) {
    const words = `This window speaks version ${API_VERSION} and the engine version ${apiVersion}. Close Retrace and start it again.`;
    throw new RetraceError('version-mismatch', words);
  }
  useShell.setState({ engine });
}

function listen(client: Client, listeners: Listeners): void {
  client.on('filesRequested', listeners.filesRequested);
  client.on('commandRequested', listeners.commandRequested);
}

/** True when a retry is useless. */
function report(error: unknown): boolean {
  const mismatch = error instanceof RetraceError && error.code === 'version-mismatch';
  const message = error instanceof Error ? error.message : String(error);
  useShell.setState({ fault: { type: mismatch ? 'mismatch' : 'unreachable', message } });
  return mismatch;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    skipWait = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
