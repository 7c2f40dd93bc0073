// Where a person was when the program ended: the next start begins there, unless that is switched off or the run is gone.

import { addressIn } from '../session/address.ts';
import { useSession } from '../session/session.ts';

const PLACE = 'retrace.last-place';
const OFF = 'retrace.begin-empty';

export function keepPlace(hash: string): void {
  if (addressIn(hash).run !== null) localStorage.setItem(PLACE, hash);
}

/** The hash of the place; empty = none. */
export function lastPlace(): string {
  const hash = resumes() ? (localStorage.getItem(PLACE) ?? '') : '';
  const { run } = addressIn(hash);
  return useSession.getState().runs.some(({ runId }) => runId === run) ? hash : '';
}

export function resumes(): boolean {
  return localStorage.getItem(OFF) === null;
}

export function setResumes(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
}
