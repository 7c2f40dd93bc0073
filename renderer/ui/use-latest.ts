import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import { type Session, useSession } from '../session/session.ts';
import type { Latest, Loaded } from '../session/latest.ts';

/**
 * What is to be drawn of what the session asks for: `keyOf` names it, null = nothing. It is asked for in the same moment in which the
 * session changes, and drawn when it is here: a move alone draws nothing anew. Both functions must stay the same while they say the same.
 */
export function useLatest<K extends {}, V>(
  latest: Latest<K, V>,
  keyOf: (session: Session) => K | null,
  nextOf: (session: Session) => readonly K[] = nothing,
): Loaded<K, V> {
  const ready = useSession((session) => session.connection === 'ready');
  useLayoutEffect(() => {
    const follow = (session: Session): void => {
      const key = keyOf(session);
      if (key !== null && key !== latest.wish) latest.want(key, nextOf(session));
    };
    follow(useSession.getState());
    return useSession.subscribe(follow);
  }, [latest, keyOf, nextOf]);
  useEffect(() => {
    if (ready) latest.retry();
  }, [latest, ready]);
  return useSyncExternalStore(latest.subscribe, latest.view);
}

const none: readonly never[] = [];

function nothing(): readonly never[] {
  return none;
}
