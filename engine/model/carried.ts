// Facts derived from an outline and kept beside it: computed on first request; when the outline grows, extended at the
// cost of the new events.

import type { Outline } from './outline.ts';
import type { OutlineDelta } from './outline-delta.ts';

type Carrier = (before: Outline, after: Outline, delta: OutlineDelta) => void;

const carriers: Carrier[] = [];

/**
 * `grow` returns the facts about the outline that `delta` produced. `grow` may change and return `known`: questions
 * about the older outline then get answers from the newer facts. Call `carried` once, at module load.
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
    // A caller unaware of the growth may still ask about the older outline: the newer facts contain the older ones.
    made.set(before, grown);
  });
  return (outline) => {
    const known = made.get(outline) ?? make(outline);
    made.set(outline, known);
    return known;
  };
}

/** Reports that `before` has grown by `delta` into `after`. */
export function carryOver(before: Outline, after: Outline, delta: OutlineDelta): void {
  for (const carry of carriers) carry(before, after, delta);
}
