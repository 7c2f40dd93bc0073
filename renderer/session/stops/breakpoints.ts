// The list of breakpoints, kept across sessions: one for every run, with code and without.

import { create } from 'zustand';
import { typeOf } from '../../../engine/model/outline.ts';
import { useSession } from '../session.ts';
import { type Breakpoint, isBreakpoint, keyOf, type StopWhat } from './stop.ts';

const KEY = 'retrace.breakpoints';

export const useBreakpoints = create<{ readonly list: readonly Breakpoint[] }>(() => ({ list: remembered() }));

const { getState, setState } = useBreakpoints;

export function addBreakpoint(what: StopWhat): void {
  const others = getState().list.filter((each) => keyOf(each.what) !== keyOf(what));
  keep([...others, { what, on: true }]);
}

export function removeBreakpoint(what: StopWhat): void {
  keep(getState().list.filter((each) => keyOf(each.what) !== keyOf(what)));
}

/** Adds or removes a breakpoint. */
export function toggleBreakpoint(what: StopWhat): void {
  if (getState().list.some((each) => keyOf(each.what) === keyOf(what))) removeBreakpoint(what);
  else addBreakpoint(what);
}

export function switchBreakpoint(what: StopWhat, on: boolean): void {
  keep(getState().list.map((each) => (keyOf(each.what) === keyOf(what) ? { what, on } : each)));
}

/** Toggles a breakpoint at the type of the event at the cursor. */
export function toggleHere(): void {
  const { open, cursor } = useSession.getState();
  if (open !== null && cursor > 0) toggleBreakpoint({ type: 'event', name: typeOf(open.outline, cursor) });
}

function keep(list: readonly Breakpoint[]): void {
  setState({ list });
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    // Without storage the breakpoints last for this session only.
  }
}

function remembered(): readonly Breakpoint[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as unknown[]).filter(isBreakpoint) : [];
  } catch {
    return [];
  }
}
