// Names the file type of an unreadable file by its first bytes, so that a person knows what to unpack.

/** First bytes in hexadecimal, and the name of the file type. */
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

/** undefined if the file type is unknown. */
export function packedAs(head: Buffer): string | undefined {
  if (head.toString('latin1', tarAt, tarAt + 5) === 'ustar') return 'a tar archive';
  const bytes = head.toString('hex', 0, 8);
  // The first byte of a skippable zstd frame has sixteen possible values.
  if (/^5.2a4d18/.test(bytes)) return 'zstd';
  return packed.find(([begins]) => bytes.startsWith(begins))?.[1];
}
