// The last place of the previous session: the next start opens it, unless the setting is off or the run is gone.

import { addressIn, hashOf } from '../session/address.ts';
import { useSession } from '../session/session.ts';

const PLACE = 'retrace.last-place';
const OFF = 'retrace.begin-empty';

export function keepPlace(hash: string): void {
  if (addressIn(hash).run !== null) localStorage.setItem(PLACE, hash);
}

/** The URL hash of the place; empty = no place. */
export function lastPlace(): string {
  const runs = new Set<string>(useSession.getState().runs.map(({ runId }) => runId));
  return resumes() ? placeAmong(runs, localStorage.getItem(PLACE) ?? '') : '';
}

/** The place as far as its runs are still there: without its run there is none. */
export function placeAmong(runs: ReadonlySet<string>, hash: string): string {
  const address = addressIn(hash);
  if (address.run === null || !runs.has(address.run)) return '';
  const isWhole = (address.compare ?? []).every((run) => runs.has(run));
  return isWhole ? hash : hashOf({ ...address, compare: null, row: null, shape: null });
}

export function resumes(): boolean {
  return localStorage.getItem(OFF) === null;
}

export function setResumes(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
}
