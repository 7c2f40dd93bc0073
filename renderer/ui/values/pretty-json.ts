// JSON laid out in lines without reading it as values: numbers and escapes stay as they were written.

/** What is not JSON comes back with its line breaks somewhere, but with nothing lost or changed. */
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

/** Lines for drawing: long ones are cut into pieces, as no line box should be wider than `most` characters. */
export function drawnLines(text: string, most = 1000): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.length <= most) lines.push(line);
    else for (let at = 0; at < line.length; at += most) lines.push(line.slice(at, at + most));
  }
  return lines;
}
