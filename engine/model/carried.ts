// What is known of an outline beside it: made when it is first asked for and, where the outline grows, taken along at the cost of what came.

import type { Outline } from './outline.ts';
import type { OutlineDelta } from './outline-delta.ts';

type Carrier = (before: Outline, after: Outline, delta: OutlineDelta) => void;

const carriers: Carrier[] = [];

/**
 * `grow` gives what is known of the outline that `delta` made; it may change `known` and give it back: what is asked about the outline before
 * is then answered by what is known of the one after. To be called once, where a module is loaded.
 */
export function carried<T extends object>(
  make: (outline: Outline) => T,
  grow: (known: T, outline: Outline, delta: OutlineDelta) => T,
): (outline: Outline) => T {
  const made = new WeakMap<Outline, T>();
  carriers.push((before, after, delta) => {
    const known = made.get(before);
    if (known === undefined) return;
    const grown = grow(known, after, delta);
    made.set(after, grown);
    // Who has not heard of the growth yet may still ask about the outline before: what is known of it is part of what is known now.
    made.set(before, grown);
  });
  return (outline) => {
    const known = made.get(outline) ?? make(outline);
    made.set(outline, known);
    return known;
  };
}

/** `before` has grown by `delta` to `after`. */
export function carryOver(before: Outline, after: Outline, delta: OutlineDelta): void {
  for (const carry of carriers) carry(before, after, delta);
}
