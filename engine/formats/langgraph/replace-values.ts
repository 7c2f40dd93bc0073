// A checkpoint or a write with other values in it: channels, sends and metadata keep their shape, so that it reads as
// before.

import { isArray, isObject, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { JsonPath } from '../../model/compare/json-diff-path.ts';
import type { ValueReplacer } from '../value-replacer.ts';
import { mapped } from '../written-value.ts';
import { readWritten } from './checkpoint.ts';

/** Values come back as JSON, whatever they were written in. */
export function replaceValues(event: Json, replacer: ValueReplacer): Json {
  if (!isObject(event)) return event;
  return mapped(event, (part, key) => {
    const path: JsonPath = { parent: null, step: key };
    if (key === 'thread_id' && typeof part === 'string') return replacer.name(part, path);
    if (key === 'checkpoint') return rewritten(part, (value) => inCheckpoint(value, replacer, path));
    if (key === 'metadata') return rewritten(part, (value) => inMetadata(value, replacer, path));
    if (key === 'value') return rewritten(part, (value) => replacer.value(value, path));
    if (key !== 'writes' || !isArray(part)) return part;
    return part.map((write, step) => inWrite(objectOf(write), replacer, { parent: path, step }));
  });
}

function rewritten(written: Json, change: (value: Json) => Json): Json {
  return { type: 'json', text: JSON.stringify(change(readWritten(written))) };
}

function inWrite(write: JsonObject, replacer: ValueReplacer, path: JsonPath): Json {
  const { value, channel } = write;
  // What only says whose turn it is holds nothing of the workflow's own.
  if (typeof channel === 'string' && /^(branch|start|join):/.test(channel)) return write;
  return {
    ...write,
    value: rewritten(value ?? null, (plain) => replacer.value(plain, { parent: path, step: 'value' })),
  };
}

function inCheckpoint(value: Json, replacer: ValueReplacer, path: JsonPath): Json {
  return mapped(objectOf(value), (part, key) => {
    const at = { parent: path, step: key };
    if (key === 'pending_sends') return inSends(part, replacer, at);
    if (key !== 'channel_values') return part;
    return mapped(objectOf(part), (held, channel) => {
      if (channel === '__pregel_tasks') return inSends(held, replacer, { parent: at, step: channel });
      if (/^(branch|start|join):/.test(channel) || held === channel) return held;
      return replacer.value(held, { parent: at, step: channel });
    });
  });
}

/** `[node, argument]`, or `{node, args}`. */
function inSends(value: Json, replacer: ValueReplacer, path: JsonPath): Json {
  if (isObject(value))
    return {
      ...value,
      ...(value['args'] !== undefined && { args: replacer.value(value['args'], { parent: path, step: 'args' }) }),
    };
  if (!isArray(value)) return value;
  const [node, argument] = value;
  if (typeof node === 'string') return [node, replacer.value(argument ?? null, { parent: path, step: 1 })];
  return value.map((entry, step) => inSends(entry, replacer, { parent: path, step }));
}

const shape = new Set(['source', 'step', 'parents']);

function inMetadata(value: Json, replacer: ValueReplacer, path: JsonPath): Json {
  return mapped(objectOf(value), (part, key) =>
    shape.has(key) ? part : replacer.value(part, { parent: path, step: key }),
  );
}
