// The items and edges that stand out: those on the critical path, or that a filter leaves.

import { alight } from './alight.ts';
import { useSession } from '../session/session.ts';
import { passingIds, passingOf } from './passing.ts';
import { useGraph } from './graph-state.ts';
import type { Laid } from './laid.ts';

const known = new WeakMap<Laid, ReadonlySet<string>>();

/** Ids on the critical path. */
export function litBy(laid: Laid): ReadonlySet<string> {
  const made = known.get(laid) ?? alight(laid.graph, laid.path);
  known.set(laid, made);
  return made;
}

/** False: dimmed. null: as ever, while neither a filter nor the critical path says more. */
export function useLit(id: string): boolean | null {
  // It follows from both: each is told of a change.
  useSession(() => litNow(id));
  return useGraph(() => litNow(id));
}

/** True where a filter or a search leaves nothing of it. */
export function useLeftOut(id: string): boolean {
  useSession(() => isLeftOut(id));
  return useGraph(() => isLeftOut(id));
}

function litNow(id: string): boolean | null {
  if (isLeftOut(id)) return false;
  const { laid } = useGraph.getState();
  return laid !== null && useSession.getState().critical ? litBy(laid).has(id) : null;
}

function isLeftOut(id: string): boolean {
  const { laid } = useGraph.getState();
  const passing = passingOf(useSession.getState());
  return laid !== null && passing !== null && !passingIds(laid, passing).has(id);
}
