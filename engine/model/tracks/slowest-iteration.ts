// Which iteration of a loop took longest, and how it stands to the others, in a sentence.

import { countText, durationText } from '../duration.ts';
import type { Seq } from '../event.ts';
import type { Graph } from '../graph/graph.ts';
import { type Outline, timeOf } from '../outline.ts';
import { lastOf } from '../run-time.ts';
import { percentile } from './fold-sums.ts';

export type SlowestIteration = {
  /** From 1. */
  readonly iteration: number;
  /** Its first event. */
  readonly seq: Seq;
  readonly durationMs: number;
  /** The fold that shows it once it is open, or null. */
  readonly opens: string | null;
  readonly sentence: string;
};

/** Of all loops that the graph folds; null where it folds none, or no time is known. An iteration lasts until the next one begins, the last until the loop is over. */
export function slowestIteration(outline: Outline, { nodes, frames }: Graph): SlowestIteration | null {
  let found: SlowestIteration | null = null;
  const seen = new Set<string>();
  for (const { iterationsBegan, opens } of [...frames, ...nodes]) {
    if (iterationsBegan === null || seen.has(opens ?? '')) continue;
    seen.add(opens ?? '');
    const ends = nodes.filter((node) => node.iterationsBegan !== null && node.opens === opens).map(({ to }) => to);
    const end = ends.includes(0) || ends.length === 0 ? lastOf(outline) : Math.max(...ends);
    const slowest = slowestOf(outline, iterationsBegan, end);
    if (slowest !== null && slowest.durationMs > (found?.durationMs ?? 0)) found = { ...slowest, opens };
  }
  return found;
}

function slowestOf(outline: Outline, began: Uint32Array, end: Seq): Omit<SlowestIteration, 'opens'> | null {
  const took = Float64Array.from(began, (seq, i) => {
    const [from, to] = [timeOf(outline, seq), timeOf(outline, began[i + 1] ?? end)];
    return from === null || to === null ? Number.NaN : to - from;
  });
  const sorted = took.filter((ms) => !Number.isNaN(ms)).sort();
  const durationMs = sorted.at(-1);
  if (durationMs === undefined) return null;
  const at = took.indexOf(durationMs);
  const median = durationText(percentile(sorted, 0.5));
  const sentence = `Iteration ${countText(at + 1)} of ${countText(began.length)} took longest: ${durationText(durationMs)}; half of them took at most ${median}`;
  return { iteration: at + 1, seq: began[at]!, durationMs, sentence };
}
