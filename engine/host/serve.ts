// Answers one pipe with one engine. Everything that arrives is somebody else's: names and parameters are checked here, once.

import * as z from 'zod';
import { type Api, type CallName, calls, type PushBody, type PushName } from '../model/api.ts';
import { type ErrorInfo, errorInfo, RetraceError } from '../model/errors.ts';
import type { Frame, Pipe } from '../model/pipe.ts';

export type PushListener = <N extends PushName>(name: N, body: PushBody<N>) => void;

/** What a pipe can be served with: every call, and the pushes. */
export type Served = Api & { onPush(listener: PushListener): () => void };

type Call = Extract<Frame, { type: 'call' }>;

const longestMessage = 400;

/** Answers calls and forwards pushes until the pipe closes or the returned function is called. `log` is told of our own bugs. */
export function serve(engine: Served, pipe: Pipe, log: (error: unknown) => void = logBug): () => void {
  let open = true;
  const send = (frame: Frame): void => {
    if (open) pipe.send(frame);
  };
  const stopPushes = engine.onPush((name, body) => guarded(() => send({ type: 'push', name, body }), log));
  const stop = (): void => {
    open = false;
    stopPushes();
  };
  pipe.onFrame((frame) => {
    if (open && isCall(frame)) void reply(engine, frame, send, log);
  });
  pipe.onClose(stop);
  return stop;
}

/** The one catch: whatever goes wrong on the way to an answer, also in sending it, becomes an error that the asker can read. */
async function reply(engine: Served, call: Call, send: (frame: Frame) => void, log: (error: unknown) => void) {
  try {
    send({ type: 'reply', id: call.id, ok: await answer(engine, call) });
  } catch (error) {
    if (!(error instanceof RetraceError)) log(error);
    guarded(() => send({ type: 'reply', id: call.id, error: told(error) }), log);
  }
}

async function answer(engine: Served, { name, params }: Call): Promise<unknown> {
  if (!isCallName(name))
    throw new RetraceError('bad-request', `There is no call named ${JSON.stringify(short(name, 60))}.`);
  const parsed = calls[name].params.safeParse(params);
  if (!parsed.success) throw new RetraceError('bad-request', short(`${name}: ${z.prettifyError(parsed.error)}`));
  const method = engine[name] as (params: unknown) => Promise<unknown>;
  return await method.call(engine, parsed.data);
}

/** Own keys of the table only: `constructor` and `__proto__` are no calls. */
function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function isCall(frame: unknown): frame is Call {
  if (typeof frame !== 'object' || frame === null) return false;
  const { type, id, name } = frame as Partial<Record<string, unknown>>;
  return type === 'call' && typeof id === 'number' && typeof name === 'string';
}

function told(error: unknown): ErrorInfo {
  const { code, message } = errorInfo(error);
  return { code, message: code === 'internal' ? short(message) : message };
}

function short(text: string, most = longestMessage): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function guarded(act: () => void, log: (error: unknown) => void): void {
  try {
    act();
  } catch (error) {
    log(error);
  }
}

function logBug(error: unknown): void {
  console.error(error);
}
