// The events at which the open run stops, for whoever marks them: kept as breakpoints, code and run change.

import { create } from 'zustand';
import type { Seq } from '../../../engine/model/event.ts';
import { useSession } from '../session.ts';
import { useBreakpoints } from './breakpoints.ts';
import { allStops } from './find-stops.ts';
import { useCode } from '../code/code-state.ts';

type MarkedStops = { readonly run: string | null; readonly seqs: ReadonlySet<Seq> };

const none: ReadonlySet<Seq> = new Set();

export const useMarkedStops = create<MarkedStops>(() => ({ run: null, seqs: none }));

let latest = 0;

/** Call once. */
export function watchStops(): void {
  useBreakpoints.subscribe(() => void mark());
  useCode.subscribe((now, before) => now.replayed !== before.replayed && void mark());
  useSession.subscribe((now, before) => now.open !== before.open && void mark());
}

async function mark(): Promise<void> {
  const turn = ++latest;
  const { open } = useSession.getState();
  const run = open?.summary.runId ?? null;
  if (open === null || useBreakpoints.getState().list.length === 0) {
    if (useMarkedStops.getState().seqs.size > 0) useMarkedStops.setState({ run, seqs: none });
    return;
  }
  const seqs = new Set(await allStops(open.outline));
  if (turn === latest) useMarkedStops.setState({ run, seqs });
}
