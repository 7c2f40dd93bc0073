// Colours for TypeScript and JavaScript, line by line: the kind of a letter follows from the letters before it. Not a
// parser: an error only gives a word another colour.

export type TokenKind = 'keyword' | 'string' | 'number' | 'comment' | 'name' | 'call' | 'type' | 'plain';
export type Token = { readonly kind: TokenKind; readonly text: string };

const keywords = new Set(
  (
    'abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false ' +
    'finally for from function get if implements import in instanceof interface is keyof let namespace new null of private protected ' +
    'public readonly return satisfies set static super switch this throw true try type typeof undefined var void while with yield'
  ).split(' '),
);

/** The construct that a line begins inside of. */
type Inside = 'code' | 'comment' | 'template';

const code =
  /(?<comment>\/\/.*|\/\*[^]*?(?:\*\/|$))|(?<string>'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|`(?:\\.|[^`\\])*(?:`|$))|(?<regex>(?<=(?:^|[=(,:;!&|?{}[]|return)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/[a-z]*)|(?<number>\b\d[\w.]*)|(?<word>[A-Za-z_$][\w$]*)|(?<space>\s+)|(?<other>.)/gy;

/** The tokens of every line; together they are the line. */
export function highlighted(lines: readonly string[]): readonly (readonly Token[])[] {
  let inside: Inside = 'code';
  return lines.map((line) => {
    const { tokens, after } = tokensOf(line, inside);
    inside = after;
    return tokens;
  });
}

function tokensOf(line: string, before: Inside): { readonly tokens: readonly Token[]; readonly after: Inside } {
  const tokens: Token[] = [];
  let at = 0;
  if (before !== 'code') {
    const end = endOf(line, before);
    tokens.push({ kind: before === 'comment' ? 'comment' : 'string', text: line.slice(0, end ?? line.length) });
    if (end === null) return { tokens, after: before };
    at = end;
  }
  let after: Inside = 'code';
  code.lastIndex = at;
  for (let match = code.exec(line); match !== null; match = code.exec(line)) {
    const [text] = match;
    const { comment, string, regex, number, word } = match.groups ?? {};
    if (comment !== undefined) {
      add(tokens, 'comment', text);
      if (text.startsWith('/*') && !text.endsWith('*/')) after = 'comment';
    } else if (string !== undefined || regex !== undefined) {
      add(tokens, 'string', text);
      if (text.startsWith('`') && (text.length === 1 || !/(^|[^\\])(\\\\)*`$/.test(text.slice(1)))) after = 'template';
    } else if (number !== undefined) add(tokens, 'number', text);
    else if (word !== undefined) add(tokens, kindOf(text, line, match.index), text);
    else add(tokens, 'plain', text);
  }
  return { tokens, after };
}

/** End of a comment or template that began on an earlier line; null where it continues. */
function endOf(line: string, inside: Exclude<Inside, 'code'>): number | null {
  const end = inside === 'comment' ? /\*\//.exec(line) : /^(?:\\.|[^`\\])*`/.exec(line);
  return end === null ? null : end.index + end[0].length;
}

function kindOf(word: string, line: string, index: number): TokenKind {
  const isMember = line[index - 1] === '.' && line[index - 2] !== '.';
  if (keywords.has(word) && !isMember) return 'keyword';
  if (/^\s*(?:<[\w\s,.[\]|]*>)?\(/.test(line.slice(index + word.length))) return 'call';
  return /^[A-Z]/.test(word) && !isMember ? 'type' : 'name';
}

/** Adds a token; adjacent tokens of one kind are merged. */
function add(tokens: Token[], kind: TokenKind, text: string): void {
  const last = tokens.at(-1);
  if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + text };
  else tokens.push({ kind, text });
}
