// What of a text that people wrote is JSON: code blocks of an issue, what a shell printed behind its prompt, a quoted answer.

const fence = /^[ \t]*(```|~~~)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;

/** In the first line: a shell's, and the command behind it. */
const prompt = /^[^\n{[]{0,200}[$%#>] +[a-z]/;

/** The JSON texts in it, one a line apart; undefined where none can be. It is text only where it does not begin as JSON. */
export function jsonIn(text: string): string | undefined {
  const plain = unquoted(text);
  if (/^\s*[[{]/.test(plain) && plain === text) return undefined;
  const blocks = [...plain.matchAll(fence)].map(([, , block = '']) => block).filter((block) => /^\s*[[{]/m.test(block));
  // Anything else that does not begin as JSON is a file of some kind, whole or damaged.
  if (blocks.length === 0 && plain === text && !prompt.test(text)) return undefined;
  const found = (blocks.length > 0 ? blocks : [plain]).flatMap((block) => between(block) ?? []);
  return found.length === 0 ? undefined : found.join('\n');
}

/** Without the marks of a quotation, where every line has one. */
function unquoted(text: string): string {
  const lines = text.split('\n');
  const isQuoted = lines.every((line) => line.startsWith('>') || line.trim() === '');
  return isQuoted ? lines.map((line) => line.replace(/^> ?/, '')).join('\n') : text;
}

/** From the first line that opens an object or a list to the last that closes one. */
function between(block: string): string | undefined {
  const lines = block.split('\n');
  const first = lines.findIndex((line) => /^\s*[[{]/.test(line));
  const last = lines.findLastIndex((line) => /[\]}]\s*$/.test(line));
  return first === -1 || last < first ? undefined : lines.slice(first, last + 1).join('\n');
}

const types = /\b(?:Workflow(?:Execution|Task)|DecisionTask|ActivityTask)[A-Z][a-z]+\b/g;
const tableHead = /^\s*ID\s+Time\s+Type\b|^Progress:\s*$/m;

/** A list of events as a command line prints it for people: without what happened in them. */
export function isPrintedForPeople(text: string): boolean {
  return tableHead.test(text) ? types.test(text) : (text.match(types)?.length ?? 0) > 2 && /^\s*\d+\s/m.test(text);
}
