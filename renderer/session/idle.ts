// The page's own sign that it has come to rest: nothing asked, nothing importing, no paint due. Tests wait for it.

import { useCompare } from './compare/compare-state.ts';
import { type Session, useSession } from './session.ts';

let reasons = 0;
let frame = 0;

/** Says that work has begun; call what it returns once, when the work is over. */
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

/** From now on a change of the session counts as a paint due. */
export function watchIdle(): void {
  useSession.subscribe((now, before) => {
    if (!isGrowth(now, before)) settle();
  });
  useCompare.subscribe(settle);
  settle();
}

/** A run may grow for ever: that alone is no reason to wait. */
function isGrowth(now: Session, before: Session): boolean {
  return (
    now.open !== before.open &&
    now.open?.outline.run === before.open?.outline.run &&
    now.selected === before.selected &&
    now.filter === before.filter &&
    now.view === before.view
  );
}

/** Two frames: the first lays out what has just changed, the second comes after it was painted. */
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
