// The id of a run that code made on its own decisions: that of the recorded run, and a digest of what it made.

import type { RunId } from '../event.ts';

const mark = '~own-';

export function ownRunId(recorded: string, digest: string): RunId {
  return `${recorded}${mark}${digest}` as RunId;
}

export function isOwnRunId(run: string): boolean {
  return run.includes(mark);
}

/** Id of the recorded run that it was made of; any other id as it is. */
export function recordedIdOf(run: string): string {
  return run.split(mark, 1)[0] ?? run;
}
