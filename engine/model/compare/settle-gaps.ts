// Where equal operations leave a choice, moves a gap to the beginning of a loop iteration, so that whole iterations are
// missing instead of the end of one and the beginning of the next.

import { NONE } from '../outline.ts';
import type { Identities } from './identities.ts';

type Sequence = Pick<Identities, 'coarse' | 'fine'>;

/** Changes which equal operations are paired, never the number or quality of pairs. Moved pairs stay. */
export function settleGaps(a: Sequence, b: Sequence, partner: Int32Array, moved: Uint8Array): void {
  settleSide(a, b, partner, moved);
  const back = new Int32Array(b.coarse.length).fill(NONE);
  const movedBack = new Uint8Array(back.length);
  for (let i = 0; i < partner.length; i++) {
    if (partner[i] === NONE) continue;
    back[partner[i]!] = i;
    movedBack[partner[i]!] = moved[i]!;
  }
  settleSide(b, a, back, movedBack);
  partner.fill(NONE);
  for (let j = 0; j < back.length; j++) if (back[j] !== NONE) partner[back[j]!] = j;
}

/** Settles the gaps in which `a` has entries and `b` has none. */
function settleSide(a: Sequence, b: Sequence, partner: Int32Array, moved: Uint8Array): void {
  for (let from = 0; from < partner.length; from++) {
    if (partner[from] !== NONE) continue;
    let to = from + 1;
    while (to < partner.length && partner[to] === NONE) to++;
    if (isOneSided(partner, moved, from, to))
      slide(a, b, partner, from, to, firstOfLoop(a.coarse, partner, moved, from, to));
    from = to;
  }
}

function isOneSided(partner: Int32Array, moved: Uint8Array, from: number, to: number): boolean {
  if (from === 0 || moved[from - 1] === 1) return false;
  return to === partner.length || (moved[to] === 0 && partner[to] === partner[from - 1]! + 1);
}

/** The earliest place at which the gap could begin. */
function firstOfLoop(coarse: Int32Array, partner: Int32Array, moved: Uint8Array, from: number, to: number): number {
  const length = to - from;
  let first = from;
  while (
    first > 0 &&
    moved[first - 1] === 0 &&
    coarse[first - 1] === coarse[first - 1 + length] &&
    isNext(partner, first - 1, from)
  )
    first--;
  return first;
}

/** True for an entry whose partner directly precedes the partner of the next entry. */
function isNext(partner: Int32Array, at: number, from: number): boolean {
  return partner[at] !== NONE && (at + 1 === from || partner[at + 1] === partner[at]! + 1);
}

function slide(a: Sequence, b: Sequence, partner: Int32Array, from: number, to: number, first: number): void {
  const iteration = periodOf(a.coarse, from, to);
  const length = to - from;
  if (from - first + againAfter(a.coarse, from, to, iteration) < iteration) return;
  let [best, bestGain, gain] = [from, -1, 0];
  for (let begin = from; begin >= first; begin--) {
    if ((begin - first) % iteration === 0 && gain > bestGain) [best, bestGain] = [begin, gain];
    if (begin === first) break;
    // Moves the gap back by one entry: the partner of the entry before the gap goes to the last entry of the gap.
    const pair = b.fine[partner[begin - 1]!];
    gain += Number(a.fine[begin - 1 + length] === pair) - Number(a.fine[begin - 1] === pair);
  }
  for (let at = from - 1; at >= best; at--) {
    partner[at + length] = partner[at]!;
    partner[at] = NONE;
  }
}

/**
 * Number of entries after the gap that repeat the gap's beginning, `most` at most. A loop needs another whole iteration
 * in these entries and the entries before the gap.
 */
function againAfter(list: Int32Array, from: number, to: number, most: number): number {
  let count = 0;
  while (count < most && to + count < list.length && list[to + count] === list[from + count]) count++;
  return count;
}

/** Length of the shortest part whose repetition makes up the gap (Knuth, Morris and Pratt 1977). */
function periodOf(list: Int32Array, from: number, to: number): number {
  const length = to - from;
  const border = new Int32Array(length);
  for (let i = 1, k = 0; i < length; i++) {
    while (k > 0 && list[from + i] !== list[from + k]) k = border[k - 1]!;
    if (list[from + i] === list[from + k]) k++;
    border[i] = k;
  }
  const period = length - border[length - 1]!;
  return length % period === 0 ? period : length;
}
