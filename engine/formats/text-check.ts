// Is it text that a history could be in? Looked at piece by piece, before anything is made of it.

import { isUtf8 } from 'node:buffer';
import { RetraceError } from '../model/errors.ts';

const sqlite = 'SQLite format 3';
const asJson = 'Export it as JSON instead: temporal workflow show --output json.';

export class TextCheck {
  #offset = 0;
  #first: number | undefined;
  /** The beginning of a character whose rest comes with the next piece. */
  #begun: Uint8Array = new Uint8Array(0);

  /** Throws when the text cannot be one. */
  push(piece: Uint8Array): void {
    if (this.#first === undefined && piece.length > 0) this.#lookAtHead(piece);
    const rest = this.#finishCharacter(piece);
    if (this.#begun.length > 0) {
      this.#offset += piece.length;
      return;
    }
    const whole = piece.length - openCharacter(piece);
    const text = piece.subarray(rest, Math.max(rest, whole));
    if (!isUtf8(text)) this.#refuse(rest + firstBadByte(text));
    // A copy: a Buffer's slice would be overwritten with the piece.
    this.#begun = Uint8Array.from(piece.subarray(Math.max(rest, whole)));
    this.#offset += piece.length;
  }

  finish(): void {
    if (this.#begun.length > 0) this.#refuse(-this.#begun.length);
  }

  #lookAtHead(piece: Uint8Array): void {
    this.#first = piece[0];
    const head = Buffer.from(piece.buffer, piece.byteOffset, Math.min(piece.length, 256));
    if (head.toString('latin1').startsWith(sqlite)) throw new RetraceError('not-a-history', 'The file is a SQLite database, not an exported history. Export the run as JSON, or open the database with --db.');
    if (head[0] === 0x0a && head.includes(0)) throw new RetraceError('binary-history', `The file looks like a protobuf history. ${asJson}`);
  }

  /** How many bytes of the piece belong to a character that began before it. */
  #finishCharacter(piece: Uint8Array): number {
    if (this.#begun.length === 0) return 0;
    const missing = lengthOf(this.#begun[0]!) - this.#begun.length;
    const character = Buffer.concat([this.#begun, piece.subarray(0, missing)]);
    if (piece.length < missing) {
      this.#begun = character;
      return piece.length;
    }
    if (!isUtf8(character)) this.#refuse(-this.#begun.length);
    this.#begun = new Uint8Array(0);
    return missing;
  }

  /** `at`: counted from the beginning of the piece. */
  #refuse(at: number): never {
    if (this.#first === 0x0a) throw new RetraceError('binary-history', `The file looks like a protobuf history. ${asJson}`);
    throw new RetraceError('not-utf8', `The file is not UTF-8 text: byte ${this.#offset + at} is wrong. Save it as UTF-8.`);
  }
}

/** How many bytes at the end begin a character without ending it. */
function openCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) !== 0x80) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

function lengthOf(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/** Offset of the first character that is no UTF-8. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    // A character cut at the end of the prefix is no fault: up to three bytes of it may be missing.
    if ([0, 1, 2, 3].some((cut) => middle >= cut && isUtf8(bytes.subarray(0, middle - cut)))) good = middle;
    else bad = middle;
  }
  let at = good;
  while (at > 0 && !isUtf8(bytes.subarray(0, at))) at--;
  return at;
}
