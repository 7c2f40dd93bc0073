// JSON laid out in lines without parsing values: numbers and escapes stay as written.

/** Text that is not JSON may get extra line breaks, but loses and changes nothing. */
export function prettyJson(text: string): string {
  const tokens = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/gs;
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  const end = () => {
    lines.push(line);
    line = '  '.repeat(depth);
  };
  let before = '';
  for (const [token] of text.matchAll(tokens)) {
    const opened = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      if (!opened) end();
    } else if (opened || before === ',') end();
    line += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  lines.push(line);
  return lines.join('\n');
}

/** Lines for drawing: long lines are cut, as no line box should exceed `most` characters. */
export function drawnLines(text: string, most = 1000): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.length <= most) lines.push(line);
    else for (let at = 0; at < line.length; at += most) lines.push(line.slice(at, at + most));
  }
  return lines;
}
