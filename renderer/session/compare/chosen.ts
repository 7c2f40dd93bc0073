// Runs selected in the library for a comparison: three or more go into a matrix.

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

/** Compares one selected run with the open run; of several, the first selected is what the others are compared with. */
export function compareChosen(): void {
  const known = new Set<string>(useSession.getState().runs.map(({ runId }) => runId));
  const chosen = [...getState().runs].filter((run) => known.has(run));
  const [first] = chosen;
  if (chosen.length === 1 && first !== undefined) compareWithOpen(first);
  else void compare(chosen);
}
