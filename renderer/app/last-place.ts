// The last place of the previous session: the next start opens it, unless the setting is off or the run is gone.

import { addressIn } from '../session/address.ts';
import { useSession } from '../session/session.ts';

const PLACE = 'retrace.last-place';
const OFF = 'retrace.begin-empty';

export function keepPlace(hash: string): void {
  if (addressIn(hash).run !== null) localStorage.setItem(PLACE, hash);
}

/** The URL hash of the place; empty = no place. */
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
