// Converts one message of the schema to the JSON of protobuf's own writers: 64-bit numbers as text, bytes in base64,
// enums by name, times and durations as text. Fields are in the order of the bytes; a field unknown to the schema is
// kept under its number.

import type { Json } from '../../model/json.ts';
import type { Field, Message } from './schema.ts';
import { BYTES, FIXED32, FIXED64, VARINT, Wire, WireError } from './wire.ts';

type Open = { [key: string]: Json };

/** Maximum nesting: deeper messages could not be walked. */
const deepest = 300;

/** The bytes from `at` to `end` as a message. Throws `WireError`. */
export function readMessage(
  message: Message,
  bytes: Buffer,
  at = 0,
  end = bytes.length,
): { readonly [key: string]: Json } {
  return new MessageReader(bytes, at, end).message(message, end, 0);
}

class MessageReader {
  readonly #wire: Wire;

  constructor(bytes: Buffer, at: number, end: number) {
    this.#wire = new Wire(bytes, at, end);
  }

  message({ fields }: Message, end: number, depth: number): Open {
    const wire = this.#wire;
    const outer = wire.end;
    if (depth > deepest) throw new WireError(`messages lie more than ${deepest} levels deep in each other`, wire.at);
    wire.end = end;
    const made: Open = {};
    while (wire.at < end) {
      const tag = wire.tag();
      const field = fields[tag >>> 3];
      if (field === undefined) this.#unknown(made, tag);
      else this.#field(made, field, tag & 7, depth);
    }
    wire.end = outer;
    return made;
  }

  #field(made: Open, field: Field, type: number, depth: number): void {
    const { name } = field;
    if (field.isMap) {
      const [key, value] = this.#entry(field, depth);
      put((Object.hasOwn(made, name) ? made[name] : (made[name] = {})) as Open, key, value);
    } else if (field.repeated) {
      const list = (Object.hasOwn(made, name) ? made[name] : (made[name] = [])) as Json[];
      if (type === BYTES && isNumber(field)) this.#packed(list, field);
      else list.push(this.#value(field, type, depth));
    } else {
      const value = this.#value(field, type, depth);
      // A message in two parts is merged.
      const before = made[name];
      made[name] = before !== undefined && isMessage(field) ? { ...(before as Open), ...(value as Open) } : value;
    }
  }

  #value({ name, type }: Field, wireType: number, depth: number): Json {
    const wire = this.#wire;
    if (wireType !== wireTypeOf(type)) throw new WireError(`${name} is written in wire type ${wireType}`, wire.at);
    switch (type) {
      case 'int64':
        return wire.signed();
      case 'int32':
        return wire.small() | 0;
      case 'uint32':
        return wire.small();
      case 'bool':
        return wire.large() !== 0;
      case 'double':
      case 'float':
        return this.#fraction(type);
      default:
        if (typeof type === 'object' && 'words' in type) return this.#word(type.words);
    }
    const length = wire.length();
    const [from, to] = [wire.at, wire.at + length];
    switch (type) {
      case 'string':
        wire.at = to;
        return wire.bytes.toString('utf8', from, to);
      case 'bytes':
        wire.at = to;
        return wire.bytes.toString('base64', from, to);
      case 'Timestamp':
      case 'Duration':
        return this.#time(type, to);
      default:
        return this.message(type, to, depth + 1);
    }
  }

  #word(words: readonly string[]): Json {
    const number = this.#wire.small() | 0;
    return words[number] ?? number;
  }

  #fraction(type: 'double' | 'float'): Json {
    const wire = this.#wire;
    const from = wire.at;
    wire.skip(type === 'double' ? FIXED64 : FIXED32);
    const value = type === 'double' ? wire.bytes.readDoubleLE(from) : wire.bytes.readFloatLE(from);
    return Number.isFinite(value) ? value : String(value);
  }

  #time(type: 'Timestamp' | 'Duration', end: number): string {
    const wire = this.#wire;
    const outer = wire.end;
    wire.end = end;
    let [seconds, nanos] = [0, 0];
    while (wire.at < end) {
      const tag = wire.tag();
      if (tag === 8) seconds = Number(wire.signed());
      else if (tag === 16) nanos = wire.small() | 0;
      else wire.skip(tag & 7);
    }
    wire.end = outer;
    return type === 'Timestamp' ? timestampText(seconds, nanos) : durationText(seconds, nanos);
  }

  #entry(field: Field, depth: number): readonly [string, Json] {
    const wire = this.#wire;
    const outer = wire.end;
    const length = wire.length();
    wire.end = wire.at + length;
    let key = '';
    let value: Json | undefined;
    while (wire.more()) {
      const tag = wire.tag();
      if (tag === 10) {
        const keyLength = wire.length();
        key = wire.bytes.toString('utf8', wire.at, wire.at + keyLength);
        wire.at += keyLength;
      } else if (tag >>> 3 === 2) value = this.#value(field, tag & 7, depth);
      else wire.skip(tag & 7);
    }
    wire.end = outer;
    return [key, value ?? emptyOf(field)];
  }

  #packed(list: Json[], field: Field): void {
    const wire = this.#wire;
    const length = wire.length();
    const outer = wire.end;
    wire.end = wire.at + length;
    while (wire.more()) list.push(this.#value(field, wireTypeOf(field.type), 0));
    wire.end = outer;
  }

  /** Keeps an unknown field's bytes. */
  #unknown(made: Open, tag: number): void {
    const wire = this.#wire;
    const type = tag & 7;
    const from = wire.at;
    wire.skip(type);
    const value =
      type === VARINT ? new Wire(wire.bytes, from, wire.at).signed() : wire.bytes.toString('base64', from, wire.at);
    const unknown = (
      Object.hasOwn(made, 'unknownFields') ? made['unknownFields'] : (made['unknownFields'] = [])
    ) as Json[];
    unknown.push({ number: tag >>> 3, value });
  }
}

/** Untrusted names such as `__proto__` are ordinary keys. */
function put(object: Open, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function isMessage({ type }: Field): boolean {
  return typeof type === 'object' && 'fields' in type;
}

function isNumber({ type }: Field): boolean {
  return wireTypeOf(type) !== BYTES;
}

function wireTypeOf(type: Field['type']): number {
  if (typeof type === 'object') return 'words' in type ? VARINT : BYTES;
  if (type === 'int32' || type === 'uint32' || type === 'int64' || type === 'bool') return VARINT;
  return type === 'double' ? FIXED64 : type === 'float' ? FIXED32 : BYTES;
}

function emptyOf({ type }: Field): Json {
  return isMessage({ type } as Field) ? {} : type === 'string' || type === 'bytes' ? '' : 0;
}

let lastSecond = Number.NaN;
let lastText = '';

/**
 * RFC 3339 with as many decimals as necessary, in groups of three. A time beyond the range of dates is shown in parts,
 * as written.
 */
function timestampText(seconds: number, nanos: number): string {
  if (seconds !== lastSecond) {
    const date = new Date(seconds * 1000);
    if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 0)
      return `${seconds}s${nanos === 0 ? '' : ` ${nanos}ns`}`;
    lastText = date.toISOString().slice(0, 19);
    lastSecond = seconds;
  }
  return `${lastText}${decimals(nanos)}Z`;
}

function durationText(seconds: number, nanos: number): string {
  const sign = seconds < 0 || nanos < 0 ? '-' : '';
  return `${sign}${Math.abs(seconds)}${decimals(Math.abs(nanos))}s`;
}

function decimals(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}
