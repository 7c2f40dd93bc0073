// Goes from the comparison into one of its runs, at the place shown; the browser's "back" returns.

import { keepAddress } from '../session/current-address.ts';
import { openRun } from '../session/runs.ts';
import { nowhere } from '../session/address.ts';
import { useCompare } from '../session/compare/compare-state.ts';
import { compareAgain, endComparison } from '../session/compare/comparing.ts';
import { keyOf, type SideName } from '../session/compare/row-facts.ts';
import { placeOn } from './side-state.ts';

const { getState } = useCompare;

export function openSide(side: SideName): void {
  const { pair, cursor } = getState();
  if (pair === null) return;
  const { runId } = pair[side].summary;
  const { seq } = placeOn(pair, cursor, side);
  keepAddress();
  endComparison();
  void openRun(runId, { ...nowhere, run: runId, at: seq, operation: keyOf(pair, cursor, side) });
}

/** Returns to the last comparison, at its cursor. */
export function backToComparison(): void {
  const { runs, last } = getState();
  if (runs.length === 0 && last.length > 1) compareAgain();
}
