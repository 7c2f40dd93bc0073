// The runs before and after the open one, in the order of the library.

import type { RunSummary } from '../../engine/model/run.ts';
import { useSession } from '../session/session.ts';
import { currentRows } from './library-state.ts';
import { runsOf } from './rows.ts';

/** The run `steps` lines further in the visible library, or null at its end. */
export function neighbour(steps: 1 | -1): RunSummary | null {
  const runs = runsOf(currentRows());
  const { open, opening } = useSession.getState();
  const at = runs.findIndex((run) => run.runId === (opening ?? open?.summary.runId));
  return (at < 0 ? runs[0] : runs[at + steps]) ?? null;
}
