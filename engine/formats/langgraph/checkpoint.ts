// What a checkpoint of LangGraph holds: values of channels, some of them the state, others what is to run next.
// Source: langgraph 0.2 to 1.2 (Python), 1.0 to 1.3 (JavaScript), checkpoint versions 1 to 4.

import { isArray, isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { readJsonText } from '../written-value.ts';
import { readMsgpack } from './msgpack.ts';

/** A column with the type beside it: JSON as its text, everything else as base64. */
export function writtenValue(type: Json, bytes: Uint8Array | string | null): JsonObject {
  const buffer = Buffer.from(bytes ?? '');
  const text = buffer.toString('utf8');
  return type !== 'msgpack' && Buffer.from(text).equals(buffer)
    ? { type, text }
    : { type, base64: buffer.toString('base64') };
}

/** Never throws. What is none of these encodings stays as it was written. */
export function readWritten(written: Json): Json {
  const { type, text, base64 } = objectOf(written);
  if (type === 'null') return null;
  if (typeof text === 'string')
    return type === 'bytes' || type === 'bytearray' ? { bytes: btoaOf(text) } : readJsonText(text);
  if (typeof base64 !== 'string') return written;
  if (type !== 'msgpack') return { bytes: base64 };
  const bytes = Buffer.from(base64, 'base64');
  return readMsgpack(bytes) ?? written;
}

function btoaOf(text: string): string {
  return Buffer.from(text).toString('base64');
}

export type Checkpoint = {
  readonly version: number;
  readonly time: string | undefined;
  readonly values: JsonObject;
  readonly versions: JsonObject;
  readonly sends: readonly string[];
};

export function checkpointOf(json: Json): Checkpoint {
  const checkpoint = objectOf(json);
  const values = objectOf(checkpoint['channel_values']);
  const sends = [values['__pregel_tasks'] ?? [], checkpoint['pending_sends'] ?? []];
  return {
    version: numberOf(checkpoint['v']) ?? 0,
    time: stringOf(checkpoint['ts']),
    values,
    versions: objectOf(checkpoint['channel_versions']),
    sends: sends.flatMap(sendsIn),
  };
}

/** The node of each: `[node, argument]` in Python, `[[], [{node, args}]]` in JavaScript. */
function sendsIn(value: Json): readonly string[] {
  if (isObject(value)) return [stringOf(value['node']) ?? ''];
  if (!isArray(value)) return [];
  const [first] = value;
  return typeof first === 'string' ? [first] : value.flatMap(sendsIn);
}

/** Before version 3 a node that ended has a channel of its own name, and what it leads to is not written down. */
export function tellsWhatIsDue({ version }: Checkpoint): boolean {
  return version >= 3;
}

const triggers = /^(?:branch:to:|start:)(.+)$/;
const joins = /^join:(.+):([^:]+)$/;

/** The nodes that run next, as far as the channels say. */
export function dueNodes(checkpoint: Checkpoint): readonly string[] {
  return Object.entries(checkpoint.values).flatMap(([channel, value]) => {
    if (channel === '__start__') return isTakenFrom(channel, value, checkpoint) ? [channel] : [];
    const node = triggers.exec(channel)?.[1];
    if (node !== undefined) return [node];
    const join = joins.exec(channel);
    const isWhole = join !== null && isArray(value) && value.length === join[1]!.split('+').length;
    return isWhole ? [join[2]!] : [];
  });
}

/** Version 1 keeps an empty `__start__`, whose value is then its name. */
function isTakenFrom(channel: string, value: Json | undefined, checkpoint: Checkpoint): boolean {
  return tellsWhatIsDue(checkpoint) || value !== channel;
}

/** True of a channel that is a value of the graph's state and not LangGraph's own. */
export function isState(channel: string, value: Json | undefined, { version }: Checkpoint): boolean {
  if (/^(__.*|branch:.*|start:.*|join:.*)$/s.test(channel)) return false;
  return version >= 3 || typeof value !== 'string' || value !== channel;
}
