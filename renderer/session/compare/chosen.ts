// Runs of the library that were chosen to be compared: three and more go into a matrix.

import { create } from 'zustand';
import { useSession } from '../session.ts';
import { compare, compareWithOpen } from './comparing.ts';

export const useChosen = create<{ readonly runs: ReadonlySet<string> }>(() => ({ runs: new Set() }));

const { getState, setState } = useChosen;

export function toggleChosen(run: string): void {
  const next = new Set(getState().runs);
  if (!next.delete(run)) next.add(run);
  setState({ runs: next });
}

export function chooseNone(): void {
  setState({ runs: new Set() });
}

/** One chosen run is compared with the open one; of several the open one comes first, where it is among them. */
export function compareChosen(): void {
  const known = useSession.getState().runs.map(({ runId }) => runId as string);
  const chosen = known.filter((run) => getState().runs.has(run));
  const open = useSession.getState().open?.summary.runId;
  const [first] = chosen;
  if (chosen.length === 1 && first !== undefined) compareWithOpen(first);
  else if (open !== undefined && chosen.includes(open)) void compare([open, ...chosen.filter((run) => run !== open)]);
  else void compare(chosen);
}
