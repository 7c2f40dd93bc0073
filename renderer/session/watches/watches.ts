// What a person watches: kept for each type of run, across sessions.

import { create } from 'zustand';
import { calledOf, fullNameOf } from '../../../engine/model/operation-name.ts';
import { NONE } from '../../../engine/model/outline.ts';
import type { RunSummary } from '../../../engine/model/run.ts';
import { useSession } from '../session.ts';
import { say } from '../shell-state.ts';
import { isWatched, keyOf, type Watched } from './watched.ts';

type ByType = Readonly<Record<string, readonly Watched[]>>;
/** `current`: the key of the chosen watch, which commands are about; null = all. */
type Watches = { readonly byType: ByType; readonly current: string | null };

const KEY = 'retrace.watches';
const mostTypes = 200;
const none: readonly Watched[] = [];

export const useWatches = create<Watches>(() => ({ byType: remembered(), current: null }));

const { getState, setState } = useWatches;

export function watchesOf({ byType }: Watches, summary: RunSummary | undefined): readonly Watched[] {
  return (summary === undefined ? undefined : byType[typeOf(summary)]) ?? none;
}

export function addWatch(watched: Watched): void {
  change((list) => [...list.filter((each) => keyOf(each) !== keyOf(watched)), watched]);
  setState({ current: keyOf(watched) });
}

export function removeWatch(watched: Watched): void {
  change((list) => list.filter((each) => keyOf(each) !== keyOf(watched)));
}

/** Chooses the watch that commands are about; null = all. */
export function touchWatch(watched: Watched | null): void {
  setState({ current: watched === null ? null : keyOf(watched) });
}

/** Watches the status of the selected operation or, without a selection, of the one at the cursor. */
export function watchOperation(): void {
  const { open } = useSession.getState();
  const operation = operationHere();
  if (open === null || operation === NONE) return;
  addWatch({ type: 'status', name: fullNameOf(open.outline, operation) });
  say(`Watching the status of ${calledOf(open.outline, operation)}.`);
}

/** Index of the selected operation, or of the one at the cursor; `NONE` without one. */
export function operationHere(): number {
  const { open, selected, cursor } = useSession.getState();
  return selected ?? open?.outline.operation[cursor - 1] ?? NONE;
}

function change(by: (list: readonly Watched[]) => readonly Watched[]): void {
  const { open } = useSession.getState();
  if (open === null) return;
  const type = typeOf(open.summary);
  const { [type]: before = none, ...others } = getState().byType;
  const list = by(before);
  const kept = Object.entries(others).slice(-mostTypes);
  keep(Object.fromEntries(list.length === 0 ? kept : [...kept, [type, list]]));
}

function typeOf({ dialect, workflowType }: RunSummary): string {
  return `${dialect} ${workflowType ?? ''}`;
}

function keep(byType: ByType): void {
  setState({ byType });
  try {
    localStorage.setItem(KEY, JSON.stringify(byType));
  } catch {
    // Without storage the watches last for this session only.
  }
}

function remembered(): ByType {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).flatMap(([type, list]: [string, unknown]) =>
        Array.isArray(list) ? [[type, (list as unknown[]).filter(isWatched)]] : [],
      ),
    );
  } catch {
    return {};
  }
}
