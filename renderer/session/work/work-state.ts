// Who works on the open run, and in which state it is there; null for a run without workers of this library.

import { create } from 'zustand';
import type { LiveRun } from '../../../engine/model/live-run.ts';
import { follow } from '../engine.ts';
import { type Session, useSession } from '../session.ts';

type Work = { readonly live: LiveRun | null };

export const useWork = create<Work>(() => ({ live: null }));

let following = new AbortController();

/** Call once. */
export function watchWork(): void {
  useSession.subscribe((now, before) => {
    if (runOf(now) !== runOf(before) || now.connection !== before.connection) begin(now);
  });
}

function runOf({ open }: Session): string | undefined {
  return open?.summary.runId;
}

function begin(session: Session): void {
  following.abort();
  following = new AbortController();
  const { signal } = following;
  const run = runOf(session);
  useWork.setState({ live: null });
  if (run === undefined || session.connection !== 'ready') return;
  const take = (live: LiveRun | null): void => {
    if (!signal.aborted) useWork.setState({ live });
  };
  // The call rejects when the connection is lost or the run is gone: both are reported elsewhere.
  follow('followWork', { run }, take, signal).catch(() => undefined);
}

/** The open run, where it has not ended. */
export function openLive(): LiveRun | null {
  const { live } = useWork.getState();
  return live?.state === 'ended' ? null : live;
}
