// Reads runs repeatedly while others write, and dies when it sees anything but whole batches after the data seen
// before.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { EventLog, StoredEvent } from '../../store/log.ts';
import { Chance } from './chance.ts';
import { batchOf } from './made-batch.ts';
import { argument, say, told } from './said.ts';
import { openPlace, type Place } from './survival-store.ts';

export type ReaderTask = { readonly place: Place; readonly runs: readonly string[]; readonly seed: number };

const { place, runs, seed } = argument() as ReaderTask;

/** The data seen of one run: a short digest of every event. */
class SeenRun {
  readonly #log: EventLog;
  readonly #run: string;
  readonly #chance: Chance;
  readonly #seen: string[] = [];
  #tailed = 0;
  looks = 0;

  constructor(log: EventLog, run: string, chance: Chance) {
    this.#log = log;
    this.#run = run;
    this.#chance = chance;
  }

  get events(): number {
    return this.#seen.length;
  }

  async look(): Promise<void> {
    this.looks++;
    const length = await this.#log.streamLen(this.#run);
    assert.ok(length >= this.#seen.length, `run ${this.#run} has ${length} events, and had ${this.#seen.length}`);
    const events = await this.#log.read(this.#run, this.#seen.length + 1, Infinity);
    assert.ok(this.#seen.length + events.length >= length, 'a read is shorter than the length said before');
    for (const event of events) this.#see(event);
    const last = events.at(-1);
    if (last !== undefined) assertWhole(last);
    await this.#lookAgain();
  }

  /** Earlier data is unchanged, read from both ends. */
  async #lookAgain(): Promise<void> {
    if (this.#seen.length === 0) return;
    const from = this.#chance.between(1, this.#seen.length);
    const to = Math.min(this.#seen.length, from + 50);
    const events =
      this.#chance.share() < 0.5
        ? await this.#log.read(this.#run, from, to)
        : (await this.#log.readReverse(this.#run, from, to)).toReversed();
    assert.deepEqual(events.map(short), this.#seen.slice(from - 1, to));
  }

  async tail(signal: AbortSignal): Promise<void> {
    for await (const events of this.#log.tail(this.#run, 1, { signal })) {
      for (const event of events) {
        assert.equal(event.seq, ++this.#tailed, 'the tail leaves out or repeats');
        const seen = this.#seen[event.seq - 1];
        if (seen !== undefined) assert.equal(short(event), seen);
      }
    }
  }

  /** Resolves when the tail has delivered everything seen. */
  async tailed(): Promise<void> {
    while (this.#tailed < this.#seen.length) await new Promise(setImmediate);
  }

  #see(event: StoredEvent): void {
    assert.equal(event.seq, this.#seen.length + 1, `run ${this.#run} has a gap or a double`);
    this.#seen.push(short(event));
  }
}

function assertWhole(last: StoredEvent): void {
  const { first, count } = batchOf(last);
  assert.equal(last.seq, first + count - 1, 'half of a batch was seen');
}

function short({ seq, type, atMs, payload }: StoredEvent): string {
  return createHash('sha1')
    .update(JSON.stringify([seq, type, atMs]))
    .update(payload)
    .digest('base64');
}

const log = openPlace(place, { busyTimeoutMs: 20_000, pollMs: 10 });
const seen = runs.map((run, i) => new SeenRun(log, run, new Chance(seed + i)));
const ending = new AbortController();
const tails = seen.map((run) => run.tail(ending.signal));
for (const tail of tails) tail.catch((error: unknown) => fail(error));
let stopped = false;

async function watch(): Promise<void> {
  while (!stopped) {
    for (const run of seen) await run.look();
    await new Promise(setImmediate);
  }
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

const watching = watch();
watching.catch(fail);
say({ ready: true });
for await (const _ of told()) break;
stopped = true;
await watching;
for (const run of seen) await run.look();
for (const run of seen) await run.tailed();
ending.abort();
await Promise.all(tails);
await log.close();
say({ events: seen.reduce((sum, run) => sum + run.events, 0), looks: seen.reduce((sum, run) => sum + run.looks, 0) });
