// Compares one run with many: finds the nearest run, and the traits that all bad runs share and no good run has.

import { isBad } from '../effect.ts';
import { finalStatusOf, kindOf, nameOf, type Outline, reasonOf } from '../outline.ts';
import { compareRuns } from './compare-runs.ts';
import { type Counts, isOfValuesOnly, type Outcome, type Rows, rowTypeAt, type Side } from './comparison.ts';
import type { RunPart } from './parts.ts';

export type Distance = {
  readonly counts: Counts;
  readonly same: boolean;
  /** 0 = no difference, 1 = nothing in common. */
  readonly distance: number;
};

/** A different event sequence weighs more than different values: the ids of two orders differ everywhere. */
const weights = { value: 0.25, place: 0.5, happened: 1 } as const;

/** The distance of each of `others` from `one`, in the order of `others`. */
export function distances(one: Side, others: readonly Side[]): readonly Distance[] {
  return others.map((other) => {
    const { rows, counts, same, outcome } = compareRuns(one, other);
    return { counts, same, distance: distanceOf(rows, runWeight(outcome)) };
  });
}

/** The differences between the runs themselves weigh as much as one operation. */
function runWeight({ status, changes }: Outcome): number {
  if (status.left !== status.right || changes.some((part) => happened.has(part))) return weights.happened;
  return changes.length > 0 ? weights.value : 0;
}

const happened: ReadonlySet<RunPart> = new Set(['type', 'failure', 'stuckOn']);

/**
 * Mean weight of the pairs and single operations; where none of them differs, the mean includes the run's own weight
 * instead.
 */
function distanceOf(rows: Rows, ofRun: number): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < rows.count; row++) {
    const type = rowTypeAt(rows, row);
    if (type === 'movedFrom') continue;
    count++;
    if (type === 'left' || type === 'right') sum += weights.happened;
    else sum += Math.max(type === 'movedTo' ? weights.place : 0, changeWeight(rows.changes[row]!));
  }
  return sum > 0 ? sum / count : ofRun / (count + 1);
}

function changeWeight(bits: number): number {
  if (bits === 0) return 0;
  return isOfValuesOnly(bits) ? weights.value : weights.happened;
}

/**
 * Traits that every bad run has and no good run has: "charge failed", "refund is there", "ship is missing". Empty
 * without bad runs or without good runs.
 */
export function sharedByBad(outlines: readonly Outline[]): readonly string[] {
  const bad = outlines.filter(isBadRun).map(traitsOf);
  const good = outlines.filter((outline) => !isBadRun(outline)).map(traitsOf);
  if (bad.length === 0 || good.length === 0) return [];
  const missing = onlyIn(good, bad).filter((trait) => trait.endsWith(isThere));
  return [...onlyIn(bad, good), ...missing.map((trait) => `${trait.slice(0, -isThere.length)} is missing`)];
}

type Traits = ReadonlySet<string>;
const isThere = ' is there';

/** The traits that every entry of `some` has and no entry of `others` has. */
function onlyIn([first, ...rest]: readonly Traits[], others: readonly Traits[]): readonly string[] {
  return [...(first ?? [])].filter(
    (trait) => rest.every((traits) => traits.has(trait)) && !others.some((traits) => traits.has(trait)),
  );
}

export function isBadRun({ statuses }: Outline): boolean {
  return isBad(statuses.at(-1)?.status ?? 'unknown');
}

function traitsOf(outline: Outline): Traits {
  const traits = new Set<string>();
  for (let i = 0; i < outline.operations.count; i++) {
    if (kindOf(outline, i) === 'workflowTask') continue;
    const name = kindOf(outline, i) === 'timer' ? 'a timer' : nameOf(outline, i);
    const reason = reasonOf(outline, i);
    traits.add(name + isThere);
    traits.add(`${name} ${finalStatusOf(outline, i)}${reason === '' ? '' : ` (${reason})`}`);
    if ((outline.operations.attempts[i] ?? 0) > 1) traits.add(`${name} was retried`);
  }
  return traits;
}
