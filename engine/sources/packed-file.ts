// What a file is that no reader takes: told by its first bytes, so that a person knows what to unpack.

/** First bytes in hexadecimal, and what they begin. */
const packed: readonly (readonly [begins: string, what: string])[] = [
  ['1f8b', 'gzip'],
  ['504b0304', 'a zip archive'],
  ['504b0506', 'a zip archive'],
  ['28b52ffd', 'zstd'],
  ['425a6839314159', 'bzip2'],
  ['fd377a585a00', 'xz'],
  ['377abcaf271c', 'a 7z archive'],
];
const tarAt = 257;

/** undefined where it is none that is known. */
export function packedAs(head: Buffer): string | undefined {
  if (head.toString('latin1', tarAt, tarAt + 5) === 'ustar') return 'a tar archive';
  const bytes = head.toString('hex', 0, 8);
  // A skippable frame of zstd begins with any of sixteen bytes.
  if (/^5.2a4d18/.test(bytes)) return 'zstd';
  return packed.find(([begins]) => bytes.startsWith(begins))?.[1];
}
