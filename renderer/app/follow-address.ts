// Keeps address and screen in agreement: a view can be linked, and a reload restores it.

import { compare as compareRuns, endComparison } from '../session/compare/comparing.ts';
import { keepPlace, lastPlace } from './last-place.ts';
import { setCompareView, useCompare } from '../session/compare/compare-state.ts';
import { calledOf } from '../../engine/model/run.ts';
import { hashOf, type Address, addressIn } from '../session/address.ts';
import { currentAddress } from '../session/current-address.ts';
import { goTo, openRun } from '../session/runs.ts';
import { moveTo, type Session, setView, useSession } from '../session/session.ts';
import { hideVersions, showChecked } from '../session/versions/checking.ts';
import { useVersions } from '../session/versions/versions-state.ts';

/**
 * Browsers throttle pages that change their address more often. A change also costs as much as a frame, so it waits for
 * an idle one.
 */
const EVERY_MS = 300;
const QUIET_MS = 100;

const { getState, subscribe } = useSession;

let timer: ReturnType<typeof setTimeout> | undefined;
let writtenAt = Number.NEGATIVE_INFINITY;

/** Goes to the place in the address, then keeps the address up to date. Call once, after the engine has answered. */
export async function startLocation(): Promise<void> {
  // "popstate" instead of "hashchange": going back from a place whose address is not yet written changes no hash.
  window.addEventListener('popstate', () => {
    clearTimeout(timer);
    timer = undefined;
    void goToPlace(addressIn(location.hash));
  });
  await goToPlace(addressIn(location.hash === '' ? lastPlace() : location.hash));
  subscribe((now, before) => {
    if (now.open?.outline.run !== before.open?.outline.run) document.title = titleOf(now);
    if (differs(now, before)) writeLater();
  });
  useCompare.subscribe((now, before) => {
    if (now.runs !== before.runs || now.cursor !== before.cursor || now.view !== before.view) writeLater();
  });
  useVersions.subscribe((now, before) => {
    if (checkedParts.some((part) => now[part] !== before[part])) writeLater();
  });
  document.title = titleOf(getState());
}

const checkedParts = ['shown', 'path', 'columns', 'scope', 'cursor'] as const;

function writeLater(): void {
  timer ??= setTimeout(writeSoon, Math.max(QUIET_MS, writtenAt + EVERY_MS - performance.now()));
}

/** Shows a place; resolves when the place is on screen. */
export async function goToPlace(address: Address): Promise<void> {
  if (address.view !== null) setView(address.view);
  const opens = address.run !== null && getState().open?.summary.runId !== address.run;
  const opening = opens ? openRun(address.run, address) : undefined;
  goToComparison(address);
  if (address.check === null) hideVersions();
  else await showChecked(address.check);
  await opening;
  if (opens || address.run === null) return;
  if (address.at !== null) moveTo(address.at);
  goTo(address);
}

function goToComparison({ compare, row, shape }: Address): void {
  if (shape !== null) setCompareView(shape);
  if (compare === null) endComparison();
  else void compareRuns(compare, row);
}

function writeSoon(): void {
  requestIdleCallback(write, { timeout: EVERY_MS });
}

function write(): void {
  timer = undefined;
  writtenAt = performance.now();
  const hash = hashOf(currentAddress(getState()));
  if (hash === location.hash) return;
  history.replaceState(null, '', hash);
  keepPlace(hash);
}

function differs(a: Session, b: Session): boolean {
  const names = ['opening', 'cursor', 'selected', 'view', 'filter', 'search'] as const;
  return a.open?.outline.run !== b.open?.outline.run || names.some((name) => a[name] !== b[name]);
}

function titleOf({ open }: Session): string {
  return open === null ? 'Retrace' : `${calledOf(open.summary)} – Retrace`;
}
