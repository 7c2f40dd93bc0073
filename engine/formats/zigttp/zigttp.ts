// zigttp: the oplog of a durable run, JSON Lines, one file a run (`durable-HASH.jsonl`); and what `--trace` records of
// requests, which shares its lines.
// Source: github.com/srdjan/zigttp, packages/zts/src/trace.zig (TraceRecorder, DurableState, parseTraceLine) and
// packages/runtime/src/durable_executor.zig, as of 2026.

import { isArray, isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { finiteMs } from '../../model/moment.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { type ReplacedFields, replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJsonLegibly } from '../json-payload.ts';
import { exactJsonText, mapped, readJsonText, unwrapped } from '../written-value.ts';
import { rules } from './explain.ts';

function recognises({ type, key, module, fn, args, seq }: JsonObject): boolean {
  if (type === 'durable_run') return typeof key === 'string';
  return (
    type === 'io' &&
    typeof module === 'string' &&
    typeof fn === 'string' &&
    isArray(args) &&
    numberOf(seq) !== undefined
  );
}

function typeOf(line: JsonObject): string {
  return stringOf(line['type']) ?? 'unknown';
}

function read(raw: Json): ReadEvent {
  const line = objectOf(raw);
  const type = typeOf(line);
  const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
  const at = timeOf(line);
  const atMs = typeof at === 'number' ? finiteMs(at) : null;
  return {
    atMs,
    type,
    explanation: rule?.(line) ?? { effects: [{ type: 'mentionRun' }], summary: 'unknown event type' },
    odd: [...(rule === undefined ? oddType(type) : []), ...oddTime(at, atMs)],
  };
}

function oddType(type: string): readonly Odd[] {
  const text = `The event type ${type.slice(0, 80)} is not known here: what it did is not in the state.`;
  return [{ code: 'unknown-type', text }];
}

/** Lines have no time, except where a timer fired and where the code read the clock. */
function timeOf({ type, module, fn, result, fired_at_ms: fired }: JsonObject): Json | undefined {
  if (type === 'io' && module === 'builtin' && fn === 'Date.now') return result;
  return type === 'resume_timer' ? fired : undefined;
}

function identify(identity: Identity, raw: Json): Identity {
  const { type, key, handler } = objectOf(raw);
  const id = type === 'durable_run' ? stringOf(key) : undefined;
  if (id !== undefined) return { runId: id, workflowId: id, ...identity };
  const name = type === 'meta' ? stringOf(handler) : undefined;
  return name === undefined || identity.workflowType !== undefined ? identity : { ...identity, workflowType: name };
}

/** The key of a run, or else its request, is its first line; before a request the compiler may say that it made it. */
function tellRunsApart(): (event: Json) => number {
  let run = 0;
  let has = { key: false, request: false };
  return (event) => {
    const type = typeOf(objectOf(event));
    const isKey = type === 'durable_run' || type === 'witness';
    if (isKey ? has.key || has.request : type === 'request' && has.request) {
      run++;
      has = { key: false, request: false };
    }
    if (isKey) has.key = true;
    if (type === 'request') has.request = true;
    return run;
  };
}

function decode(value: Json): Json {
  const isLine = isObject(value) && Object.hasOwn(rules, typeOf(value));
  return isLine
    ? mapped(value, (part, key) => (key === 'body' ? readJsonText(part) : part))
    : unwrapped(value, readJsonText);
}

const replaced: ReplacedFields = {
  values: new Set(['args', 'result', 'payload', 'headers']),
  texts: new Set(['url']),
  names: new Set(['key', 'name', 'handler']),
  read: (value) => value,
  write: (value) => value,
};
const bodies: ReplacedFields = {
  values: new Set(['body']),
  texts: new Set(),
  names: new Set(),
  read: exactJsonText,
  write: (value) => JSON.stringify(value),
};

export const zigttp: Dialect = {
  id: 'zigttp',
  inLines: true,
  recognises,
  describe: (sample) => (sample.some(({ type }) => type === 'durable_run') ? 'zigttp durable oplog' : 'zigttp trace'),
  parse: parseJsonLegibly,
  read,
  position: () => undefined,
  tellRunsApart,
  identify,
  identifyHolder: () => ({}),
  checkHolder: () => [],
  isStart: (type) => type === 'durable_run' || type === 'request' || type === 'witness',
  recordsLate: () => false,
  decode,
  // All that a line says is in its effects, or is a number of its own.
  compared: () => ({}),
  replaceValues: (event, replacer) => replaceFields(replaceFields(event, bodies, replacer), replaced, replacer),
};
