// Loads what is looked at now: one load at a time, the newest wish first, never a queue of old ones. Keeps what was loaded.

type Kept<V> = { readonly value: V; readonly weight: number };

/** `key` says whose value it is: while another is on its way the last one stays on show. */
export type Shown<K, V> = { readonly key: K; readonly value: V };

export type LatestOptions<V> = {
  /** How many values are kept … */
  readonly keep?: number;
  /** … and how heavy they may be together. */
  readonly room?: number;
  readonly weigh?: (value: V) => number;
};

export class Latest<K, V> {
  readonly #load: (key: K) => Promise<V>;
  readonly #keep: number;
  readonly #room: number;
  readonly #weigh: (value: V) => number;
  readonly #kept = new Map<K, Kept<V>>();
  readonly #failed = new Map<K, string>();
  readonly #listeners = new Set<() => void>();
  #weight = 0;
  #version = 0;
  #loading = false;
  #wishes: readonly K[] = [];
  /** Wishes loaded since they were made: none is loaded twice, even if there was no room to keep it. */
  readonly #tried = new Set<K>();
  #last: Shown<K, V> | null = null;

  constructor(
    load: (key: K) => Promise<V>,
    { keep = 200, room = 32 * 2 ** 20, weigh = () => 0 }: LatestOptions<V> = {},
  ) {
    this.#load = load;
    this.#keep = keep;
    this.#room = room;
    this.#weigh = weigh;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes whenever something else is to be drawn. */
  readonly version = (): number => this.#version;

  /** What to draw for `key` now: its value, or else the last one that was here. */
  shown(key: K): Shown<K, V> | null {
    const kept = this.#kept.get(key);
    return kept === undefined ? this.#last : { key, value: kept.value };
  }

  /** Why `key` could not be loaded. */
  failure(key: K): string | undefined {
    return this.#failed.get(key);
  }

  /** Makes `key` the one wish; `next` are loaded after it when there is nothing else to do. */
  want(key: K, next: readonly K[] = []): void {
    this.#wishes = [key, ...next];
    this.#tried.clear();
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      this.#last = { key, value: kept.value };
    }
    void this.#work();
  }

  /** Tries again what failed. */
  retry(): void {
    if (this.#failed.size === 0) return;
    this.#failed.clear();
    this.#changed();
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    for (let key = this.#due(); key !== undefined; key = this.#due()) await this.#loadOne(key.wish);
    this.#loading = false;
  }

  #due(): { wish: K } | undefined {
    const wish = this.#wishes.find((key) => !this.#kept.has(key) && !this.#failed.has(key) && !this.#tried.has(key));
    return wish === undefined ? undefined : { wish };
  }

  async #loadOne(key: K): Promise<void> {
    this.#tried.add(key);
    const asked = key === this.#wishes[0];
    try {
      const value = await this.#load(key);
      this.#store(key, value);
      if (asked || key === this.#wishes[0]) {
        this.#last = { key, value };
        this.#changed();
      }
    } catch (error) {
      this.#failed.set(key, error instanceof Error ? error.message : String(error));
      if (key === this.#wishes[0]) this.#changed();
    }
  }

  #store(key: K, value: V): void {
    const weight = this.#weigh(value);
    this.#kept.set(key, { value, weight });
    this.#weight += weight;
    for (const [old, kept] of this.#kept) {
      if (old === key || (this.#kept.size <= this.#keep && this.#weight <= this.#room)) break;
      this.#kept.delete(old);
      this.#weight -= kept.weight;
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
