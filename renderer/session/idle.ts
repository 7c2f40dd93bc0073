// The page's sign that it is idle: no call pending, no import, no paint due. Tests wait for it.

import { useCompare } from './compare/compare-state.ts';
import { type Session, useSession } from './session.ts';

let reasons = 0;
let frame = 0;

/** Marks the start of work; call the returned function once, at the end of the work. */
export function busy(): () => void {
  reasons += 1;
  show(false);
  let over = false;
  return () => {
    if (over) return;
    over = true;
    reasons -= 1;
    settle();
  };
}

/** From now on a change of the session counts as a pending paint. */
export function watchIdle(): void {
  useSession.subscribe((now, before) => {
    if (!isGrowth(now, before)) settle();
  });
  useCompare.subscribe(settle);
  settle();
}

/** The growth of a run does not count as busy: it may never end. */
function isGrowth(now: Session, before: Session): boolean {
  return (
    now.open !== before.open &&
    now.open?.outline.run === before.open?.outline.run &&
    now.selected === before.selected &&
    now.filter === before.filter &&
    now.view === before.view
  );
}

/** Waits two frames: the first lays out the change, the second comes after the paint. */
function settle(): void {
  show(false);
  cancelAnimationFrame(frame);
  if (reasons > 0) return;
  frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => show(reasons === 0));
  });
}

function show(idle: boolean): void {
  const value = String(idle);
  const { dataset } = document.documentElement;
  if (dataset['idle'] !== value) dataset['idle'] = value;
}
