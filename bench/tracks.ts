// Benchmark of a timeline's rows and a range's sums: work of the page's worker, and work while a person draws.

import { readFileSync } from 'node:fs';
import { readHistories } from '../engine/sources/json/history-file.ts';
import { explainHistory } from '../engine/import/import-history.ts';
import type { RunId } from '../engine/model/event.ts';
import { noFilter, VisibleLists } from '../engine/model/filter.ts';
import { graphOf } from '../engine/model/graph/fold-graph.ts';
import { must } from '../engine/model/assert.ts';
import { rangeSums } from '../engine/model/tracks/range-sums.ts';
import { tracksOf } from '../engine/model/tracks/tracks.ts';
import { timesOf } from '../engine/model/time/times.ts';
import type { Measured } from './histories.ts';
import { median, ms, type Row } from './statistics.ts';

const rounds = 9;

export async function measureTracks({ path, what }: Measured): Promise<readonly Row[]> {
  const history = must(readHistories(readFileSync(path), false)[0]);
  const { outline } = await explainHistory(history, () => 'bench' as RunId, { source: 'bench', nowMs: 0 });
  const { operations } = new VisibleLists(outline, noFilter).visible;
  const { at, span } = timesOf(outline);
  const wish = { operations, by: 'graph', single: false } as const;
  const make = () => tracksOf(outline, wish, (seq) => at[seq - 1] ?? 0);
  const { times } = make();
  const megabyte = JSON.stringify(Array.from({ length: 26_000 }, (_, i) => ({ seq: i, type: 'ActivityTask' })));
  const folded = spent(() => graphOf(outline, operations));
  const tracks = spent(make);
  const sums = spent(() => rangeSums(outline, times, operations, span * 0.01, span));
  const parsed = (spent(() => JSON.parse(megabyte)) / megabyte.length) * 2 ** 20;
  return [
    {
      what: `timeline: rows made, in a worker (${what})`,
      measured: ms(tracks),
      target: `≤ 2 × the graph's fold, ${ms(folded)}`,
      met: tracks <= 2 * folded,
    },
    {
      what: 'timeline: sums of a range by type',
      measured: ms(sums),
      target: `≤ JSON.parse of 1 MiB, ${ms(parsed)}`,
      met: sums <= parsed,
    },
  ];
}

function spent(act: () => unknown): number {
  const all = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    act();
    return performance.now() - begun;
  });
  return median(all);
}
