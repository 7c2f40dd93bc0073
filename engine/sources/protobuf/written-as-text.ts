// Decodes protobuf written as text, for pasting or sending: base64, also its URL form, or hexadecimal; with or without
// quotes.

const base64 = /^\s*"?[A-Za-z0-9+/_-][A-Za-z0-9+/_\s-]*={0,2}\s*"?\s*$/;
const hexadecimal = /^\s*"?(?:0x|\\x)?[0-9a-fA-F][0-9a-fA-F\s]*"?\s*$/;

/** The bytes that the text may encode, likeliest first; empty if the text is no such encoding. */
export function bytesOfText(text: string): readonly Buffer[] {
  const isHexadecimal = hexadecimal.test(text);
  const bare = text.replaceAll(/["\s]|^\s*"?(?:0x|\\x)/g, '');
  return [
    ...(isHexadecimal && bare.length % 2 === 0 ? [Buffer.from(bare, 'hex')] : []),
    ...(base64.test(text) ? [Buffer.from(bare, 'base64')] : []),
  ];
}
