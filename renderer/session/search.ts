// Search in the open run: starts a moment after the last key; only the newest query is answered.

import { countUpTo } from '../../engine/model/cursor.ts';
import { errorInfo } from '../../engine/model/errors.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { ask } from './engine.ts';
import { busy } from './idle.ts';
import { moveTo, type Search, setFilter, setSearch, useSession } from './session.ts';

const PAUSE_MS = 150;

const { getState, subscribe } = useSession;

let newest = 0;
/** The last event searched for the newest query. */
let lookedTo = 0;
let further = false;
/** Aborts the search in progress. */
let looking = new AbortController();

/** Searches again whenever query or run change, and searches appended events when the run grows; call once. */
export function watchSearch(): void {
  subscribe((now, before) => {
    if (now.open?.outline.run === before.open?.outline.run && sameQuestion(now.search, before.search)) {
      if (now.search.only !== before.search.only) applyFilter();
      if (now.open?.outline !== before.open?.outline && now.search.found !== null) void lookFurther();
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
  if (open === null || search.text === '') {
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
    const found = await seqsFound(1, signal);
    if (turn !== newest) return;
    setSearch({ found, error: null, busy: false });
    applyFilter();
  } catch (error) {
    if (turn === newest) setSearch({ found: null, error: errorInfo(error).message, busy: false });
  } finally {
    done();
  }
}

/** Runs the newest query from an event on and records how far it searched. */
async function seqsFound(from: Seq, signal: AbortSignal): Promise<Uint32Array> {
  const { open, search } = getState();
  if (open === null) return new Uint32Array(0);
  const { text, regex, payloads } = search;
  const events = open.outline.events;
  const { seqs } = await ask('search', { run: open.summary.runId, from, text, regex, payloads }, { signal });
  lookedTo = Math.max(events, seqs.at(-1) ?? 0);
  return seqs;
}

/** Searches new events, one query after the other. */
async function lookFurther(): Promise<void> {
  const turn = newest;
  const { signal } = looking;
  if (further) return;
  further = true;
  try {
    for (;;) {
      const { open, search } = getState();
      if (turn !== newest || open === null || search.found === null || lookedTo >= open.outline.events) return;
      const more = await seqsFound(lookedTo + 1, signal);
      const { found } = getState().search;
      if (turn !== newest || found === null) return;
      if (more.length === 0) continue;
      setSearch({ found: Uint32Array.from([...found, ...more]) });
      applyFilter();
    }
  } catch {
    // After a lost connection or a new query, that query runs anew.
  } finally {
    further = false;
  }
}

function applyFilter(): void {
  const { search, filter } = getState();
  const matches = search.only ? search.found : null;
  if (matches !== filter.matches) setFilter({ matches });
}

/**
 * A matcher for the present search in event `seq`, where the search found it; null elsewhere. The engine has already
 * run the pattern on the whole of every earlier event within the time limit.
 */
export function matcherFor({ text, regex, found }: Search, seq: Seq): ((text: string) => boolean) | null {
  if (found === null || text === '' || found[countUpTo(found, seq) - 1] !== seq) return null;
  if (!regex) {
    const lower = text.toLowerCase();
    return (each) => each.toLowerCase().includes(lower);
  }
  const pattern = new RegExp(text, 'i');
  return (each) => pattern.test(each);
}

/** Number of matches per event type, highest first; `first`: the type's first match. */
export function matchesByType(
  { types, type }: Outline,
  found: Uint32Array,
): readonly { readonly type: string; readonly count: number; readonly first: Seq }[] {
  const counts = new Map<number, { count: number; first: Seq }>();
  for (const seq of found) {
    const known = counts.get(type[seq - 1]!);
    if (known === undefined) counts.set(type[seq - 1]!, { count: 1, first: seq });
    else known.count += 1;
  }
  return [...counts]
    .map(([index, counted]) => ({ type: types[index] ?? '', ...counted }))
    .toSorted((a, b) => b.count - a.count);
}

/** Goes to the match after or before the cursor; wraps around at the end. */
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
