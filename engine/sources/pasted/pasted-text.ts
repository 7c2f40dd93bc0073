// Extracts JSON from text for people: code blocks of an issue, shell output after a prompt, a quoted answer.

const fence = /^[ \t]*(```|~~~)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;

/** A shell's prompt in the first line, followed by a command. */
const prompt = /^[^\n{[]{0,200}[$%#>] +[a-z]/;

/** The JSON texts in `text`, joined by line feeds; undefined if there are none, or if `text` itself begins as JSON. */
export function jsonIn(text: string): string | undefined {
  const plain = unquoted(text);
  if (/^\s*[[{]/.test(plain) && plain === text) return undefined;
  const blocks = [...plain.matchAll(fence)].map(([, , block = '']) => block).filter((block) => /^\s*[[{]/m.test(block));
  // Other files that do not begin as JSON are not pasted text.
  if (blocks.length === 0 && plain === text && !prompt.test(text)) return undefined;
  const found = (blocks.length > 0 ? blocks : [plain]).flatMap((block) => between(block) ?? []);
  return found.length === 0 ? undefined : found.join('\n');
}

/** Removes quotation marks at line starts, if every line has one. */
function unquoted(text: string): string {
  const lines = text.split('\n');
  const isQuoted = lines.every((line) => line.startsWith('>') || line.trim() === '');
  return isQuoted ? lines.map((line) => line.replace(/^> ?/, '')).join('\n') : text;
}

/** From the first line that opens an object or a list to the last line that closes one. */
function between(block: string): string | undefined {
  const lines = block.split('\n');
  const first = lines.findIndex((line) => /^\s*[[{]/.test(line));
  const last = lines.findLastIndex((line) => /[\]}]\s*$/.test(line));
  return first === -1 || last < first ? undefined : lines.slice(first, last + 1).join('\n');
}

const types = /\b(?:Workflow(?:Execution|Task)|DecisionTask|ActivityTask)[A-Z][a-z]+\b/g;
const tableHead = /^\s*ID\s+Time\s+Type\b|^Progress:\s*$/m;

/** Whether the text is an event list that a command line printed for people, which has no event details. */
export function isPrintedForPeople(text: string): boolean {
  return tableHead.test(text) ? types.test(text) : (text.match(types)?.length ?? 0) > 2 && /^\s*\d+\s/m.test(text);
}
