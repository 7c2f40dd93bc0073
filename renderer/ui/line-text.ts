// A stranger's text as one safe line: no line breaks, nothing that turns the reading direction or hides, never endless.

const LONGEST = 400;

// Control characters; zero-width and bidirectional controls; separators; byte order mark; lone surrogates.
const odd = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;

export function lineText(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(/\r?\n|\t/g, ' ').replace(odd, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
