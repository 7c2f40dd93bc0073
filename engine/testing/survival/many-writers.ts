// Several processes write to the same runs at once while one reads; then the acknowledged batches are compared with the
// stored ones.

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { openPlace, type Place, placeIn, type StoreName } from './survival-store.ts';
import { type Batch, batchOf } from './made-batch.ts';
import type { ManyTask } from './one-of-many-writers.ts';
import type { ReaderTask } from './prefix-reader.ts';
import { assertWell, type Program, startProgram } from './program.ts';

/** `appends`: number per writer. Without it they write for `lastsMs`. */
export type CrowdPlan = {
  readonly store: StoreName;
  readonly seed: number;
  readonly writers: number;
  readonly appends?: number;
  readonly lastsMs?: number;
  readonly folder: string;
};

/**
 * `lost`: appends refused because another writer was faster; `locked`: because another writer held the file for too
 * long.
 */
export type CrowdReport = {
  readonly events: number;
  readonly batches: number;
  readonly lost: number;
  readonly locked: number;
  readonly looks: number;
};

const runs = ['shared 1', 'shared 2', 'shared 3'];

export async function manyWriters({
  store,
  seed,
  writers,
  appends,
  lastsMs = 0,
  folder,
}: CrowdPlan): Promise<CrowdReport> {
  const place = placeIn(folder, store, false);
  // The store exists before the writers start; its concurrent creation is a separate test.
  await openPlace(place).close();
  const reader = startProgram('prefix-reader.ts', { place, runs, seed } satisfies ReaderTask);
  const readerSaid = reader.said[Symbol.asyncIterator]();
  await readerSaid.next();
  const crowd = Array.from({ length: writers }, (_, i) =>
    startProgram('one-of-many-writers.ts', {
      place,
      runs,
      by: `writer ${i}`,
      seed: seed + i,
      appends: appends ?? null,
    } satisfies ManyTask),
  );
  for (const writer of crowd) writer.tell('go');
  const listening = Promise.all(crowd.map(heard));
  if (appends === undefined) {
    await setTimeout(lastsMs);
    for (const writer of crowd) writer.tell('stop');
  }
  const reports = await listening;
  reader.tell('stop');
  const last = (await readerSaid.next()).value as { events?: number; looks?: number } | undefined;
  assertWell(await reader.ended);
  const batches = reports.flatMap((report) => report.batches);
  const events = await assertExactly(place, batches);
  assert.equal(last?.events, events, 'the reader saw all of it');
  return {
    events,
    batches: batches.length,
    lost: sum(reports, 'lost'),
    locked: sum(reports, 'locked'),
    looks: last?.looks ?? 0,
  };
}

type Heard = { readonly batches: readonly Batch[]; readonly lost: number; readonly locked: number };

async function heard(writer: Program): Promise<Heard> {
  const batches: Batch[] = [];
  let end = { lost: 0, locked: 0 };
  for await (const said of writer.said) {
    const { batch, ...rest } = said as { batch?: Batch; lost?: number; locked?: number };
    if (batch !== undefined) batches.push(batch);
    else end = { ...end, ...rest };
  }
  assertWell(await writer.ended);
  return { batches, ...end };
}

function sum(reports: readonly Heard[], what: 'lost' | 'locked'): number {
  return reports.reduce((total, report) => total + report[what], 0);
}

/** Every acknowledged batch is at its acknowledged place, and nothing else exists. */
async function assertExactly(place: Place, batches: readonly Batch[]): Promise<number> {
  const log = openPlace(place);
  let total = 0;
  try {
    for (const run of runs) {
      const own = batches.filter((batch) => batch.run === run).toSorted((a, b) => a.first - b.first);
      const events = await log.read(run, 1, Infinity);
      const expected = own.flatMap((batch) =>
        Array.from({ length: batch.count }, (_, i) => [batch.first + i, batch.by, batch.first, batch.count]),
      );
      const there = events.map((event) => {
        const { by, first, count } = batchOf(event);
        return [event.seq, by, first, count];
      });
      assert.deepEqual(there, expected, run);
      assert.equal((await log.verify(run)).bad, null);
      total += events.length;
    }
  } finally {
    await log.close();
  }
  return total;
}
