// Keeps the address and the screen saying the same: what is open and where, so that a view can be linked and a reload loses nothing.

import { hashOf, nowhere, type Place, placeOf } from './hash.ts';
import { goTo, openRun } from './runs.ts';
import { moveTo, type Session, setView, useSession } from './session.ts';

/** Browsers slow down pages that change their address more often; and a change costs as much as a frame, so it waits for a quiet one. */
const EVERY_MS = 300;
const QUIET_MS = 100;

const { getState, subscribe } = useSession;

let timer: ReturnType<typeof setTimeout> | undefined;
let writtenAt = Number.NEGATIVE_INFINITY;

/** Goes to the place in the address, then keeps the address up to date. Call once, when the engine has answered. */
export async function startLocation(): Promise<void> {
  window.addEventListener('hashchange', () => void go(placeOf(location.hash)));
  await go(placeOf(location.hash));
  subscribe((now, before) => {
    if (now.open !== before.open) document.title = titleOf(now);
    if (differs(now, before)) timer ??= setTimeout(writeSoon, Math.max(QUIET_MS, writtenAt + EVERY_MS - performance.now()));
  });
  document.title = titleOf(getState());
}

async function go(place: Place): Promise<void> {
  if (place.view !== null) setView(place.view);
  if (place.run === null) return;
  if (getState().open?.summary.runId !== place.run) {
    await openRun(place.run, place);
    return;
  }
  if (place.at !== null) moveTo(place.at);
  goTo(place);
}

function writeSoon(): void {
  requestIdleCallback(write, { timeout: EVERY_MS });
}

function write(): void {
  timer = undefined;
  writtenAt = performance.now();
  const hash = hashOf(currentPlace(getState()));
  if (hash !== location.hash) history.replaceState(null, '', hash);
}

/** A link that others can open, where the address is not just this computer's own. */
export function currentPlace({ open, opening, cursor, selected, view, filter, search }: Session): Place {
  if (open === null) return { ...nowhere, run: opening, view };
  return {
    run: open.summary.runId,
    at: cursor,
    view,
    operation: selected === null ? null : (open.outline.operations.keys[selected] ?? null),
    kinds: filter.kinds,
    statuses: filter.statuses,
    fromMs: filter.fromMs,
    toMs: filter.toMs,
    bookkeeping: filter.bookkeeping,
    search: search.text,
    regex: search.regex,
  };
}

function differs(a: Session, b: Session): boolean {
  const names = ['open', 'opening', 'cursor', 'selected', 'view', 'filter', 'search'] as const;
  return names.some((name) => a[name] !== b[name]);
}

function titleOf({ open }: Session): string {
  return open === null ? 'Retrace' : `${open.summary.workflowId ?? open.summary.runId} – Retrace`;
}
