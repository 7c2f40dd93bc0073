// Search in the open run: asks a moment after the last key, and only the newest question is answered.

import { countUpTo } from '../../engine/model/cursor.ts';
import { errorInfo } from '../../engine/model/errors.ts';
import { ask } from './engine.ts';
import { busy } from './idle.ts';
import { moveTo, type Search, setFilter, setSearch, useSession } from './session.ts';

const PAUSE_MS = 150;

const { getState, subscribe } = useSession;

let newest = 0;
/** Ends the search under way. */
let looking = new AbortController();

/** Searches anew whenever question or run change; call once. */
export function watchSearch(): void {
  subscribe((now, before) => {
    if (now.open?.outline === before.open?.outline && sameQuestion(now.search, before.search)) {
      if (now.search.only !== before.search.only) applyFilter();
      return;
    }
    void look();
  });
}

export function sameQuestion(a: Search, b: Search): boolean {
  return a === b || (a.text === b.text && a.regex === b.regex && a.payloads === b.payloads);
}

async function look(): Promise<void> {
  const turn = ++newest;
  looking.abort();
  looking = new AbortController();
  const { signal } = looking;
  const { open, search } = getState();
  const { text, regex, payloads } = search;
  if (open === null || text === '') {
    if (search.found !== null || search.error !== null || search.busy)
      setSearch({ found: null, error: null, busy: false });
    applyFilter();
    return;
  }
  setSearch({ busy: true });
  const done = busy();
  try {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (turn !== newest) return;
    const { seqs } = await ask('search', { run: open.summary.runId, from: 1, text, regex, payloads }, { signal });
    if (turn !== newest) return;
    setSearch({ found: seqs, error: null, busy: false });
    applyFilter();
  } catch (error) {
    if (turn === newest) setSearch({ found: null, error: errorInfo(error).message, busy: false });
  } finally {
    done();
  }
}

function applyFilter(): void {
  const { search, filter } = getState();
  const matches = search.only ? search.found : null;
  if (matches !== filter.matches) setFilter({ matches });
}

/** The match after or before the cursor; from the end on to the first. */
export function goToMatch(steps: 1 | -1): void {
  const { search, cursor } = getState();
  const { found } = search;
  if (found === null || found.length === 0) return;
  const passed = countUpTo(found, steps === 1 ? cursor : cursor - 1);
  const index = steps === 1 ? passed % found.length : (passed - 1 + found.length) % found.length;
  moveTo(found[index] ?? cursor);
}

export function endSearch(): void {
  setSearch({ text: '', error: null });
}
