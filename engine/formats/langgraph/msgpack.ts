// MessagePack as LangGraph's Python writes it, read by its structure: of an object what it was made from; nothing is
// imported or built.
// Source: msgpack specification, langgraph-checkpoint 2.0 to 4.3 (serde/jsonplus.py).

import type { Json } from '../../model/json.ts';

/** What is nested deeper could not be walked. */
const deepest = 200;

/** undefined where it is none. Never throws; takes no more than its bytes allow, whatever counts they name. */
export function readMsgpack(bytes: Buffer): Json | undefined {
  try {
    return new MsgpackReader(bytes, 0).whole();
  } catch {
    return undefined;
  }
}

class MsgpackReader {
  readonly #bytes: Buffer;
  #depth: number;
  #at = 0;

  constructor(bytes: Buffer, depth: number) {
    this.#bytes = bytes;
    this.#depth = depth;
  }

  whole(): Json {
    const value = this.#value();
    if (this.#at !== this.#bytes.length) throw new Error('more than one value');
    return value;
  }

  #value(): Json {
    if (++this.#depth > deepest) throw new Error('too deep');
    const value = this.#typed(this.#number(1));
    this.#depth--;
    return value;
  }

  #typed(type: number): Json {
    if (type <= 0x7f) return type;
    if (type <= 0x8f) return this.#map(type & 0x0f);
    if (type <= 0x9f) return this.#list(type & 0x0f);
    if (type <= 0xbf) return this.#text(type & 0x1f);
    if (type >= 0xe0) return type - 0x100;
    if (type >= 0xca && type <= 0xd3) return this.#numberOf(type);
    const length = lengthBytes[type];
    if (length !== undefined) return this.#sized(type, this.#number(length));
    if (type >= 0xd4 && type <= 0xd8) return this.#extension(2 ** (type - 0xd4));
    if (type === 0xc0 || type === 0xc2 || type === 0xc3) return type === 0xc0 ? null : type === 0xc3;
    throw new Error(`no type ${type}`);
  }

  #sized(type: number, size: number): Json {
    if (type <= 0xc6) return { bytes: this.#slice(size).toString('base64') };
    if (type <= 0xc9) return this.#extension(size);
    if (type <= 0xdb) return this.#text(size);
    return type <= 0xdd ? this.#list(size) : this.#map(size);
  }

  #numberOf(type: number): Json {
    if (type === 0xca) return finite(this.#slice(4).readFloatBE());
    if (type === 0xcb) return finite(this.#slice(8).readDoubleBE());
    if (type <= 0xce) return this.#number((2 ** (type - 0xcc)) as 1 | 2 | 4);
    if (type === 0xcf) return whole(this.#slice(8).readBigUInt64BE());
    if (type === 0xd3) return whole(this.#slice(8).readBigInt64BE());
    const size = 2 ** (type - 0xd0);
    return this.#slice(size).readIntBE(0, size);
  }

  #list(count: number): Json {
    this.#allow(count);
    return Array.from({ length: count }, () => this.#value());
  }

  #map(count: number): Json {
    this.#allow(2 * count);
    return Object.fromEntries(
      Array.from({ length: count }, () => {
        const key = this.#value();
        return [typeof key === 'string' ? key : JSON.stringify(key), this.#value()];
      }),
    );
  }

  /** `[module, name, what it was made from, …]`: numbers 0 to 5. */
  #extension(size: number): Json {
    const number = this.#number(1);
    const content = new MsgpackReader(this.#slice(size), this.#depth).whole();
    return number <= 5 && Array.isArray(content) && content.length > 2 ? (content as readonly Json[])[2]! : content;
  }

  #text(size: number): string {
    return this.#slice(size).toString('utf8');
  }

  #number(size: 1 | 2 | 4): number {
    return this.#slice(size).readUIntBE(0, size);
  }

  #slice(size: number): Buffer {
    this.#allow(size);
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  /** Every value takes a byte at least. */
  #allow(count: number): void {
    if (this.#at + count > this.#bytes.length) throw new Error('cut off');
  }
}

const lengthBytes: Readonly<Record<number, 1 | 2 | 4>> = {
  0xc4: 1,
  0xc5: 2,
  0xc6: 4,
  0xc7: 1,
  0xc8: 2,
  0xc9: 4,
  0xd9: 1,
  0xda: 2,
  0xdb: 4,
  0xdc: 2,
  0xdd: 4,
  0xde: 2,
  0xdf: 4,
};

function finite(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

function whole(value: bigint): Json {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
