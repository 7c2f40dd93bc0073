// Restate: an invocation with the entries of its journal and what happened between them, as events.
// Source: Restate 1.7, POST /query on its admin port; docs.restate.dev/references/sql-introspection.

import type { ComparedParts } from '../../model/compare/parts.ts';
import { durationText } from '../../model/duration.ts';
import { type Effect, type Failure, failureLine, type OperationKey, type RunStatus } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { isArray, isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { finiteMs } from '../../model/moment.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import type { Dialect, Identity, ReadEvent } from '../dialect.ts';
import { madeEvents } from '../made-events.ts';
import { type ReplacedFields, replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJson } from '../json-payload.ts';
import { readJsonText } from '../written-value.ts';
import { standingOf } from './standing.ts';
import { bytesOf, completionOf, type Entry, entryOf, kindOf, resultOf } from './entry.ts';

function explain(event: JsonObject): Explanation {
  const row = objectOf(event['row']);
  const told = explainAlone(event, row);
  const standing = isObject(event['standing']) ? standingOf(event['standing']) : undefined;
  return standing === undefined ? told : { ...told, effects: [...told.effects, standing] };
}

function explainAlone(event: JsonObject, row: JsonObject): Explanation {
  switch (event['event']) {
    case 'Invocation':
      return invoked(row);
    case 'Entry':
      return explainEntry(entryOf(row), row, event);
    case 'JournalEvent':
      return happened(row, event);
    case 'InvocationEnded':
      return ended(row);
    default:
      return { effects: [], summary: 'unknown event type' };
  }
}

function invoked(row: JsonObject): Explanation {
  const parent = stringOf(row['invoked_by_id']);
  const begins = writtenTimeMs(row['scheduled_start_at'], undefined);
  return {
    effects: [
      { type: 'run', status: 'running', ...(begins !== null && { beginsAtMs: begins }) },
      ...(parent === undefined
        ? []
        : [{ type: 'link', relation: 'parent', workflowId: parent, runId: parent } as const]),
    ],
    summary: `${stringOf(row['target']) ?? 'invocation'} invoked`,
    wakes: true,
  };
}

/** Of one that was killed or gave up nothing else says how it ended. */
function ended(row: JsonObject): Explanation {
  if (row['completion_result'] === 'success')
    return { effects: [{ type: 'run', status: 'completed' }], summary: 'completed' };
  const text = stringOf(row['completion_failure']) ?? '';
  const [, type, message] = /^\[(\d+)[^\]]*\] (.*)$/s.exec(text) ?? [];
  const failure: Failure = { message: message ?? text, ...(type !== undefined && { type }) };
  return { effects: [{ type: 'run', status: endOf(failure), failure }], summary: `failed: ${failureLine(failure)}` };
}

function endOf({ type, message }: Failure): RunStatus {
  if (type !== '409') return 'failed';
  return message === 'killed' ? 'terminated' : message.toLowerCase() === 'cancelled' ? 'canceled' : 'failed';
}

function happened(row: JsonObject, event: JsonObject): Explanation {
  const told = objectOf(readJsonText(row['event_json'] ?? null));
  const failure = transientOf(isObject(told['last_failure']) ? told['last_failure'] : told);
  if (row['event_type'] === 'Paused')
    return {
      effects: [{ type: 'run', status: 'paused', ...(failure && { failure }) }],
      summary: failure === undefined ? 'paused' : `paused: ${failureLine(failure)}`,
    };
  const [name, id] = [stringOf(event['command']), numberOf(event['completion_id'])];
  const effects: readonly Effect[] =
    name === undefined || id === undefined
      ? []
      : [{ type: 'advance', key: `${kindOf(name)}:${id}`, status: 'retrying', ...(failure && { failure }) }];
  return { effects, summary: failure === undefined ? 'retried' : `tried again: ${failureLine(failure)}` };
}

function transientOf({ error_message, error_code, error_stacktrace }: JsonObject): Failure | undefined {
  const [message, stack, code] = [stringOf(error_message), stringOf(error_stacktrace), numberOf(error_code)];
  if (message === undefined) return undefined;
  return { message, ...(code !== undefined && { type: String(code) }), ...(stack !== undefined && { stack }) };
}

function explainEntry(entry: Entry, row: JsonObject, event: JsonObject): Explanation {
  if (entry.type === 'command') {
    const told = command(entry, row, event);
    if (entry.isAnswered !== true || completionOf(entry) === undefined) return told;
    return { ...told, effects: [...told.effects, { type: 'close', key: keyOf(entry, row), status: 'completed' }] };
  }
  if (entry.type === 'completion') return completion(entry);
  if (entry.type === 'signal') return signal(entry.fields);
  return { effects: [], summary: stringOf(row['entry_type']) ?? 'unknown entry' };
}

function keyOf(entry: Entry, row?: JsonObject): OperationKey {
  const id = completionOf(entry) ?? (row === undefined ? undefined : `entry ${numberOf(row['index']) ?? '?'}`);
  return `${kindOf(entry.name)}:${id ?? '?'}`;
}

function command(entry: Entry, row: JsonObject, event: JsonObject): Explanation {
  const { name, fields } = entry;
  const key = keyOf(entry, row);
  switch (name) {
    case 'Input':
      return {
        effects: [
          {
            type: 'run',
            status: 'running',
            ...(fields['payload'] !== undefined && { input: bytesOf(fields['payload']) }),
          },
        ],
        summary: 'started',
        wakes: true,
      };
    case 'Output':
      return output(fields);
    case 'Sleep':
      return sleep(fields, key, numberOf(event['at']));
    case 'Call':
    case 'OneWayCall':
      return call(entry, key);
    case 'SetState':
    case 'ClearState':
    case 'ClearAllState':
      return changesState(name, fields, event);
    default:
      return {
        effects: [
          { type: 'open', key, kind: kindOf(name), name: stringOf(fields['name']) || stringOf(fields['key']) || name },
          // What is answered at once has no notification.
          ...(completionOf(entry) === undefined
            ? [{ type: 'close', key, status: 'completed', ...resultOf(fields['result']) } as const]
            : [{ type: 'advance', key, status: 'started' } as const]),
        ],
        summary: completionOf(entry) === undefined ? 'completed' : 'started',
      };
  }
}

function output(fields: JsonObject): Explanation {
  const { result, failure } = resultOf(fields['result']);
  if (failure !== undefined)
    return { effects: [{ type: 'run', status: endOf(failure), failure }], summary: `failed: ${failureLine(failure)}` };
  const isUnknown = fields['result'] === undefined || fields['result'] === 'Success';
  return {
    effects: [{ type: 'run', status: 'completed', ...(!isUnknown && { result: result ?? null }) }],
    summary: 'completed',
  };
}

function sleep(fields: JsonObject, key: OperationKey, at: number | undefined): Explanation {
  const untilMs = numberOf(fields['wake_up_time']);
  const length = untilMs === undefined || at === undefined ? '' : ` ${durationText(Math.max(0, untilMs - at))}`;
  return {
    effects: [{ type: 'open', key, kind: 'timer', name: `sleep${length}`, ...(untilMs !== undefined && { untilMs }) }],
    summary: 'started',
  };
}

/** One that nobody waits for is handed over, and that is all. */
function call(entry: Entry, key: OperationKey): Explanation {
  const request = objectOf(entry.fields['request']);
  const child = stringOf(request['invocation_id']);
  const [target] = Object.values(objectOf(request['invocation_target']));
  const parts = ['name', 'key', 'handler'].map((part) => stringOf(objectOf(target)[part])).filter(Boolean);
  const isSent = entry.name === 'OneWayCall';
  const own: OperationKey = isSent ? `signalExternal:${completionOf(entry) ?? '?'}` : key;
  return {
    effects: [
      {
        type: 'open',
        key: own,
        kind: isSent ? 'signalExternal' : 'childWorkflow',
        name: parts.join('/') || 'invocation',
        ...(request['parameter'] !== undefined && { input: bytesOf(request['parameter']) }),
        ...(child !== undefined && { about: child }),
      },
      isSent ? { type: 'close', key: own, status: 'completed' } : { type: 'advance', key: own, status: 'started' },
      ...(child === undefined
        ? []
        : [{ type: 'link', relation: 'child', workflowId: child, runId: child, key: own } as const]),
    ],
    summary: isSent ? 'sent' : 'started',
  };
}

/** In place of a value that a row does not have. */
const missing = '(not in the file)';

/** `cleared`: the names that were set before. */
function changesState(name: string, fields: JsonObject, event: JsonObject): Explanation {
  const key = stringOf(fields['key']);
  if (key === undefined && name !== 'ClearAllState') return { effects: [], summary: name };
  if (key !== undefined && name === 'SetState')
    return {
      effects: [{ type: 'set', name: key, value: fields['value'] === undefined ? missing : bytesOf(fields['value']) }],
      summary: `${key} set`,
    };
  const { cleared } = event;
  const names = key !== undefined ? [key] : isArray(cleared) ? cleared.map((each) => stringOf(each) ?? '') : [];
  return {
    effects: names.map((each) => ({ type: 'unset', name: each })),
    summary: name === 'ClearState' ? `${key} cleared` : 'all cleared',
  };
}

function completion(entry: Entry): Explanation {
  const { name, fields } = entry;
  // The id of an invocation that was called: its call is answered later.
  if (name === 'CallInvocationId') return { effects: [], summary: stringOf(fields['invocation_id']) ?? 'accepted' };
  const answer = resultOf(fields['result']);
  return {
    effects: [
      {
        type: 'close',
        key: keyOf(entry),
        status: answer.failure === undefined ? 'completed' : 'failed',
        ...answer,
      },
    ],
    summary: answer.failure === undefined ? 'completed' : `failed: ${failureLine(answer.failure)}`,
    wakes: true,
  };
}

/** The first of them cancels; those from 17 on are awakeables, of which nothing is written before they are answered. */
function signal(fields: JsonObject): Explanation {
  const { Index: index, Name: name } = objectOf(fields['id']);
  const answer = resultOf(fields['result']);
  const isCancel = index === 1;
  const kind = isCancel ? 'cancelRequest' : 'signal';
  const id = `signal ${numberOf(index) ?? stringOf(name) ?? '?'}`;
  return {
    effects: [
      { type: 'open', key: `${kind}:${id}`, kind, name: isCancel ? 'cancel' : (stringOf(name) ?? 'awakeable') },
      { type: 'close', key: `${kind}:${id}`, status: answer.failure === undefined ? 'completed' : 'failed', ...answer },
    ],
    summary: isCancel ? 'cancel requested' : 'received',
    wakes: true,
  };
}

function typeOf(event: JsonObject): string {
  const row = objectOf(event['row']);
  const type = event['event'] === 'Entry' ? row['entry_type'] : event['event'] === 'JournalEvent' && row['event_type'];
  return stringOf(type || undefined) ?? stringOf(event['event']) ?? 'unknown';
}

function read(raw: Json): ReadEvent {
  const event = objectOf(raw);
  const at = event['at'];
  const atMs = typeof at === 'number' ? finiteMs(at) : null;
  return { atMs, type: typeOf(event), explanation: explain(event), odd: oddTime(at, atMs) };
}

function identify(identity: Identity, raw: Json): Identity {
  if (identity.runId !== undefined) return identity;
  const id = stringOf(objectOf(objectOf(raw)['row'])['id']);
  return id === undefined ? identity : { runId: id, workflowId: id, ...identity };
}

/** What stands in texts is written out, bytes are read. */
function decode(value: Json): Json {
  const row = isObject(value) ? value['row'] : undefined;
  if (!isObject(value) || !isObject(row)) return value;
  const { entry_json: entry, entry_lite_json: short, event_json: told } = row;
  return {
    ...value,
    row: {
      ...row,
      ...(entry !== undefined && { entry_json: readable(readJsonText(entry)) }),
      ...(short !== undefined && { entry_lite_json: readJsonText(short) }),
      ...(told !== undefined && { event_json: readJsonText(told) }),
    },
  };
}

function readable(value: Json, depth = 0): Json {
  if (isArray(value)) return bytesOf(value);
  if (!isObject(value) || depth > 8) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, readable(part ?? null, depth + 1)]));
}

function compared(raw: Json): ComparedParts {
  const row = objectOf(objectOf(raw)['row']);
  const { target, target_service_ty: service } = row;
  return target === undefined ? {} : { details: { target, ...(service !== undefined && { service }) } };
}

const replaced: ReplacedFields = {
  values: new Set(['payload', 'parameter', 'value', 'Success']),
  texts: new Set(['message', 'completion_failure', 'last_failure', 'error_message', 'error_stacktrace']),
  names: new Set(['id', 'invocation_id', 'invoked_by_id', 'target_service_key', 'idempotency_key']),
  read: bytesOf,
  write: (value) => [...Buffer.from(JSON.stringify(value))],
};

function replaceValues(event: Json, replacer: Parameters<Dialect['replaceValues']>[1]): Json {
  const row = objectOf(objectOf(event)['row']);
  // The same as bytes.
  const { raw: _, raw_length: __, entry_json: entry, entry_lite_json: short, event_json: told, ...rest } = row;
  const inText = (text: Json): string => JSON.stringify(replaceFields(readJsonText(text), replaced, replacer));
  return {
    ...objectOf(event),
    row: {
      ...objectOf(replaceFields(rest, replaced, replacer)),
      ...(entry !== undefined && { entry_json: inText(entry) }),
      ...(short !== undefined && { entry_lite_json: inText(short) }),
      ...(told !== undefined && { event_json: inText(told) }),
    },
  };
}

export const restate: Dialect = {
  id: 'restate',
  // Rows of several tables make its events: its container joins them.
  ...madeEvents,
  describe: () => 'Restate journal',
  parse: parseJson,
  read,
  identify,
  isStart: (type) => type === 'Invocation' || type === 'Command: Input',
  recordsLate: () => true,
  decode,
  compared,
  replaceValues,
};
