// When a text matches what a person looks for. Pure: runs here and in a thread of its own.

/** Where the first match begins; -1 where there is none. */
export type TextMatcher = (text: string) => number;

/** Plain text matches in any case. */
export function plainMatcher(wanted: string): TextMatcher {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase().indexOf(lower);
}

/** A pattern as it is written, with `i`. Throws a SyntaxError where it is none. */
export function patternMatcher(pattern: string): TextMatcher {
  const regex = new RegExp(pattern, 'i');
  return (text) => text.search(regex);
}

const encoded = /"(?:data|encoding|input|result|\w*[dD]etails)":"([A-Za-z0-9+/_-]{4,}={0,2})"/g;

/** An event's text with what is base64 in it decoded behind it. */
export function readableText(payload: Uint8Array): string {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  const decoded: string[] = [text];
  for (const [, base64] of text.matchAll(encoded)) decoded.push(Buffer.from(base64 ?? '', 'base64').toString('utf8'));
  return decoded.length === 1 ? text : decoded.join('\n');
}
