// Searches the commit that broke a history: request, progress, cancellation.

import { errorInfo, RetraceError } from '../../../engine/model/errors.ts';
import { ask } from '../engine.ts';
import { addRef } from './checking.ts';
import type { SearchRefs } from './refs-to-search.ts';
import { type Bisecting, useVersions } from './versions-state.ts';

const { getState, setState } = useVersions;

let underway: AbortController | undefined;

export async function bisect(run: string, { good, bad, failOn }: SearchRefs): Promise<void> {
  cancelBisect();
  const stop = (underway = new AbortController());
  const isLatest = (): boolean => underway === stop;
  const change = (to: Partial<Bisecting>): void => {
    const { bisecting } = getState();
    if (isLatest() && bisecting !== null) setState({ bisecting: { ...bisecting, ...to } });
  };
  setState({ bisecting: { run, told: [], state: 'running', found: null, error: null } });
  try {
    const found = await ask(
      'bisectRun',
      { run, code: getState().path, good, bad, failOn },
      {
        signal: stop.signal,
        onProgress: (told) => change({ told: [...(getState().bisecting?.told ?? []), told] }),
      },
    );
    change({ state: 'done', found });
  } catch (error) {
    const isCancelled = error instanceof RetraceError && error.code === 'cancelled';
    change(isCancelled ? { state: 'cancelled' } : { state: 'failed', error: errorInfo(error) });
  }
}

export function cancelBisect(): void {
  underway?.abort();
}

/** Adds the found commit to the table as a version. */
export function addFound(): void {
  const id = getState().bisecting?.found?.commit.id;
  if (id === undefined) return;
  setState({ detail: 'divergence' });
  addRef(id);
}
