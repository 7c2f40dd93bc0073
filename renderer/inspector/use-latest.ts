import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import { useSession } from '../session.ts';
import type { Latest, Shown } from './latest.ts';

export type LatestView<K, V> = {
  /** The value to draw, perhaps still the one before. */
  readonly shown: Shown<K, V> | null;
  /** True while it is not yet the value of the key asked for. */
  readonly stale: boolean;
  readonly failure: string | undefined;
};

/** Draws what is known now and asks for what is not. Nothing is asked while `key` is null. */
export function useLatest<K, V>(latest: Latest<K, V>, key: K | null, next: readonly K[] = []): LatestView<K, V> {
  useSyncExternalStore(latest.subscribe, latest.version);
  const ready = useSession((session) => session.connection === 'ready');
  useLayoutEffect(() => {
    if (key !== null) latest.want(key, next);
  });
  useEffect(() => {
    if (ready) latest.retry();
  }, [latest, ready]);
  if (key === null) return { shown: null, stale: false, failure: undefined };
  const shown = latest.shown(key);
  return { shown, stale: shown?.key !== key, failure: latest.failure(key) };
}
