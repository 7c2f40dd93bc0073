// Lays paired operations out from top to bottom: both orders are kept, and a gap marks a missing operation.

import { kindOf, NONE } from '../outline.ts';
import { changeNames, type ChangeName, type Rows, type RowType, rowTypes, type Side } from './comparison.ts';
import { isNumbered } from './identities.ts';
import type { Pairing } from './pair-operations.ts';
import { isAcrossDialects, operationParts } from './parts.ts';

export function rowsOf(left: Side, right: Side, pairing: Pairing): Rows {
  const writer = new RowWriter(pairing.left.length + pairing.right.length);
  const from = movedFrom(pairing);
  let j = 0;
  const rightUpTo = (end: number): void => {
    for (; j < end; j++) writer.add(from[j] === NONE ? 'right' : 'movedTo', NONE, pairing.right[j]!, 0, from[j]!);
  };
  for (const [i, operation] of pairing.left.entries()) {
    const partner = pairing.partner[i]!;
    if (partner === NONE) writer.add('left', operation, NONE, 0, NONE);
    else if (pairing.moved[i] === 1)
      writer.add('movedFrom', operation, NONE, changesBetween(left, right, operation, pairing.right[partner]!), i);
    else {
      rightUpTo(partner);
      const changes = changesBetween(left, right, operation, pairing.right[partner]!);
      writer.add(changes === 0 ? 'same' : 'changed', operation, pairing.right[partner]!, changes, NONE);
      j = partner + 1;
    }
  }
  rightUpTo(pairing.right.length);
  return writer.finish();
}

/** Entry of right → the entry of left that it was moved from, or NONE. */
function movedFrom({ partner, moved, right }: Pairing): Int32Array {
  const from = new Int32Array(right.length).fill(NONE);
  for (const [i, j] of partner.entries()) if (j !== NONE && moved[i] === 1) from[j] = i;
  return from;
}

/** Bits of `changeNames`. */
export function changesBetween(left: Side, right: Side, a: number, b: number): number {
  let bits = 0;
  const differ = (name: ChangeName, x: unknown, y: unknown): void => {
    if (x !== y) bits |= 1 << changeNames.indexOf(name);
  };
  const [l, r] = [left.outline.operations, right.outline.operations];
  const isOneVocabulary = left.vocabulary === right.vocabulary;
  for (const part of operationParts) {
    // A different kind of the same work, or a different vocabulary, has terms of its own for the other parts
    // (`uncompared.ts`).
    if (isAcrossDialects(part) || (isOneVocabulary && l.kind[a] === r.kind[b]))
      differ(part, left.prints[part][a], right.prints[part][b]);
  }
  differ('status', l.status[a], r.status[b]);
  differ('attempts', Math.max(1, l.attempts[a]!), Math.max(1, r.attempts[b]!));
  if (isOneVocabulary) differ('kind', l.kind[a], r.kind[b]);
  if (!isNumbered(left.outline, a) && !(isOneVocabulary && isNamedByOptions(left, a, right, b)))
    differ('name', left.outline.names[l.name[a]!], right.outline.names[r.name[b]!]);
  return bits;
}

/**
 * The name of a timer is its length, the name of a cancel request is its target: where options are recorded, they hold
 * the same fact exactly.
 */
function isNamedByOptions(left: Side, a: number, right: Side, b: number): boolean {
  const kind = kindOf(left.outline, a);
  return (
    (kind === 'timer' || kind === 'cancelExternal') && left.prints.options[a] !== 0 && right.prints.options[b] !== 0
  );
}

class RowWriter {
  readonly #type: Uint8Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #changes: Uint16Array;
  readonly #other: Int32Array;
  /** For moved pairs: entry of left → row of the first of its two rows. */
  readonly #halves = new Map<number, number>();
  #count = 0;

  constructor(most: number) {
    this.#type = new Uint8Array(most);
    this.#left = new Int32Array(most);
    this.#right = new Int32Array(most);
    this.#changes = new Uint16Array(most);
    this.#other = new Int32Array(most).fill(NONE);
  }

  add(type: RowType, left: number, right: number, changes: number, pair: number): void {
    const row = this.#count++;
    this.#type[row] = rowTypes.indexOf(type);
    this.#left[row] = left;
    this.#right[row] = right;
    this.#changes[row] = changes;
    if (pair === NONE) return;
    const half = this.#halves.get(pair);
    if (half === undefined) this.#halves.set(pair, row);
    else this.#join(half, row);
  }

  #join(first: number, second: number): void {
    this.#other[first] = second;
    this.#other[second] = first;
    const changes = this.#changes[first]! | this.#changes[second]!;
    this.#changes[first] = changes;
    this.#changes[second] = changes;
  }

  finish(): Rows {
    const count = this.#count;
    return {
      count,
      type: this.#type.slice(0, count),
      left: this.#left.slice(0, count),
      right: this.#right.slice(0, count),
      changes: this.#changes.slice(0, count),
      other: this.#other.slice(0, count),
    };
  }
}
