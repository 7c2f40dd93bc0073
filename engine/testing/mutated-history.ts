// Malformed histories: real ones with some bytes or values changed. The same seed gives the same changes.

import type { Json } from '../model/json.ts';
import { isArray, isObject } from '../model/json.ts';
import type { Chance } from './survival/chance.ts';

const oddValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1e300,
  -1e300,
  9e15,
  2 ** 53,
  0.5,
  '',
  ' ',
  'x',
  '-1',
  '1e999',
  '\ud800',
  '\u0000\u001b[31m\u202e',
  '__proto__',
  'x'.repeat(5000),
  '2026-01-01T00:00:00Z',
  '+287000-01-01T00:00:00Z',
  'not a time',
  '8640000000000001',
  'W10=',
  '%%%',
  [],
  {},
  [[]],
  [null],
  { payloads: null },
  { payloads: [null, 1, {}] },
  { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'W1s=' },
  { low: 1, high: 2 ** 31, unsigned: false },
  { seconds: '9000000000000' },
  { seconds: 1, nanos: -5 },
  { fields: { a: 1 } },
  nested(900),
];

function nested(levels: number): Json {
  let value: Json = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { cause: value };
  return value;
}

export function mutatedHistory(text: string, chance: Chance): Uint8Array {
  const changes = chance.between(1, 4);
  if (chance.share() < 0.3) return mutatedBytes(Buffer.from(text), chance, changes);
  const whole = mutatedValues(text, chance, changes);
  return Buffer.from(whole);
}

/** Removes, duplicates or changes parts of the bytes, or truncates them. */
export function mutatedBytes(bytes: Buffer, chance: Chance, changes: number): Uint8Array {
  let mutated = bytes;
  for (let i = 0; i < changes; i++) {
    const [from, length] = [chance.between(0, mutated.length - 1), chance.between(1, 60)];
    const before = mutated.subarray(0, from);
    const part = mutated.subarray(from, from + length);
    const behind = mutated.subarray(from + length);
    const kind = chance.between(1, 4);
    if (kind === 1) mutated = Buffer.concat([before, behind]);
    else if (kind === 2) mutated = Buffer.concat([before, part, part, behind]);
    else if (kind === 3)
      mutated = Buffer.concat([before, Buffer.from(part.map((byte) => byte ^ chance.between(0, 255))), behind]);
    else mutated = Buffer.from(before.length > 0 ? before : mutated);
  }
  return mutated;
}

/** Changes values of one JSON document, or of JSON Lines. */
function mutatedValues(text: string, chance: Chance, changes: number): string {
  const isOne = parsed(text) !== undefined;
  const documents = (isOne ? [text] : text.split('\n').filter(Boolean)).map((document) => parsed(document) ?? null);
  for (let i = 0; i < changes; i++) mutateOne(documents, chance);
  return documents.map((document) => JSON.stringify(document)).join('\n');
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Replaces, removes, duplicates or renames a random value. */
function mutateOne(root: Json[], chance: Chance): void {
  let holder: Json = root;
  for (;;) {
    const keys: readonly string[] = Object.keys(holder as object);
    if (keys.length === 0) return;
    const key = chance.pick(keys);
    const value: Json | undefined = (holder as Record<string, Json>)[key];
    if ((isArray(value) || isObject(value)) && Object.keys(value).length > 0 && chance.share() < 0.85) {
      holder = value as Json;
      continue;
    }
    mutateAt(holder, key, value ?? null, chance);
    return;
  }
}

function mutateAt(holder: Json, key: string, value: Json, chance: Chance): void {
  const kind = chance.between(1, 6);
  if (isArray(holder)) {
    const list = holder as Json[];
    const at = Number(key);
    if (kind === 1) list.splice(at, 1);
    else if (kind === 2) list.splice(at, 0, structuredClone(value));
    else list[at] = chance.pick(oddValues);
    return;
  }
  const object = holder as Record<string, Json>;
  if (kind === 1) delete object[key];
  else if (kind === 2)
    Object.defineProperty(
      object,
      chance.pick([
        '__proto__',
        'constructor',
        '',
        key.toUpperCase(),
        `${key}2`,
        'eventType',
        'eventId',
        'failure',
        'cause',
      ]),
      { value, enumerable: true, configurable: true, writable: true },
    );
  else object[key] = chance.pick(oddValues);
}
