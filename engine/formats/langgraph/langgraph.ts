// LangGraph: the checkpoints of a thread, and what the tasks at each wrote, as events. Values are the channels of the
// graph's state.
// Source: langgraph-checkpoint 2.0 to 4.3 (Python), @langchain/langgraph-checkpoint 1.0 (JavaScript).

import type { ComparedParts } from '../../model/compare/parts.ts';
import {
  type Effect,
  type Failure,
  failureLine,
  type OperationKey,
  type RunStatus,
  unnamed,
} from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { isArray, isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { finiteMs } from '../../model/moment.ts';
import type { Dialect, Identity, ReadEvent } from '../dialect.ts';
import { madeEvents } from '../made-events.ts';
import { otherFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJson } from '../json-payload.ts';
import { checkpointOf, readWritten } from './checkpoint.ts';
import { replaceValues } from './replace-values.ts';

/** A graph within a thread is a run beside the thread's own. */
export function runIdOf(thread: string, namespace: string): string {
  return namespace === '' ? thread : `${thread}/${namespace}`;
}

function explain(event: JsonObject): Explanation {
  switch (event['event']) {
    case 'Checkpoint':
      return checkpoint(event);
    case 'Command':
      return { effects: [], summary: `answered: ${JSON.stringify(readWritten(event['value'] ?? null)).slice(0, 80)}` };
    case 'TaskScheduled':
      return { effects: opening(event), summary: 'scheduled' };
    case 'TaskEnded':
      return {
        effects: [
          ...opening(event),
          ...carriesOn,
          { type: 'close', key: keyOf(event), status: 'completed', result: resultOf(event['writes']) },
        ],
        summary: 'completed',
      };
    case 'TaskFailed':
      return failed(event);
    case 'TaskInterrupted':
      return interrupted(event);
    case 'TaskResumed':
      return resumed(event);
    default:
      return { effects: [], summary: 'unknown event type' };
  }
}

const carriesOn: readonly Effect[] = [{ type: 'run', status: 'running' }];

function textOf(value: Json | undefined): string {
  return stringOf(value) ?? '';
}

function checkpoint(event: JsonObject): Explanation {
  const { values } = checkpointOf(readWritten(event['checkpoint'] ?? null));
  const { source, step } = objectOf(readWritten(event['metadata'] ?? null));
  const [changed, gone] = [namesIn(event['changed']), namesIn(event['gone'])];
  const { due } = event;
  const status: RunStatus =
    due === null || due === undefined ? 'unknown' : isArray(due) && due.length === 0 ? 'completed' : 'running';
  const input = source === 'input' ? values['__start__'] : undefined;
  const from = event['forked'] === true ? `, from ${textOf(event['parent_checkpoint_id']) || 'nothing'}` : '';
  return {
    effects: [
      { type: 'run', status, ...(input !== undefined && { input }) },
      ...changed.map((name): Effect => ({ type: 'set', name, value: values[name] ?? null })),
      ...gone.map((name): Effect => ({ type: 'unset', name })),
      ...parentOf(event),
    ],
    summary: `step ${numberOf(step) ?? '?'}, ${textOf(source) || 'source unknown'}${from}`,
    wakes: true,
  };
}

function namesIn(list: Json | undefined): readonly string[] {
  return isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}

function parentOf(event: JsonObject): readonly Effect[] {
  const [thread, within] = [textOf(event['thread_id']), event['within']];
  return typeof within === 'string'
    ? [{ type: 'link', relation: 'parent', workflowId: thread, runId: runIdOf(thread, within) }]
    : [];
}

function keyOf(event: JsonObject, kind: 'node' | 'signal' = 'node'): OperationKey {
  return `${kind}:${textOf(event['task']) || '?'}`;
}

/** Nothing says when a task began: it is told with the first that it wrote. */
function opening(event: JsonObject): readonly Effect[] {
  if (event['opens'] !== true) return [];
  const [key, thread, child] = [keyOf(event), textOf(event['thread_id']), stringOf(event['child_ns'])];
  return [
    { type: 'open', key, kind: 'node', name: stringOf(event['node']) ?? unnamed('node') },
    ...(event['event'] === 'TaskScheduled' ? [] : [{ type: 'advance', key, status: 'started' } as const]),
    ...(child === undefined
      ? []
      : [{ type: 'link', relation: 'child', workflowId: thread, runId: runIdOf(thread, child), key } as const]),
  ];
}

/** What a node wrote, by channels; a channel that it wrote several times is a list. */
function resultOf(writes: Json | undefined): Json {
  const entries = (isArray(writes) ? writes : [])
    .map(objectOf)
    .filter(({ channel }) => !textOf(channel).startsWith('branch:'));
  const byChannel = Map.groupBy(entries, ({ channel }) => textOf(channel));
  return Object.fromEntries(
    [...byChannel].map(([channel, list]) => {
      const values = list.map(({ value }) => readWritten(value ?? null));
      return [channel, values.length === 1 ? values[0]! : values];
    }),
  );
}

/** Python writes what `repr` says, JavaScript `{message, name}`. */
function failureOf(value: Json): Failure {
  if (isObject(value)) {
    const type = stringOf(value['name']);
    return { message: stringOf(value['message']) ?? JSON.stringify(value), ...(type !== undefined && { type }) };
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const [, type, message] = /^(\w+)\((?:['"](.*)['"],?)?\)$/s.exec(text) ?? [];
  return type === undefined ? { message: text } : { message: message ?? '', type };
}

/** An error ends the invocation: nothing goes on until somebody begins it again. */
function failed(event: JsonObject): Explanation {
  const failure = failureOf(readWritten(event['value'] ?? null));
  const key = keyOf(event);
  return {
    effects: [
      ...opening(event),
      { type: 'close', key, status: failure.type === 'AbortError' ? 'canceled' : 'failed', failure },
      ...(failure.type === 'AbortError' ? [] : [{ type: 'run', status: 'failed', failure } as const]),
    ],
    summary: `failed: ${failureLine(failure)}`,
  };
}

function interrupted(event: JsonObject): Explanation {
  const input = readWritten(event['value'] ?? null);
  const key = keyOf(event, 'signal');
  return {
    effects: [
      ...opening(event),
      { type: 'advance', key: keyOf(event), status: 'paused' },
      { type: 'open', key, kind: 'signal', name: 'interrupt', input, cause: keyOf(event) },
    ],
    summary: `waits for an answer: ${JSON.stringify(input).slice(0, 80)}`,
  };
}

function resumed(event: JsonObject): Explanation {
  const result = readWritten(event['value'] ?? null);
  // What was asked before is overwritten by what is asked after it.
  const wasAsked = event['opens'] !== true;
  return {
    effects: [
      ...opening(event),
      ...carriesOn,
      { type: 'advance', key: keyOf(event), status: 'started' },
      ...(wasAsked ? [{ type: 'close', key: keyOf(event, 'signal'), status: 'completed', result } as const] : []),
    ],
    summary: 'goes on with the answer',
    wakes: true,
  };
}

function read(raw: Json): ReadEvent {
  const event = objectOf(raw);
  const at = event['at'];
  const atMs = typeof at === 'number' ? finiteMs(at) : null;
  return { atMs, type: stringOf(event['event']) ?? 'unknown', explanation: explain(event), odd: oddTime(at, atMs) };
}

function identify(identity: Identity, raw: Json): Identity {
  if (identity.runId !== undefined) return identity;
  const event = objectOf(raw);
  const thread = stringOf(event['thread_id']);
  if (thread === undefined) return identity;
  return { runId: runIdOf(thread, textOf(event['checkpoint_ns'])), workflowId: thread, ...identity };
}

function decode(value: Json): Json {
  if (!isObject(value) || !('event' in value) || !('checkpoint_id' in value)) return value;
  const plain = (part: Json | undefined): Json => readWritten(part ?? null);
  const { checkpoint: state, metadata, value: written, writes } = value;
  return {
    ...value,
    ...(state !== undefined && { checkpoint: plain(state) }),
    ...(metadata !== undefined && { metadata: plain(metadata) }),
    ...(written !== undefined && { value: plain(written) }),
    ...(isArray(writes) && {
      writes: writes.map((write) => ({ ...objectOf(write), value: plain(objectOf(write)['value']) })),
    }),
  };
}

const bookkeeping = /^(parents|thread_id|checkpoint_id|checkpoint_ns|run_id|writes)$/;

function compared(raw: Json): ComparedParts {
  const event = objectOf(raw);
  if (event['event'] !== 'Checkpoint') return {};
  const details = otherFields({ ...objectOf(readWritten(event['metadata'] ?? null)), due: event['due'] }, (key) =>
    bookkeeping.test(key),
  );
  return details === undefined ? {} : { details };
}

export const langgraph: Dialect = {
  id: 'langgraph',
  // Rows of two tables make its events: its container joins them.
  ...madeEvents,
  describe: () => 'LangGraph checkpoints',
  parse: parseJson,
  read,
  identify,
  isStart: (type) => type === 'Checkpoint',
  recordsLate: () => true,
  decode,
  compared,
  replaceValues,
};
