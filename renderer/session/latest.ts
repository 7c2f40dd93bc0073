// Loads the value viewed now: one load at a time, the newest request first, no queue of old ones. Caches values.

import { LRUCache } from 'lru-cache';

type Kept<V> = { readonly value: V; readonly weight: number };

/** `key`: owner of the value; while another value is loading, the last one stays on screen. */
export type Shown<K, V> = { readonly key: K; readonly value: V };

/** The content to draw. `failure`: why the requested value could not be loaded. */
export type Loaded<K, V> = { readonly shown: Shown<K, V> | null; readonly failure: string | undefined };

export type LatestOptions<V> = {
  /** Maximum number of cached values. */
  readonly keep?: number;
  /** Maximum total weight of cached values. */
  readonly room?: number;
  readonly weigh?: (value: V) => number;
  /** Resolves when there is time for prefetching. */
  readonly rest?: () => Promise<void>;
  /** Resolves when a load has taken so long that its signal is aborted, where nobody wishes its value any more. Without it none is. */
  readonly patience?: () => Promise<void>;
};

type Underway<K> = { readonly key: K; readonly stop: AbortController; isLong: boolean };

export class Latest<K extends {}, V> {
  readonly #load: (key: K, signal: AbortSignal) => Promise<V>;
  readonly #weigh: (value: V) => number;
  readonly #rest: () => Promise<void>;
  readonly #patience: () => Promise<void>;
  readonly #kept: LRUCache<K, Kept<V>>;
  readonly #failed = new Map<K, string>();
  readonly #listeners = new Set<() => void>();
  #loading = false;
  #underway: Underway<K> | undefined;
  #resting: 'no' | 'yes' | 'over' = 'no';
  #wishes: readonly K[] = [];
  /** Requests already loaded: none is loaded twice, even without room to cache it. */
  readonly #tried = new Set<K>();
  #view: Loaded<K, V> = { shown: null, failure: undefined };
  #wasStale = false;

  constructor(
    load: (key: K, signal: AbortSignal) => Promise<V>,
    {
      keep = 200,
      room = 32 * 2 ** 20,
      weigh = () => 0,
      rest = () => Promise.resolve(),
      patience = () => new Promise(() => undefined),
    }: LatestOptions<V> = {},
  ) {
    this.#load = load;
    this.#kept = new LRUCache({ max: keep, maxSize: room, sizeCalculation: ({ weight }) => Math.max(1, weight) });
    this.#weigh = weigh;
    this.#rest = rest;
    this.#patience = patience;
  }

  /** Called whenever `view` or `stale` may have changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something else is to be drawn. */
  readonly view = (): Loaded<K, V> => this.#view;

  get wish(): K | undefined {
    return this.#wishes[0];
  }

  /** True while the value on screen is not yet the requested one. */
  get stale(): boolean {
    const { shown, failure } = this.#view;
    return shown !== null && failure === undefined && this.#wishes.length > 0 && shown.key !== this.#wishes[0];
  }

  /** Makes `key` the only request; `next` are loaded after it when idle. */
  want(key: K, next: readonly K[] = []): void {
    if (this.#wishes.length > 0 && key === this.#wishes[0]) return;
    this.#wishes = [key, ...next];
    this.#tried.clear();
    this.#endUnwished();
    if (this.#resting === 'over') this.#resting = 'no';
    const kept = this.#kept.get(key);
    this.#show(kept === undefined ? this.#view.shown : { key, value: kept.value });
    void this.#work();
  }

  /** Tries again what failed. */
  retry(): void {
    if (this.#failed.size === 0) return;
    this.#failed.clear();
    this.#tried.clear();
    this.#show(this.#view.shown);
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    for (let due = this.#due(); due !== undefined; due = this.#due()) {
      if (due.wish !== this.wish && this.#resting !== 'over') {
        this.#goOnRested();
        break;
      }
      await this.#loadOne(due.wish);
    }
    this.#loading = false;
  }

  /** Prefetches values when idle; a new request does not wait for that. */
  #goOnRested(): void {
    if (this.#resting === 'yes') return;
    this.#resting = 'yes';
    void this.#rest().then(() => {
      if (this.#resting === 'yes') this.#resting = 'over';
      return this.#work();
    });
  }

  #due(): { wish: K } | undefined {
    const wish = this.#wishes.find((key) => !this.#kept.has(key) && !this.#failed.has(key) && !this.#tried.has(key));
    return wish === undefined ? undefined : { wish };
  }

  async #loadOne(key: K): Promise<void> {
    this.#tried.add(key);
    const asked = key === this.#wishes[0];
    const underway: Underway<K> = { key, stop: new AbortController(), isLong: false };
    const { signal } = underway.stop;
    this.#underway = underway;
    void this.#patience().then(() => {
      underway.isLong = true;
      this.#endUnwished();
    });
    try {
      const value = await this.#load(key, signal);
      this.#kept.set(key, { value, weight: this.#weigh(value) });
      if (asked || key === this.#wishes[0]) this.#show({ key, value });
    } catch (error) {
      if (signal.aborted) return;
      this.#failed.set(key, error instanceof Error ? error.message : String(error));
      if (key === this.#wishes[0]) this.#show(this.#view.shown);
    }
  }

  /** What takes long, and nobody wishes any more. What takes no time is better kept. */
  #endUnwished(): void {
    const { key, stop, isLong = false } = this.#underway ?? {};
    if (isLong && key !== undefined && !this.#wishes.includes(key)) stop?.abort();
  }

  #show(shown: Shown<K, V> | null): void {
    const failure = this.#wishes.length === 0 ? undefined : this.#failed.get(this.#wishes[0] as K);
    const { shown: before, failure: failed } = this.#view;
    const same = shown?.key === before?.key && shown?.value === before?.value && failure === failed;
    if (!same) this.#view = { shown, failure };
    if (same && this.stale === this.#wasStale) return;
    this.#wasStale = this.stale;
    for (const listener of this.#listeners) listener();
  }
}
