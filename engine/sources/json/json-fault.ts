// Describes in words what is wrong with a text that should be JSON. Quotes at most one printable character of the text.

/** Bits for what may come next. 0 means the end of the line, after a top-level value. */
export type Expected = number;
export const VALUE = 1;
export const KEY = 2;
export const COLON = 4;
export const COMMA = 8;
/** The closing bracket of the innermost container. */
export const CLOSE = 16;
/** An object or array at the top level. */
export const TOP = 32;

/**
 * The fault at byte `at`: `text` means a control character in a string, `escape` a backslash without a valid escape.
 */
export function faultIn(
  bytes: Uint8Array,
  at: number,
  expected: Expected | 'text' | 'escape',
  inArray: boolean,
): string {
  const found = characterAt(bytes, at);
  if (expected === 'escape') return 'a backslash in a text begins no escape';
  if (expected !== 'text') return `${found} stands where ${wanted(expected, inArray)} should`;
  if (bytes[at] === 10 || bytes[at] === 13)
    return 'a text goes over the end of its line: a quote is missing there, or there is one too many before it';
  return `${found} stands in a text without an escape`;
}

function wanted(expected: Expected, inArray: boolean): string {
  const bracket = inArray ? ']' : '}';
  const or = (expected & CLOSE) === 0 ? '' : ` or ${bracket}`;
  if ((expected & TOP) !== 0) return '{ or [';
  if ((expected & VALUE) !== 0) return `a value${or}`;
  if ((expected & KEY) !== 0) return `a key in quotes${or}`;
  if ((expected & COLON) !== 0) return 'a colon';
  return (expected & COMMA) === 0 ? 'the end of the line' : `a comma${or}`;
}

/** The character at byte `at`, in printable form. */
function characterAt(bytes: Uint8Array, at: number): string {
  const byte = bytes[at]!;
  if (byte > 32 && byte < 127) return byte === 34 ? 'a quote' : `"${String.fromCharCode(byte)}"`;
  const code =
    byte < 128
      ? byte
      : (Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(4, bytes.length - at))
          .toString('utf8')
          .codePointAt(0) ?? byte);
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
