// Reads Python's pickles by their structure, without importing, calling or building anything. An object becomes its
// class, its arguments and its state.
// Source: pickletools of Python 3, protocols 2 to 5.

import type { Json } from '../../model/json.ts';

type Value = unknown;
const MARK = Symbol('mark');

/** Limits: deeper nesting could not be walked, and more repetition would fill the memory. */
const deepest = 200;
const mostValues = 200_000;

/** undefined for a text that is not a pickle, or uses unsupported features. Never throws. */
export function readPickle(bytes: Buffer): Json | undefined {
  if (bytes[0] !== 0x80 || bytes.length < 3) return undefined;
  try {
    const left = { values: mostValues };
    return plain(new PickleReader(bytes).read(), 0, left);
  } catch {
    return undefined;
  }
}

class Built {
  readonly name: string;
  readonly args: Value;
  state: Value = undefined;

  constructor(name: string, args: Value) {
    this.name = name;
    this.args = args;
  }
}

class Class {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

class PickleReader {
  readonly #bytes: Buffer;
  #at = 2;
  readonly #stack: Value[] = [];
  readonly #memo: Value[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(): Value {
    for (;;) {
      const code = String.fromCharCode(this.#bytes.readUInt8(this.#at++));
      if (code === '.') return this.#pop();
      this.#step(code);
    }
  }

  #step(code: string): void {
    const bytes = this.#bytes;
    const stack = this.#stack;
    switch (code) {
      case '\x95':
        this.#at += 8;
        return;
      case '(':
        stack.push(MARK);
        return;
      case '\x94':
        this.#memo.push(stack.at(-1));
        return;
      case 'q':
        this.#memo[bytes.readUInt8(this.#at++)] = stack.at(-1);
        return;
      case 'h':
        stack.push(this.#memo[bytes.readUInt8(this.#at++)]);
        return;
      case 'j':
        stack.push(this.#memo[this.#number(4)]);
        return;
      case 'N':
        stack.push(null);
        return;
      case '\x88':
      case '\x89':
        stack.push(code === '\x88');
        return;
      case 'K':
        stack.push(this.#number(1));
        return;
      case 'M':
        stack.push(this.#number(2));
        return;
      case 'J':
        this.#at += 4;
        stack.push(bytes.readInt32LE(this.#at - 4));
        return;
      case '\x8a':
        stack.push(integerOf(this.#slice(this.#number(1))));
        return;
      case 'G':
        this.#at += 8;
        stack.push(bytes.readDoubleBE(this.#at - 8));
        return;
      case '\x8c':
        stack.push(this.#slice(this.#number(1)).toString('utf8'));
        return;
      case 'X':
        stack.push(this.#slice(this.#number(4)).toString('utf8'));
        return;
      case 'C':
        stack.push(this.#slice(this.#number(1)));
        return;
      case 'B':
        stack.push(this.#slice(this.#number(4)));
        return;
      default:
        this.#collect(code);
    }
  }

  #collect(code: string): void {
    const stack = this.#stack;
    switch (code) {
      case '}':
        stack.push(new Map());
        return;
      case ']':
      case ')':
      case '\x8f':
        stack.push([]);
        return;
      case 't':
      case '\x91':
        stack.push(this.#marked());
        return;
      case '\x85':
      case '\x86':
      case '\x87': {
        const count = code.charCodeAt(0) - 0x84;
        stack.push(stack.splice(stack.length - count, count));
        return;
      }
      case 'a':
        this.#addTo([this.#pop()]);
        return;
      case 'e':
      case '\x90':
        this.#addTo(this.#marked());
        return;
      case 's':
        this.#put(stack.splice(stack.length - 2, 2));
        return;
      case 'u':
        this.#put(this.#marked());
        return;
      case '\x93': {
        const [module, name] = stack.splice(stack.length - 2, 2);
        stack.push(new Class(`${String(module)}.${String(name)}`));
        return;
      }
      case 'c':
        stack.push(new Class(`${this.#line()}.${this.#line()}`));
        return;
      case 'R':
      case '\x81': {
        const [made, args] = stack.splice(stack.length - 2, 2);
        stack.push(new Built(made instanceof Class ? made.name : 'object', args));
        return;
      }
      case 'b': {
        const state = this.#pop();
        const object = stack.at(-1);
        if (object instanceof Built) object.state = state;
        return;
      }
      default:
        throw new Error(`opcode ${code.charCodeAt(0)}`);
    }
  }

  #pop(): Value {
    if (this.#stack.length === 0) throw new Error('nothing there');
    return this.#stack.pop();
  }

  #marked(): Value[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at === -1) throw new Error('no mark');
    return this.#stack.splice(at).slice(1);
  }

  #addTo(values: readonly Value[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw new Error('no list');
    for (const value of values) list.push(value);
  }

  #put(pairs: readonly Value[]): void {
    const map = this.#stack.at(-1);
    if (!(map instanceof Map)) return;
    for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
  }

  #number(bytes: 1 | 2 | 4): number {
    this.#at += bytes;
    return this.#bytes.readUIntLE(this.#at - bytes, bytes);
  }

  #slice(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Error('cut off');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end === -1) throw new Error('cut off');
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }
}

/** An integer from little-endian two's complement. */
function integerOf(bytes: Buffer): number | string {
  if (bytes.length === 0) return 0;
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

/** The value as JSON: keys as texts, bytes in base64, objects under their class name. */
function plain(value: Value, depth: number, left: { values: number }): Json {
  if (depth > deepest || --left.values < 0) throw new Error('too much');
  const within = (part: Value): Json => plain(part, depth + 1, left);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Buffer.isBuffer(value)) return { bytes: value.toString('base64') };
  if (Array.isArray(value)) return value.map(within);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, part]) => [keyOf(within(key)), within(part)]));
  if (value instanceof Class) return { class: value.name };
  if (!(value instanceof Built)) throw new Error('no value');
  return {
    class: value.name,
    args: within(value.args),
    ...(value.state !== undefined && { state: within(value.state) }),
  };
}

function keyOf(key: Json): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}
