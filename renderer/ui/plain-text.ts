// Texts of strangers made safe to show: what would hide, reorder or break a line is written out as an escape.

/** Controls, bidi marks, invisible spaces, separators and halves of characters. Line ends and tabs are the caller's affair. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text with its lines kept. */
export function manyLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unseen, escaped);
}

/** The text on one line, cut after `most` characters; what is cut ends in an ellipsis. */
export function oneLine(text: string, most = 400): string {
  return cutLine(text, most, (part) => part.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t'));
}

/** As `oneLine`, to be read as prose: line ends and tabs are spaces. */
export function lineText(text: string, most = 400): string {
  return cutLine(text, most, (part) => part.replaceAll(/\r?\n|\t/g, ' '));
}

function cutLine(text: string, most: number, joined: (part: string) => string): string {
  const cut = text.length > most;
  const line = joined(cut ? text.slice(0, endOf(text, most)) : text).replace(unseen, escaped);
  return cut ? `${line}…` : line;
}

/** Where to cut so that no character is halved. */
export function endOf(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
