// Values of the pair at the cursor: requested when viewed, the newest request first. Cached per comparison.

import { useEffect, useSyncExternalStore } from 'react';
import type { PairDetail } from '../../engine/model/api.ts';
import { ask } from '../session/engine.ts';
import { Latest } from '../session/latest.ts';
import { useSession } from '../session/session.ts';
import type { Pair } from '../session/compare/pair.ts';
import { keyOf } from '../session/compare/row-facts.ts';

export type DetailView = { readonly detail: PairDetail | null; readonly failure: string | undefined };

const kept = new WeakMap<Pair, Latest<number, PairDetail>>();

function detailsOf(pair: Pair): Latest<number, PairDetail> {
  const known = kept.get(pair);
  if (known !== undefined) return known;
  const [left, right] = [pair.left.summary.runId, pair.right.summary.runId];
  const made = new Latest<number, PairDetail>(
    (row) =>
      ask('comparePair', {
        left,
        right,
        leftKey: keyOf(pair, row, 'left'),
        rightKey: keyOf(pair, row, 'right'),
        ignore: [...pair.ignore],
      }),
    { keep: 50 },
  );
  kept.set(pair, made);
  return made;
}

/** `detail` is null while loading or after a failure. */
export function usePairDetail(pair: Pair, row: number): DetailView {
  const latest = detailsOf(pair);
  const ready = useSession((session) => session.connection === 'ready');
  useEffect(() => latest.want(row), [latest, row]);
  useEffect(() => {
    if (ready) latest.retry();
  }, [latest, ready]);
  const { shown, failure } = useSyncExternalStore(latest.subscribe, latest.view);
  return { detail: shown?.key === row ? shown.value : null, failure };
}
