// The trail of visited places: back and forward over runs and views, and out of a run to the place from which it was
// entered. Cursor steps are not places.

import { hashOf, type Address, addressIn } from './address.ts';
import { currentAddress } from './current-address.ts';
import { type Session, useSession } from './session.ts';

/** Places as links. `out`: for each entered run, the place from which it was entered. */
type Trail = {
  readonly back: readonly string[];
  readonly forward: readonly string[];
  readonly out: ReadonlyMap<string, string>;
};

const most = 100;

let trail: Trail = { back: [], forward: [], out: new Map() };
let isMoving = false;

/** Records the previous place whenever another run or view is shown; call once. */
export function watchTrail(): void {
  useSession.subscribe((now, before) => {
    if (isMoving || before.open === null || now.open === null) return;
    if (now.open.outline.run === before.open.outline.run && now.view === before.view) return;
    trail = { ...trail, back: [...trail.back, placeOf(before)].slice(-most), forward: [] };
  });
}

export function canGo(way: 'back' | 'forward'): boolean {
  return trail[way].length > 0;
}

/** Moves one place back or forward in the trail and returns it; null where there is none. */
export function step(way: 'back' | 'forward'): Address | null {
  const to = trail[way].at(-1);
  if (to === undefined) return null;
  const here = placeOf(useSession.getState());
  trail =
    way === 'back'
      ? { ...trail, back: trail.back.slice(0, -1), forward: [...trail.forward, here] }
      : { ...trail, forward: trail.forward.slice(0, -1), back: [...trail.back, here] };
  return addressIn(to);
}

/** Runs `go` without recording its places. */
export async function moving(go: () => Promise<void>): Promise<void> {
  isMoving = true;
  try {
    await go();
  } finally {
    isMoving = false;
  }
}

/** Records the place from which a run is entered. */
export function enter(run: string): void {
  trail = { ...trail, out: new Map(trail.out).set(run, placeOf(useSession.getState())) };
}

/** The place from which the open run was entered; null without one. */
export function cameFrom(): Address | null {
  const run = useSession.getState().open?.summary.runId;
  const place = run === undefined ? undefined : trail.out.get(run);
  return place === undefined ? null : addressIn(place);
}

function placeOf(session: Session): string {
  return hashOf(currentAddress(session));
}
