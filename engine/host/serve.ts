// Serves one pipe with one engine. Input is untrusted: names and parameters are checked here, once.

import * as z from 'zod';
import { type Api, type Caller, type CallName, calls } from '../model/api.ts';
import { type ErrorInfo, errorInfo, RetraceError } from '../model/errors.ts';
import type { Frame, Pipe } from '../model/pipe.ts';

type Call = Extract<Frame, { type: 'call' }>;

const longestMessage = 400;

/**
 * Answers calls until the pipe closes or the returned function is called; both cancel running calls. `log` gets
 * Retrace's own bugs.
 */
export function serve(engine: Api, pipe: Pipe, log: (error: unknown) => void = logBug): () => void {
  const underway = new Map<number, AbortController>();
  let open = true;
  const send = (frame: Frame): void => {
    if (open) pipe.send(frame);
  };
  const stop = (): void => {
    open = false;
    for (const call of underway.values()) call.abort();
    underway.clear();
  };
  pipe.onFrame((frame) => {
    if (!open) return;
    if (isCancel(frame)) underway.get(frame.id)?.abort();
    else if (isCall(frame)) void begin(frame);
  });
  pipe.onClose(stop);
  return stop;

  async function begin(call: Call): Promise<void> {
    const controller = new AbortController();
    underway.set(call.id, controller);
    const progress = (body: unknown): void => guarded(() => send({ type: 'progress', id: call.id, body }), log);
    await reply(engine, call, { signal: controller.signal, progress }, send, log);
    if (underway.get(call.id) === controller) underway.delete(call.id);
  }
}

/** The only catch: any error of answering, also of sending the answer, becomes an error that the caller can read. */
async function reply(
  engine: Api,
  call: Call,
  caller: Caller<unknown>,
  send: (frame: Frame) => void,
  log: (error: unknown) => void,
): Promise<void> {
  try {
    send({ type: 'reply', id: call.id, ok: await answer(engine, call, caller) });
  } catch (error) {
    if (!(error instanceof RetraceError)) log(error);
    guarded(() => send({ type: 'reply', id: call.id, error: told(error) }), log);
  }
}

async function answer(engine: Api, { name, params }: Call, caller: Caller<unknown>): Promise<unknown> {
  if (!isCallName(name))
    throw new RetraceError('bad-request', `There is no call named ${JSON.stringify(short(name, 60))}.`);
  const parsed = calls[name].params.safeParse(params);
  if (!parsed.success) throw new RetraceError('bad-request', short(`${name}: ${z.prettifyError(parsed.error)}`));
  const method = engine[name] as (params: unknown, caller: Caller<unknown>) => Promise<unknown>;
  return await method.call(engine, parsed.data, caller);
}

/** Accepts only own keys of the table: `constructor` and `__proto__` are no calls. */
function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function isCall(frame: unknown): frame is Call {
  if (typeof frame !== 'object' || frame === null) return false;
  const { type, id, name } = frame as Partial<Record<string, unknown>>;
  return type === 'call' && typeof id === 'number' && typeof name === 'string';
}

function isCancel(frame: unknown): frame is Extract<Frame, { type: 'cancel' }> {
  return (
    typeof frame === 'object' &&
    frame !== null &&
    'type' in frame &&
    frame.type === 'cancel' &&
    'id' in frame &&
    typeof frame.id === 'number'
  );
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
