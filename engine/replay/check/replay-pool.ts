// Replays several histories in parallel, each in a thread that is reused for the next history with the same code.

import type { Bundle } from '../../sandbox/bundle.ts';
import { Replayer } from '../replayer.ts';

/** Maximum number of bundles that a lane keeps loaded; the least recently used is dropped first. */
const mostKept = 3;

/** Replays one history at a time. */
export class ReplayLane {
  readonly #replayers = new Map<string, Replayer>();

  async with(bundle: Bundle): Promise<Replayer> {
    // Equal code of two commits is in two folders, and source positions refer to one of them.
    const key = `${bundle.digest} ${bundle.folder}`;
    const replayer = this.#replayers.get(key) ?? new Replayer(bundle);
    this.#replayers.delete(key);
    this.#replayers.set(key, replayer);
    const [oldest] = this.#replayers;
    if (oldest !== undefined && this.#replayers.size > mostKept) {
      this.#replayers.delete(oldest[0]);
      await oldest[1].close();
    }
    return replayer;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#replayers.values()].map((replayer) => replayer.close()));
  }
}

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
  const run = async (): Promise<void> => {
    const lane = new ReplayLane();
    try {
      for (let taken = await next(); !taken.done && !signal?.aborted; taken = await next())
        await work(taken.value, lane);
    } finally {
      await lane.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, run));
  await iterator.return?.();
}
