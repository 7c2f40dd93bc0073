import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import { type Session, useSession } from '../session/session.ts';
import type { Latest, Loaded } from '../session/latest.ts';

/**
 * The loaded value for the session's present request: `keyOf` gives its key, null = none. The request is made the
 * moment the session changes, and the component renders when the value arrives: a move alone renders nothing. Both
 * functions must be the same while their results are.
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
