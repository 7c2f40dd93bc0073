// The meaning of each line of an oplog, as effects. A run does one thing at a time: a line that ends a step, a timer or
// a wait for a signal is about the last one of its name. A call is one line, written when it is over.

import {
  type ClosedStatus,
  type Effect,
  failureLine,
  type OperationKey,
  type OperationKind,
} from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { isObject, type Json, type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import { wrapped } from '../written-value.ts';

export const rules: Readonly<Record<string, (line: JsonObject) => Explanation>> = {
  durable_run: ({ key }) => ({ effects: [], summary: stringOf(key) ?? 'run' }),
  witness: () => ({ effects: [], summary: 'made by the compiler: what follows is a counterexample' }),
  request,
  io: call,
  step_start: stepStart,
  step_result: stepResult,
  wait_timer: ({ until_ms: until }) => ({
    effects: [opened('timer', 'sleep', waits.timer, numberOf(until))],
    summary: 'started',
  }),
  resume_timer: () => ended(waits.timer, 'completed', 'fired'),
  wait_signal: ({ name, timeout_ms: deadline }) => ({
    effects: [opened('signal', nameOf(name, 'signal'), waits.signal, numberOf(deadline))],
    summary: 'waited for',
  }),
  resume_signal: ({ payload }) => ended(waits.signal, 'completed', 'received', payload),
  response,
  complete: () => ({ effects: [], summary: 'complete' }),
  meta: ({ handler }) => ({ effects: [], summary: stringOf(handler) ?? 'measured' }),
};

/** There is at most one wait at a time. */
const waits = { timer: 'timer:?=wait', signal: 'signal:?=wait' } as const;

function nameOf(name: Json | undefined, none: string): string {
  return stringOf(name) ?? none;
}

function stepKey(name: string): OperationKey {
  return `activity:?=${name}`;
}

function opened(kind: OperationKind, name: string, takes: OperationKey, untilMs?: number): Effect {
  return { type: 'open', key: `${kind}:?`, kind, name, takes, ...(untilMs !== undefined && { untilMs }) };
}

function stepStart(line: JsonObject): Explanation {
  const name = nameOf(line['name'], 'step');
  return {
    effects: [opened('activity', name, stepKey(name)), { type: 'advance', key: 'activity:?', status: 'started' }],
    summary: 'started',
  };
}

function ended(key: OperationKey, status: ClosedStatus, summary: string, result?: Json): Explanation {
  return {
    effects: [{ type: 'close', key, status, ...(result !== undefined && { result }) }],
    summary,
    wakes: true,
  };
}

function request(line: JsonObject): Explanation {
  const { method, url, headers, body } = line;
  const input = { method, url, headers, body: body === undefined || body === null ? null : wrapped(body) };
  return {
    effects: [
      { type: 'run', status: 'running', input, awaits: 'its own code, or a call, which is written when it is over' },
    ],
    summary: `${stringOf(method) ?? 'GET'} ${stringOf(url) ?? '/'}`,
    wakes: true,
  };
}

/** `builtin`: the clock and chance. */
function call({ module, fn, args, result }: JsonObject): Explanation {
  const [from, name] = [nameOf(module, ''), nameOf(fn, 'call')];
  const kind: OperationKind = from === 'builtin' ? 'sideEffect' : 'activity';
  const key: OperationKey = `${kind}:?`;
  return {
    effects: [
      {
        type: 'open',
        key,
        kind,
        name: from === 'builtin' || from === '' || from === name ? name : `${from}.${name}`,
        ...(args !== undefined && { input: args }),
      },
      { type: 'close', key, status: 'completed', ...(result !== undefined && { result }) },
    ],
    summary: 'completed',
  };
}

/** A step with a timeout that was over has this value, and what it waited for is not waited for any longer. */
function stepResult({ name, result }: JsonObject): Explanation {
  const key = stepKey(nameOf(name, 'step'));
  if (!isTimeout(result)) return ended(key, 'completed', 'completed', result);
  const failure = { message: 'timeout' };
  return {
    effects: [
      { type: 'close', key, status: 'timedOut', result: result!, failure },
      ...Object.values(waits).map((wait) => ({ type: 'close', key: wait, status: 'canceled' }) as const),
    ],
    summary: `timed out: ${failureLine(failure)}`,
    wakes: true,
  };
}

function isTimeout(result: Json | undefined): boolean {
  return (
    isObject(result) && result['ok'] === false && result['error'] === 'timeout' && Object.keys(result).length === 2
  );
}

/** Whatever its status is, the code ran to its end: what it threw is not written. */
function response({ status, headers, body }: JsonObject): Explanation {
  const result = { status, headers, body: body === undefined || body === null ? null : wrapped(body) };
  return {
    effects: [{ type: 'run', status: 'completed', result }],
    summary: `responded ${numberOf(status) ?? '?'}`,
  };
}
