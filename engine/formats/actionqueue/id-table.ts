// Turns the 16 bytes of a uuid into its text, and returns the same text object for a recent id: a log names the same
// run often.

const size = 1 << 15;
const hex = Uint8Array.from({ length: 16 }, (_, digit) => digit.toString(16).charCodeAt(0));
const positions = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);

export class IdTable {
  readonly #words = new Int32Array(size * 4);
  readonly #texts = new Array<string | undefined>(size);
  readonly #scratch = Buffer.from('00000000-0000-0000-0000-000000000000', 'latin1');

  textAt(bytes: Uint8Array, at: number): string {
    const a = word(bytes, at);
    const b = word(bytes, at + 4);
    const c = word(bytes, at + 8);
    const d = word(bytes, at + 12);
    let hash =
      Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1) ^ Math.imul(c ^ Math.imul(d, 0xc2b2ae35), 0x27d4eb2f);
    hash = (hash ^ (hash >>> 15)) & (size - 1);
    const words = this.#words;
    const slot = hash * 4;
    const known = this.#texts[hash];
    if (
      known !== undefined &&
      words[slot] === a &&
      words[slot + 1] === b &&
      words[slot + 2] === c &&
      words[slot + 3] === d
    )
      return known;
    words[slot] = a;
    words[slot + 1] = b;
    words[slot + 2] = c;
    words[slot + 3] = d;
    return (this.#texts[hash] = this.#write(bytes, at));
  }

  #write(bytes: Uint8Array, at: number): string {
    const scratch = this.#scratch;
    for (let i = 0; i < 16; i++) {
      const byte = bytes[at + i]!;
      const position = positions[i]!;
      scratch[position] = hex[byte >> 4]!;
      scratch[position + 1] = hex[byte & 15]!;
    }
    return scratch.toString('latin1');
  }
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
