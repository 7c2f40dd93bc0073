// Finds for each operation of one run the same operation of the other run, by meaning: kind, name, scope, input and
// order among equals.

import { NONE } from '../outline.ts';
import type { Side } from './comparison.ts';
import { isCanonical } from './canonical-order.ts';
import { Identifier, type Identities } from './identities.ts';
import { SequenceMatcher } from './match-sequences.ts';
import { settleGaps } from './settle-gaps.ts';

/** Entries are the compared operations, in order of opening. */
export type Pairing = {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Entry of left → entry of right, or NONE; rising for pairs that did not move. */
  readonly partner: Int32Array;
  /** By entry of left with a partner: 1 where the pair moved. */
  readonly moved: Uint8Array;
};

export function pairOperations(left: Side, right: Side): Pairing {
  const identifier = new Identifier();
  const a = identifier.identities(left);
  const b = identifier.identities(right);
  if (isCanonical(left, right, a, b)) return pair(a, b, identifier.count);
  return mirrored(pair(b, a, identifier.count));
}

function pair(a: Identities, b: Identities, numbers: number): Pairing {
  const partner = new Int32Array(a.operations.length).fill(NONE);
  const moved = new Uint8Array(partner.length);
  new SequenceMatcher(a.fine, b.fine, partner, numbers).match({
    aFrom: 0,
    aTo: a.fine.length,
    bFrom: 0,
    bTo: b.fine.length,
  });
  matchUnique(a, b, partner, moved, numbers);
  matchGaps(a, b, partner, moved, numbers);
  settleGaps(a, b, partner, moved);
  matchMoved(a, b, partner, moved);
  return { left: a.operations, right: b.operations, partner, moved };
}

/**
 * An input that occurs once on either side pairs its operations wherever they are, in preference to operations of the
 * same name in the same place.
 */
function matchUnique(a: Identities, b: Identities, partner: Int32Array, moved: Uint8Array, numbers: number): void {
  const inA = onlyPlaces(a.fine, numbers);
  const inB = onlyPlaces(b.fine, numbers);
  for (const [number, i] of inA.entries()) {
    const j = inB[number]!;
    if (i === NONE || j === NONE || partner[i] !== NONE || a.hasInput[i] === 0) continue;
    partner[i] = j;
    moved[i] = 1;
  }
}

/** Number → its place, or NONE for a number that occurs never or several times. */
function onlyPlaces(list: Int32Array, numbers: number): Int32Array {
  const places = new Int32Array(numbers).fill(NONE);
  const times = new Uint8Array(numbers);
  for (let i = 0; i < list.length; i++) {
    times[list[i]!] = Math.min(2, times[list[i]!]! + 1);
    places[list[i]!] = times[list[i]!] === 1 ? i : NONE;
  }
  return places;
}

/** Matches operations between the pairs in order by coarse number, whatever the input. */
function matchGaps(a: Identities, b: Identities, partner: Int32Array, moved: Uint8Array, numbers: number): void {
  // Masks moved operations: they match nothing on the other side.
  const [ofA, ofB] = [a.coarse.slice(), b.coarse.slice()];
  for (let i = 0; i < moved.length; i++) {
    if (moved[i] === 0) continue;
    ofA[i] = numbers;
    ofB[partner[i]!] = numbers + 1;
  }
  const matcher = new SequenceMatcher(ofA, ofB, partner, numbers + 2);
  let aFrom = 0;
  let bFrom = 0;
  for (let i = 0; i <= partner.length; i++) {
    const j = i === partner.length ? b.operations.length : partner[i]!;
    if (j === NONE || moved[i] === 1) continue;
    if (i > aFrom && j > bFrom) matcher.match({ aFrom, aTo: i, bFrom, bTo: j });
    aFrom = i + 1;
    bFrom = j + 1;
  }
}

/** Pairs unmatched operations with equal inputs; else unmatched operations whose name is left once on either side. */
function matchMoved(a: Identities, b: Identities, partner: Int32Array, moved: Uint8Array): void {
  const taken = new Uint8Array(b.operations.length);
  for (const j of partner) if (j !== NONE) taken[j] = 1;
  const join = (i: number, j: number): void => {
    partner[i] = j;
    moved[i] = 1;
    taken[j] = 1;
  };
  const left = (): number[] => indexesOf(partner, NONE);
  const right = (): number[] => indexesOf(taken, 0);
  const byInput = Map.groupBy(right(), (j) => b.fine[j]!);
  for (const i of left()) {
    const j = byInput.get(a.fine[i]!)?.shift();
    if (j !== undefined) join(i, j);
  }
  const byName = Map.groupBy(right(), (j) => b.coarse[j]!);
  for (const [name, [i, ...more]] of Map.groupBy(left(), (each) => a.coarse[each]!)) {
    const [j, ...others] = byName.get(name) ?? [];
    if (i !== undefined && j !== undefined && more.length === 0 && others.length === 0) join(i, j);
  }
}

function indexesOf(list: Int32Array | Uint8Array, value: number): number[] {
  const indexes: number[] = [];
  for (let i = 0; i < list.length; i++) if (list[i] === value) indexes.push(i);
  return indexes;
}

function mirrored({ left, right, partner, moved }: Pairing): Pairing {
  const back = new Int32Array(right.length).fill(NONE);
  const movedBack = new Uint8Array(right.length);
  for (const [i, j] of partner.entries()) {
    if (j === NONE) continue;
    back[j] = i;
    movedBack[j] = moved[i]!;
  }
  return { left: right, right: left, partner: back, moved: movedBack };
}
