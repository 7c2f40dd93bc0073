// Decides whether a text matches a search. Pure: runs in the main thread and in a worker.

/** Position of the first match; −1 if there is none. */
export type TextMatcher = (text: string) => number;

/** Plain text, ignoring case. */
export function plainMatcher(wanted: string): TextMatcher {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase().indexOf(lower);
}

/** A regular expression with flag `i`. Throws a SyntaxError if it is invalid. */
export function patternMatcher(pattern: string): TextMatcher {
  const regex = new RegExp(pattern, 'i');
  return (text) => text.search(regex);
}

const encoded = /"(?:data|encoding|input|result|\w*[dD]etails)":"([A-Za-z0-9+/_-]{4,}={0,2})"/g;

/** An event's text, followed by its base64 parts decoded. */
export function readableText(payload: Uint8Array): string {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  const decoded: string[] = [text];
  for (const [, base64] of text.matchAll(encoded)) decoded.push(Buffer.from(base64 ?? '', 'base64').toString('utf8'));
  return decoded.length === 1 ? text : decoded.join('\n');
}
