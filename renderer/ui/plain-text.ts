// Untrusted texts made safe to show: characters that would hide, reorder or break a line are written as escapes.

/**
 * Controls, bidi marks, invisible spaces, separators and lone surrogates. Line ends and tabs are left to the caller.
 */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The safe text with its lines kept. */
export function manyLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unseen, escaped);
}

/** The safe text on one line, cut after `most` characters; a cut text ends in an ellipsis. */
export function oneLine(text: string, most = 400): string {
  return cutLine(text, most, (part) => part.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t'));
}

/** Like `oneLine`, for prose: line ends and tabs become spaces. */
export function lineText(text: string, most = 400): string {
  return cutLine(text, most, (part) => part.replaceAll(/\r?\n|\t/g, ' '));
}

/** Like `lineText`, but a long text loses its middle: ids and paths differ at their ends. */
export function idText(text: string, most = 160): string {
  if (text.length <= most) return lineText(text, most);
  const tail = Math.min(40, most >> 1);
  const end = text.length - tail;
  return `${lineText(text, most - tail)}${lineText(text.slice(endOf(text, end)), tail + 1)}`;
}

function cutLine(text: string, most: number, joined: (part: string) => string): string {
  const cut = text.length > most;
  const line = joined(cut ? text.slice(0, endOf(text, most)) : text).replace(unseen, escaped);
  return cut ? `${line}…` : line;
}

/** The place to cut without splitting a character. */
export function endOf(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
