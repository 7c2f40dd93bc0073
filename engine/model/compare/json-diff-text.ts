// Differences between two texts: by line where a text has several lines, else by word. Knows no JSON.

import { must } from '../assert.ts';
import { commonSequence } from './json-diff-sequence.ts';

/** Parts in order; `same` and `removed` together are the left text, `same` and `added` the right text. */
export type TextPart = { readonly type: 'same' | 'removed' | 'added'; readonly text: string };

export function diffText(left: string, right: string): readonly TextPart[] {
  const pieces =
    left.includes('\n') || right.includes('\n') ? /[^\n]*\n|[^\n]+$/g : /\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;
  const [lefts, rights] = [left.match(pieces) ?? [], right.match(pieces) ?? []];
  const numbers = new Map<string, number>();
  const [xs, ys] = [numbered(lefts, numbers), numbered(rights, numbers)];
  return partsOf(lefts, rights, left <= right ? commonSequence(xs, ys) : turned(commonSequence(ys, xs), lefts.length));
}

function numbered(pieces: readonly string[], numbers: Map<string, number>): Int32Array {
  return Int32Array.from(pieces, (piece) => {
    const number = numbers.get(piece) ?? numbers.size;
    numbers.set(piece, number);
    return number;
  });
}

/** Inverts a match, so that both directions give the same parts. */
function turned(match: Int32Array, length: number): Int32Array {
  const back = new Int32Array(length).fill(-1);
  for (const [i, j] of match.entries()) if (j !== -1) back[j] = i;
  return back;
}

function partsOf(lefts: readonly string[], rights: readonly string[], match: Int32Array): readonly TextPart[] {
  const parts: TextPart[] = [];
  const add = (type: TextPart['type'], texts: readonly string[]): void => {
    if (texts.length > 0) parts.push({ type, text: texts.join('') });
  };
  let [i, j] = [0, 0];
  while (i < lefts.length || j < rights.length) {
    const [from, otherFrom] = [i, j];
    while (i < lefts.length && match[i] === -1) i++;
    const next = i < lefts.length ? must(match[i]) : rights.length;
    j = next;
    add('removed', lefts.slice(from, i));
    add('added', rights.slice(otherFrom, j));
    const same = i;
    while (i < lefts.length && match[i] === j) [i, j] = [i + 1, j + 1];
    add('same', lefts.slice(same, i));
  }
  return parts;
}
