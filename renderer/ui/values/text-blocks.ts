// A long text in separately drawable pieces: cut at line ends, and inside overlong lines.

import { endOf } from '../plain-text.ts';

/** The joined pieces are the text; each piece ends at a line end, or has the maximum length. */
export function textBlocks(text: string, most = 4000): string[] {
  const blocks: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = blockEnd(text, start, most);
    blocks.push(text.slice(start, end));
    start = end;
  }
  return blocks;
}

function blockEnd(text: string, start: number, most: number): number {
  if (text.length - start <= most) return text.length;
  const line = text.lastIndexOf('\n', start + most - 1);
  return line > start ? line + 1 : Math.max(start + 1, endOf(text, start + most));
}
