// Finds the ends of numbers, literals and escapes in JSON text (RFC 8259). Reads bytes; builds nothing.
//
// Every function returns the offset after the token, or the complement (`~`) of the offset of the first wrong byte. A
// token cut off by the end of the text is no fault, and ends there.

const ZERO = 48;
const literals: ReadonlyMap<number, Uint8Array> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]),
);
const escapes: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

export function endOfScalar(bytes: Uint8Array, start: number): number {
  const literal = literals.get(bytes[start]!);
  return literal === undefined ? endOfNumber(bytes, start) : endOfLiteral(bytes, start, literal);
}

function endOfLiteral(bytes: Uint8Array, start: number, literal: Uint8Array): number {
  for (let i = 1; i < literal.length && start + i < bytes.length; i++)
    if (bytes[start + i] !== literal[i]) return ~(start + i);
  return Math.min(bytes.length, start + literal.length);
}

function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === 45 ? start + 1 : start;
  at = bytes[at] === ZERO ? at + 1 : endOfDigits(bytes, at);
  if (at >= 0 && bytes[at] === 46) at = endOfDigits(bytes, at + 1);
  if (at < 0 || (bytes[at] !== 101 && bytes[at] !== 69)) return at;
  const sign = bytes[at + 1];
  return endOfDigits(bytes, sign === 43 || sign === 45 ? at + 2 : at + 1);
}

/** Requires at least one digit. */
function endOfDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && isDigit(bytes[at]!)) at++;
  return at === start && at < bytes.length ? ~at : Math.min(at, bytes.length);
}

/** `start` is the offset after the backslash. */
export function endOfEscape(bytes: Uint8Array, start: number): number {
  const letter = bytes[start];
  if (letter === undefined || escapes.has(letter)) return Math.min(bytes.length, start + 1);
  if (letter !== 117) return ~start;
  for (let i = start + 1; i < start + 5 && i < bytes.length; i++) if (!isHexDigit(bytes[i]!)) return ~i;
  return Math.min(bytes.length, start + 5);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 57;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);
}
