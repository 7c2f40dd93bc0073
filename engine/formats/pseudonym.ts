// Other values for values, by a secret key: equal ones stay equal, different ones stay different, and without the key nobody comes back.
// Keeps what kind of value it is and about how long it is; never keeps the key anywhere.

import { createCipheriv, createHmac } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Integers of more digits are not exact in JavaScript. */
const maxDigits = 15;

export class Pseudonyms {
  readonly #key: Uint8Array;
  /** Whose short pseudonyms are whose, so that no two texts share one. */
  readonly #owners = new Map<string, string>();

  /** `key`: 32 random bytes, fresh for everything that is given away. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Lower-case letters of the same length class: 8, or the power of two below. Digits stay digits, as many; UUIDs stay UUIDs. */
  text(text: string): string {
    if (/^\d+$/.test(text)) return this.#digits(text);
    const digest = this.#digest('text', text);
    if (uuidPattern.test(text)) return uuidOf(digest);
    const length = Math.max(8, 2 ** Math.floor(Math.log2(text.length)));
    for (let turn = 0; ; turn++) {
      const made = lettersOf(stream(this.#digest('letters', `${turn}${digest.toString('hex')}`), length));
      if (length > 16) return made;
      const owner = this.#owners.get(made) ?? digest.toString('hex');
      this.#owners.set(made, owner);
      if (owner === digest.toString('hex')) return made;
    }
  }

  /** As many digits before and behind the point; 0 stays 0. */
  number(number: number): number {
    const [written = '', exponent = ''] = String(Math.abs(number)).split(/(?=e)/);
    const digits = written.replace('.', '').replace(/^0+/, '');
    if (digits === '') return number;
    const isFraction = written.includes('.');
    const made = this.#permuted(`number${digits.length}${isFraction ? '.' : ''}`, digits, (other) => !other.startsWith('0') && !(isFraction && other.endsWith('0')));
    const start = written.length - digits.length - (isFraction && digits.length < written.length - 1 ? 0 : 0);
    return Math.sign(number) * Number(placed(written, digits, made, start) + exponent);
  }

  bytes(bytes: Uint8Array): Uint8Array {
    return stream(this.#digest('bytes', bytes), bytes.length);
  }

  #digits(text: string): string {
    if (text.length <= maxDigits) return this.#permuted(`digits${text.length}`, text, () => true);
    return [...stream(this.#digest('text', text), text.length)].map((byte) => byte % 10).join('');
  }

  /** A permutation of all texts of so many digits that `fits` accepts: a Feistel network, walked on until it fits. */
  #permuted(domain: string, digits: string, fits: (digits: string) => boolean): string {
    const size = 10 ** digits.length;
    const half = 2 ** Math.ceil(Math.log2(size) / 2);
    let at = Number(digits);
    for (;;) {
      at = this.#feistel(domain, at, half);
      const made = String(at).padStart(digits.length, '0');
      if (at < size && fits(made)) return made;
    }
  }

  /** Of the numbers below `half`². */
  #feistel(domain: string, number: number, half: number): number {
    let [high, low] = [Math.floor(number / half), number % half];
    for (let round = 0; round < 6; round++) [high, low] = [low, (high + this.#digest(`${domain}/${round}`, String(low)).readUInt32BE(0)) % half];
    return high * half + low;
  }

  #digest(domain: string, content: string | Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(`${domain}\n`).update(content).digest();
  }
}

/** The digits of `written` replaced by `made`, point and leading zeros where they were. */
function placed(written: string, digits: string, made: string, start: number): string {
  let next = made.length;
  let out = '';
  for (let i = written.length - 1; i >= 0; i--) out = (next > 0 && written[i] !== '.' && i >= start - (digits.length === 0 ? 1 : 1) ? made[--next] : written[i]) + out;
  return out;
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

/** So many bytes that follow from 32. */
function stream(seed: Buffer, length: number): Uint8Array {
  return createCipheriv('aes-256-ctr', seed, Buffer.alloc(16)).update(Buffer.alloc(length));
}
