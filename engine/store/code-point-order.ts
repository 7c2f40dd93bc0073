// The order of ids: by code point, as UTF-8 bytes compare, so that every store lists alike.

export function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
