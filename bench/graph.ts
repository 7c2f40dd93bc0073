// Benchmark of folding the longest history into a graph and laying it out, as the page's worker does.

import { readFileSync } from 'node:fs';
import { readHistories } from '../engine/sources/json/history-file.ts';
import { explainHistory } from '../engine/import/import-history.ts';
import type { RunId } from '../engine/model/event.ts';
import { graphOf } from '../engine/model/graph/fold-graph.ts';
import { NODES } from '../engine/model/graph/graph.ts';
import { noFilter, VisibleLists } from '../engine/model/filter.ts';
import { must } from '../engine/model/assert.ts';
import { layoutOf } from '../renderer/graph/layout.ts';
import type { Measured } from './histories.ts';
import { median, ms, type Row } from './statistics.ts';

const rounds = 9;
const limitMs = 300;

export async function measureGraph({ path, what }: Measured): Promise<readonly Row[]> {
  const history = must(readHistories(readFileSync(path), false)[0]);
  const { outline } = await explainHistory(history, () => 'bench' as RunId, { source: 'bench', nowMs: 0 });
  const shown = new VisibleLists(outline, noFilter).visible;
  const spent: number[] = [];
  let nodes = 0;
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const graph = graphOf(outline, shown.operations);
    layoutOf(outline, graph);
    spent.push(performance.now() - begun);
    nodes = graph.nodes.length + graph.frames.length;
  }
  return [
    {
      what: `graph: folded and laid out, in a worker (${what})`,
      measured: `${ms(median(spent))}, the first ${ms(spent[0] ?? 0)}`,
      target: `≤ ${limitMs} ms`,
      met: median(spent) <= limitMs,
    },
    { what: 'graph: nodes and frames', measured: String(nodes), target: `≤ ${NODES}`, met: nodes <= NODES },
  ];
}
