// Protobuf's wire format: tags, variable-length numbers, and the ends of fields.
// Source: protobuf.dev/programming-guides/encoding.

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** The unreadable part, with its byte offset. */
export class WireError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'WireError';
    this.at = at;
  }
}

/** Reads forward from `at`, never beyond `end`. Throws `WireError`. */
export class Wire {
  readonly bytes: Buffer;
  at: number;
  end: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** A number of up to 32 bits; higher bits are dropped, as in protobuf's own readers. */
  small(): number {
    const { bytes } = this;
    const first = this.at < this.end ? bytes[this.at]! : 128;
    if (first < 128) {
      this.at++;
      return first;
    }
    const from = this.at;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte(from, shift);
      if (shift < 32) value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  /** A number of up to 64 bits, unsigned. */
  large(): number | bigint {
    const from = this.at;
    // Most numbers have one byte.
    const first = from < this.end ? this.bytes[from]! : 128;
    if (first < 128) {
      this.at++;
      return first;
    }
    let [low, high] = [0, 0];
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte(from, shift);
      if (shift < 28) low += (byte & 127) * 2 ** shift;
      else if (shift < 56) high += (byte & 127) * 2 ** (shift - 28);
      else high += (byte & (shift === 63 ? 1 : 127)) * 2 ** (shift - 28);
      if (byte < 128) break;
    }
    return high < 2 ** 25 ? high * 2 ** 28 + low : (BigInt(high) << 28n) + BigInt(low);
  }

  /** A signed number of up to 64 bits, as a text of its digits. */
  signed(): string {
    const value = this.large();
    return String(typeof value === 'bigint' ? BigInt.asIntN(64, value) : value);
  }

  /** Length of the following data, all of which must be present. */
  length(): number {
    const from = this.at;
    const length = this.large();
    if (length > this.end - this.at)
      throw new WireError(`${length} bytes are announced, ${this.end - this.at} follow`, from);
    return Number(length);
  }

  /** Whether another field follows. */
  more(): boolean {
    return this.at < this.end;
  }

  /** Number and wire type of the next field: `number * 8 + wire type`. */
  tag(): number {
    const from = this.at;
    const tag = this.small();
    if (tag < 8) throw new WireError('a field has the number 0', from);
    return tag;
  }

  /** Skips the value of a field. */
  skip(type: number): void {
    const from = this.at;
    if (type === VARINT) this.large();
    else if (type === BYTES) {
      const length = this.length();
      this.at += length;
    } else if (type === FIXED64) this.#over(8, from);
    else if (type === FIXED32) this.#over(4, from);
    else throw new WireError(`wire type ${type} is none that a history is written in`, from);
  }

  #over(bytes: number, from: number): void {
    this.at += bytes;
    if (this.at > this.end) throw new WireError('the last field is cut off', from);
  }

  #byte(from: number, shift: number): number {
    if (this.at >= this.end) throw new WireError('a number is cut off', from);
    if (shift > 63) throw new WireError('a number has more than ten bytes', from);
    return this.bytes[this.at++]!;
  }
}
