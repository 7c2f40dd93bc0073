// A stack trace for a person: its frames without the message, which is shown above them.

/** The lines of a stack, trimmed; lines that only repeat the message are omitted. */
export function stackFrames(stack: string, message: string): string[] {
  const lines = stack.split('\n').map((line) => line.trim());
  const first = lines.findIndex((line) => isFrame(line));
  const said = message.split('\n').map((line) => line.trim());
  const from = first === -1 ? 0 : first;
  return lines.filter((line, index) => line !== '' && (index >= from || !repeats(line, said)));
}

/** JavaScript's and Java's `at …`, Python's `File "…"`, Go's `…(…)`. */
function isFrame(line: string): boolean {
  return /^at |^File "/.test(line);
}

function repeats(line: string, said: readonly string[]): boolean {
  return said.some((part) => part !== '' && line.endsWith(part));
}
