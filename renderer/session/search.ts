// Search in the open run: asks a moment after the last key, and only the newest question is answered.

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
/** The last event that was looked at for the newest question. */
let lookedTo = 0;
let further = false;
/** Ends the search under way. */
let looking = new AbortController();

/** Searches anew whenever question or run change, and in what was appended where the run grows; call once. */
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

/** Of the newest question, from an event on. Notes how far was looked. */
async function seqsFound(from: Seq, signal: AbortSignal): Promise<Uint32Array> {
  const { open, search } = getState();
  if (open === null) return new Uint32Array(0);
  const { text, regex, payloads } = search;
  const events = open.outline.events;
  const { seqs } = await ask('search', { run: open.summary.runId, from, text, regex, payloads }, { signal });
  lookedTo = Math.max(events, seqs.at(-1) ?? 0);
  return seqs;
}

/** In the events that came since, one question after the other. */
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
    // A lost connection, or another question: that one is asked anew.
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
 * What the search of now looks for, where it found event `seq`; null where it did not. A pattern was tried on the whole of every event before, and
 * did not take too long.
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

/** How many matches each type of event has, most first; `first`: the first of them. */
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
