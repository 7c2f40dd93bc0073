// One run beside many: which of them is nearest, and what all that went badly share and none that went well has.

import { isBad } from '../effect.ts';
import { finalStatusOf, kindOf, nameOf, type Outline, reasonOf } from '../outline.ts';
import { compareRuns } from './compare-runs.ts';
import type { Counts, Side } from './comparison.ts';

export type Distance = {
  readonly counts: Counts;
  readonly same: boolean;
  /** Share of the pairs and single operations that differ: 0 = none, 1 = all. */
  readonly distance: number;
};

/** How far each of `others` is from `one`, in their order. */
export function distances(one: Side, others: readonly Side[]): readonly Distance[] {
  return others.map((other) => {
    const { counts, same } = compareRuns(one, other);
    const differing = counts.changed + counts.moved + counts.left + counts.right;
    return { counts, same, distance: differing === 0 ? 0 : differing / (differing + counts.same) };
  });
}

/** Traits that every bad run has and no good one: "charge failed", "refund is there". Empty where there are no bad or no good ones. */
export function sharedByBad(outlines: readonly Outline[]): readonly string[] {
  const bad = outlines.filter(isBadRun);
  const good = outlines.filter((outline) => !isBadRun(outline));
  const [first, ...rest] = bad.map(traitsOf);
  if (first === undefined || good.length === 0) return [];
  const goodTraits = new Set(good.flatMap((outline) => [...traitsOf(outline)]));
  return [...first].filter((trait) => rest.every((traits) => traits.has(trait)) && !goodTraits.has(trait));
}

export function isBadRun({ statuses }: Outline): boolean {
  return isBad(statuses.at(-1)?.status ?? 'unknown');
}

function traitsOf(outline: Outline): ReadonlySet<string> {
  const traits = new Set<string>();
  for (let i = 0; i < outline.operations.count; i++) {
    if (kindOf(outline, i) === 'workflowTask') continue;
    const name = kindOf(outline, i) === 'timer' ? 'a timer' : nameOf(outline, i);
    const reason = reasonOf(outline, i);
    traits.add(`${name} is there`);
    traits.add(`${name} ${finalStatusOf(outline, i)}${reason === '' ? '' : ` (${reason})`}`);
    if ((outline.operations.attempts[i] ?? 0) > 1) traits.add(`${name} was retried`);
  }
  return traits;
}
