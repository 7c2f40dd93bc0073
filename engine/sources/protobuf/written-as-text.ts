// Protobuf that somebody wrote as text, to paste it or to send it: base64, also that of addresses, or hexadecimal; in quotes or not.

const base64 = /^\s*"?[A-Za-z0-9+/_-][A-Za-z0-9+/_\s-]*={0,2}\s*"?\s*$/;
const hexadecimal = /^\s*"?(?:0x|\\x)?[0-9a-fA-F][0-9a-fA-F\s]*"?\s*$/;

/** The bytes it may be written for, the likeliest first; none where it is no such text. */
export function bytesOfText(text: string): readonly Buffer[] {
  const isHexadecimal = hexadecimal.test(text);
  const bare = text.replaceAll(/["\s]|^\s*"?(?:0x|\\x)/g, '');
  return [
    ...(isHexadecimal && bare.length % 2 === 0 ? [Buffer.from(bare, 'hex')] : []),
    ...(base64.test(text) ? [Buffer.from(bare, 'base64')] : []),
  ];
}
