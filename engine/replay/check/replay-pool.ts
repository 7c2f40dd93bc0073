// Replays several histories in parallel, each in a thread that is reused for the next history with the same code.

import type { Bundle } from '../../sandbox/bundle.ts';
import { Replayer } from '../replayer.ts';

/** Maximum number of bundles that a lane keeps loaded without using them; the least recently used is dropped first. */
const mostKept = 3;

type Kept = { readonly replayer: Replayer; users: number };

/** A thread for each of the latest bundles. */
export class ReplayLane {
  readonly #kept = new Map<string, Kept>();

  /** The work's replayer stays open up to its end. */
  async with<T>(bundle: Bundle, work: (replayer: Replayer) => Promise<T>): Promise<T> {
    // Equal code of two commits is in two folders, and source positions refer to one of them.
    const key = `${bundle.digest} ${bundle.folder}`;
    const kept = this.#kept.get(key) ?? { replayer: new Replayer(bundle), users: 0 };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    kept.users++;
    try {
      await this.#dropOldest();
      return await work(kept.replayer);
    } finally {
      kept.users--;
    }
  }

  async #dropOldest(): Promise<void> {
    const unused = [...this.#kept].find(([, { users }]) => users === 0);
    if (unused === undefined || this.#kept.size <= mostKept) return;
    this.#kept.delete(unused[0]);
    await unused[1].replayer.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map(({ replayer }) => replayer.close()));
  }
}

/** Items that a lane has at once: a thread that is done with one finds the next ones waiting. */
const atOnce = 4;

/**
 * The next free lane takes each item; results come in order of completion. Ends early, without an error, when aborted.
 */
export async function inLanes<T>(
  items: AsyncIterable<T>,
  lanes: number,
  work: (item: T, lane: ReplayLane) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let taking: Promise<unknown> = Promise.resolve();
  const next = (): Promise<IteratorResult<T>> => {
    const taken = taking.then(() => iterator.next());
    taking = taken.catch(() => undefined);
    return taken;
  };
  let hasFailed = false;
  const each = async (lane: ReplayLane): Promise<void> => {
    try {
      for (let taken = await next(); !taken.done && !signal?.aborted && !hasFailed; taken = await next())
        await work(taken.value, lane);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const run = async (): Promise<void> => {
    const lane = new ReplayLane();
    const ended = await Promise.allSettled(Array.from({ length: atOnce }, () => each(lane)));
    await lane.close();
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  };
  await Promise.all(Array.from({ length: lanes }, run));
  await iterator.return?.();
}
