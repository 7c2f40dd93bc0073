// A number's text in two parts, so that a column of them can be aligned at the decimal point.

/** `['1', '.3 s']`, `['361', ' ms']`, `['1 m 7', ' s']`. */
export function atDecimalPoint(text: string): readonly [whole: string, rest: string] {
  const [rest = ''] = /(?:\.\d+)?\s*[^\d\s.]*$/.exec(text) ?? [];
  return [text.slice(0, text.length - rest.length), rest];
}
