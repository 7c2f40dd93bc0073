// The chain of the open run: the runs that it continues and that continue it, stepped as one.

import { useMemo } from 'react';
import { type Chain, chainOf } from '../../engine/model/chain.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { currentAddress } from './current-address.ts';
import { openRun } from './runs.ts';
import { type Session, useSession } from './session.ts';

/** `index`: of the open run. */
export type OpenChain = {
  readonly chain: Chain;
  readonly index: number;
  readonly previous: RunSummary | null;
  readonly next: RunSummary | null;
};

/** null for a run that is in no chain. */
function openChain(run: RunSummary | undefined, runs: readonly RunSummary[]): OpenChain | null {
  if (run === undefined) return null;
  const chain = chainOf(run, runs);
  if (chain.runs.length === 1) return null;
  const index = chain.runs.indexOf(run);
  return { chain, index, previous: chain.runs[index - 1] ?? null, next: chain.runs[index + 1] ?? null };
}

export function useChain(): OpenChain | null {
  const run = useSession((session) => session.open?.summary);
  const runs = useSession((session) => session.runs);
  return useMemo(() => openChain(run, runs), [run, runs]);
}

export function neighbourInChain(way: 1 | -1): RunSummary | null {
  const { open, runs } = useSession.getState();
  const found = openChain(open?.summary, runs);
  return (way === 1 ? found?.next : found?.previous) ?? null;
}

/**
 * Steps over the end of the open run into the next one of its chain, or over its beginning into the one before; the
 * filter stays. `playing`: goes on playing there. False where there is none.
 */
export function goOn(way: 1 | -1, playing = false): boolean {
  const session = useSession.getState();
  const run = neighbourInChain(way);
  if (run === null) return false;
  if (session.opening === null) void goTo(run, way, session, playing);
  return true;
}

async function goTo(run: RunSummary, way: 1 | -1, session: Session, playing: boolean): Promise<void> {
  const at = way === 1 ? 1 : run.events;
  await openRun(run.runId, { ...currentAddress(session), run: run.runId, at, operation: null, search: '' });
  if (playing && useSession.getState().open?.summary.runId === run.runId) useSession.setState({ playing: true });
}
