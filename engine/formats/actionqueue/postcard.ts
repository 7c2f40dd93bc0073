// Reads postcard (crate version 1.1.3): the primitives of a record. Knows no record. Every value is a copy: nothing
// references the bytes.

import type { Bytes, Id, U64 } from './event.ts';
import { IdTable } from './id-table.ts';

/** Bytes that every reader of this format rejects. */
export class DecodeFailure extends Error {
  /** Path of the field, as in `task_spec.constraints.max_attempts`. */
  readonly field: string;
  /** Offset of the value's first byte in the payload. */
  readonly at: number;
  readonly rule: string;

  constructor(field: string, at: number, rule: string) {
    super(`${field} at byte ${at} of the payload: ${rule}`);
    this.name = 'DecodeFailure';
    this.field = field;
    this.at = at;
    this.rule = rule;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const most = BigInt(2 ** 53);

export class PostcardReader {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  at = 0;
  end = 0;
  /** True after a number was written with more bytes than necessary. */
  overlong = false;
  readonly #ids = new IdTable();
  /** Cache of frequent texts: lease owners, keys, content types. */
  readonly #texts = new Array<string>(1024).fill('');

  open(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.at = start;
    this.end = end;
    this.overlong = false;
  }

  fail(field: string, at: number, rule: string): never {
    throw new DecodeFailure(field, at - this.start, rule);
  }

  u8(field: string): number {
    if (this.at >= this.end) this.fail(field, this.at, 'the payload ends here');
    return this.bytes[this.at++]!;
  }

  u32(field: string): number {
    const from = this.at;
    const first = this.u8(field);
    if (first < 0x80) return first;
    let value = first & 0x7f;
    let scale = 128;
    for (let i = 1; i < 5; i++) {
      const byte = this.u8(field);
      if (i === 4 && byte > 0x0f) break;
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) {
        if (byte === 0) this.overlong = true;
        return value;
      }
    }
    this.fail(field, from, 'the number is greater than 32 bits hold');
  }

  u64(field: string): U64 {
    if (this.at >= this.end) this.fail(field, this.at, 'the payload ends here');
    const { bytes, end } = this;
    let { at } = this;
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    let scale = 128;
    while (byte >= 0x80 && at < end && scale < 2 ** 49) {
      byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
    if (byte >= 0x80) return this.#long(field);
    if (byte === 0 && scale > 128) this.overlong = true;
    this.at = at;
    return value;
  }

  /** A number of eight to ten bytes. */
  #long(field: string): U64 {
    const from = this.at;
    let value = 0n;
    for (let i = 0n; i < 10n; i++) {
      const byte = this.u8(field);
      if (i === 9n && byte > 1) break;
      value |= BigInt(byte & 0x7f) << (7n * i);
      if (byte < 0x80) {
        if (byte === 0) this.overlong = true;
        return value <= most ? Number(value) : value;
      }
    }
    this.fail(field, from, 'the number is greater than 64 bits hold');
  }

  i32(field: string): number {
    const value = this.u32(field);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A count of following items, each at least `each` bytes long. */
  count(field: string, each: number): number {
    const from = this.at;
    const count = this.u64(field);
    if (typeof count === 'bigint' || count * each > this.end - this.at)
      this.fail(field, from, `${count} × ${each} bytes are said to follow, ${this.end - this.at} are there`);
    return count;
  }

  id(field: string): Id {
    const from = this.at;
    if (this.u64(field) !== 16) this.fail(field, from, 'an id has 16 bytes');
    if (this.end - this.at < 16) this.fail(field, from, `an id has 16 bytes, ${this.end - this.at} are there`);
    const text = this.#ids.textAt(this.bytes, this.at);
    this.at += 16;
    return text;
  }

  text(field: string): string {
    const length = this.count(field, 1);
    const from = this.at;
    this.at += length;
    return length <= 32 ? this.#shortText(field, from, length) : this.#decoded(field, from);
  }

  #shortText(field: string, from: number, length: number): string {
    const { bytes } = this;
    let hash = length;
    for (let i = from; i < from + length; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const slot = (hash ^ (hash >>> 10)) & 1023;
    const known = this.#texts[slot]!;
    return known.length === length && isWritten(known, bytes, from)
      ? known
      : (this.#texts[slot] = this.#decoded(field, from));
  }

  #decoded(field: string, from: number): string {
    try {
      return utf8.decode(this.bytes.subarray(from, this.at));
    } catch {
      this.fail(field, from, 'the text is not UTF-8');
    }
  }

  raw(field: string): Bytes {
    const length = this.count(field, 1);
    this.at += length;
    return Uint8Array.prototype.slice.call(this.bytes, this.at - length, this.at);
  }

  /** True where a value follows. */
  some(field: string): boolean {
    const tag = this.u8(field);
    if (tag > 1) this.fail(field, this.at - 1, `an optional value begins with 0 or 1, not ${tag}`);
    return tag === 1;
  }

  optionalId(field: string): Id | null {
    return this.some(field) ? this.id(field) : null;
  }

  optionalText(field: string): string | null {
    return this.some(field) ? this.text(field) : null;
  }

  optionalU64(field: string): U64 | null {
    return this.some(field) ? this.u64(field) : null;
  }

  texts(field: string): string[] {
    const count = this.count(field, 1);
    const list: string[] = [];
    for (let i = 0; i < count; i++) list.push(this.text(field));
    return list;
  }

  ids(field: string): Id[] {
    const count = this.count(field, 17);
    const list: Id[] = [];
    for (let i = 0; i < count; i++) list.push(this.id(field));
    return list;
  }

  one<Name extends string>(field: string, names: readonly Name[]): Name {
    const from = this.at;
    const name = names[this.u32(field)];
    if (name === undefined) this.fail(field, from, `there are only ${names.length} variants`);
    return name;
  }
}

/** An ASCII text has as many bytes as letters; any other text has letters that equal no single byte. */
function isWritten(text: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[at + i] || bytes[at + i]! > 127) return false;
  return true;
}
