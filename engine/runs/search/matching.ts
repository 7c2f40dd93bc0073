// When a text matches what a person looks for. Pure: runs here and in a thread of its own.

/** Plain text matches in any case. */
export function plainMatcher(wanted: string): (text: string) => boolean {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase().includes(lower);
}

/** A pattern as it is written, with `i`. Throws a SyntaxError where it is none. */
export function patternMatcher(pattern: string): (text: string) => boolean {
  const regex = new RegExp(pattern, 'i');
  return (text) => regex.test(text);
}

const encoded = /"(?:data|encoding|input|result|\w*[dD]etails)":"([A-Za-z0-9+/_-]{4,}={0,2})"/g;

/** An event's text with what is base64 in it decoded behind it. */
export function readableText(payload: Uint8Array): string {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  const decoded: string[] = [text];
  for (const [, base64] of text.matchAll(encoded)) decoded.push(Buffer.from(base64 ?? '', 'base64').toString('utf8'));
  return decoded.length === 1 ? text : decoded.join('\n');
}
