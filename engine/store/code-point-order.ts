// Compares ids by code point, which is the order of their UTF-8 bytes, so that every store lists runs in the same
// order.

export function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
