// Replaces values by pseudonyms under a secret key: equal values get equal pseudonyms, different values different ones,
// and nobody can recover values without the key. Keeps a value's type and approximate length; never stores the key.

import { type Cipheriv, createCipheriv, createHmac } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Integers with more digits are not exact in JavaScript. */
const maxDigits = 15;
const rounds = 6;
/** Number of texts whose pseudonyms are cached. */
const maxKept = 100_000;
const maxKeptLetters = 100;

export class Pseudonyms {
  readonly #key: Uint8Array;
  /** The text behind each short pseudonym, so that no two texts share one. */
  readonly #owners = new Map<string, string>();
  readonly #texts = new Map<string, string>();
  readonly #numbers = new Map<number, number>();
  readonly #networks = new Map<string, FeistelNetwork>();

  /** `key`: 32 random bytes, new for every shared file. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /**
   * Lower-case letters: the length is the text's rounded down to a power of two, at least 8. Digits become as many
   * digits; UUIDs become UUIDs.
   */
  text(text: string): string {
    const there = this.#texts.get(text);
    if (there !== undefined) return there;
    const made = this.#text(text);
    if (text.length <= maxKeptLetters && this.#texts.size < maxKept) this.#texts.set(text, made);
    return made;
  }

  #text(text: string): string {
    if (/^\d+$/.test(text)) return this.#permuted('digits', text, () => true);
    if (uuidPattern.test(text)) return uuidOf(this.#digest('uuid', text));
    const length = Math.max(8, 2 ** Math.floor(Math.log2(text.length)));
    for (let turn = 0; ; turn++) {
      const digest = this.#digest(`text${turn}`, text);
      const made = lettersOf(length <= digest.length ? digest.subarray(0, length) : stream(digest, length));
      if (length > 16) return made;
      const owner = this.#owners.get(made) ?? text;
      this.#owners.set(made, owner);
      if (owner === text) return made;
    }
  }

  /** Keeps the number of digits before and after the decimal point; 0 stays 0. */
  number(number: number): number {
    const there = this.#numbers.get(number);
    if (there !== undefined) return there;
    const made = this.#number(number);
    if (this.#numbers.size < maxKept) this.#numbers.set(number, made);
    return made;
  }

  #number(number: number): number {
    const [written = '', exponent = ''] = String(Math.abs(number)).split(/(?=e)/);
    const digits = written.replace('.', '').replace(/^0+/, '');
    if (digits === '') return number;
    const isFraction = written.includes('.');
    const made = this.#permuted(
      `number${isFraction ? '.' : ''}`,
      digits,
      (other) => !other.startsWith('0') && !(isFraction && other.endsWith('0')),
    );
    const other = Number(placed(written, made) + exponent);
    return Math.sign(number) * (Number.isFinite(other) ? other : Number.MAX_VALUE);
  }

  bytes(bytes: Uint8Array): Uint8Array {
    return stream(this.#digest('bytes', bytes), bytes.length);
  }

  /**
   * Permutes the digit strings of this length that `fits` accepts, by repeating the permutation until `fits` accepts
   * the result. For too many digits, draws a pseudorandom string.
   */
  #permuted(domain: string, digits: string, fits: (digits: string) => boolean): string {
    let made = digits;
    do
      made =
        digits.length > maxDigits ? this.#drawn(domain, made) : this.#network(domain, digits.length).permuted(made);
    while (!fits(made));
    return made;
  }

  #network(domain: string, digits: number): FeistelNetwork {
    const name = `${domain}${digits}`;
    const network = this.#networks.get(name) ?? new FeistelNetwork(this.#digest('network', name), digits);
    this.#networks.set(name, network);
    return network;
  }

  #drawn(domain: string, digits: string): string {
    return [...stream(this.#digest(domain, digits), digits.length)].map((byte) => byte % 10).join('');
  }

  #digest(domain: string, content: string | Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(`${domain}\n`).update(content).digest();
  }
}

/**
 * A permutation of all digit strings of one length. Luby and Rackoff, 1988; AES is the round function; repeated until
 * the result has the right number of digits.
 */
class FeistelNetwork {
  readonly #cipher: Cipheriv;
  readonly #digits: number;
  readonly #size: number;
  readonly #half: number;
  readonly #block = Buffer.alloc(16);

  constructor(key: Buffer, digits: number) {
    this.#cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    this.#digits = digits;
    this.#size = 10 ** digits;
    this.#half = 2 ** Math.ceil(Math.log2(this.#size) / 2);
  }

  permuted(digits: string): string {
    let at = Number(digits);
    do at = this.#once(at);
    while (at >= this.#size);
    return String(at).padStart(this.#digits, '0');
  }

  /** One pass over the numbers below half². */
  #once(number: number): number {
    let [high, low] = [Math.floor(number / this.#half), number % this.#half];
    for (let round = 0; round < rounds; round++) [high, low] = [low, (high + this.#mixed(round, low)) % this.#half];
    return high * this.#half + low;
  }

  #mixed(round: number, low: number): number {
    this.#block.writeUInt32BE(round, 0);
    this.#block.writeUInt32BE(low, 4);
    return this.#cipher.update(this.#block).readUInt32BE(0);
  }
}

/** Replaces the last digits of `written` by `digits`; the decimal point and leading zeros stay. */
function placed(written: string, digits: string): string {
  let left = digits.length;
  return written
    .split('')
    .reverse()
    .map((letter) => (left > 0 && letter !== '.' ? digits[--left] : letter))
    .reverse()
    .join('');
}

function uuidOf(digest: Buffer): string {
  const hex = digest.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function lettersOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += letters[byte % letters.length];
  return text;
}

/** A pseudorandom stream of `length` bytes from a seed of 32 bytes. */
function stream(seed: Buffer, length: number): Uint8Array {
  return createCipheriv('aes-256-ctr', seed, Buffer.alloc(16)).update(Buffer.alloc(length));
}
