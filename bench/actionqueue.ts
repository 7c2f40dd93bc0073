// Benchmark of an ActionQueue log of a million records: opening, validating, decoding and folding on one thread,
// compared with a CRC-32 pass over the same bytes.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { assert } from '../engine/model/assert.ts';
import { FaithfulFold } from '../engine/sources/actionqueue/faithful-fold.ts';
import { readEvents } from '../engine/sources/actionqueue/read-events.ts';
import { idOf, Story } from '../engine/testing/actionqueue-story.ts';
import { logOf } from '../engine/testing/actionqueue-writer.ts';
import { scratch } from './histories.ts';
import { median, ms, type Row, times } from './statistics.ts';

const records = 1_000_000;
const rounds = 7;
/** Records per second that ActionQueue itself reaches when it opens a whole log, on two cores. */
const wanted = 435_000;

export async function measureActionQueue(): Promise<readonly Row[]> {
  const path = join(scratch, 'actionqueue.wal');
  const size = writeLog(path);
  const spent: number[] = [];
  const worked: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(timed(() => crc32(readFileSync(path))));
    const before = process.cpuUsage();
    spent.push(await folded(path));
    const { user, system } = process.cpuUsage(before);
    worked.push((user + system) / 1000);
  }
  const perSecond = (times: readonly number[]): number => Math.round(records / (median(times) / 1000));
  const what = `an ActionQueue log of ${records.toLocaleString('en')} records (${Math.round(size / 1e6)} MB)`;
  return [
    {
      what: `${what}: validated, decoded, folded`,
      measured: `${ms(median(spent))}, ${perSecond(spent).toLocaleString('en')} records/s`,
      target: `≥ ${wanted.toLocaleString('en')} records/s`,
      met: perSecond(spent) >= wanted,
    },
    {
      what: '… by the time of the processor, all threads together',
      measured: `${ms(median(worked))}, ${perSecond(worked).toLocaleString('en')} records/s`,
      target: '',
      met: null,
    },
    {
      what: '… over reading and CRC-32 of its bytes',
      measured: `${times(median(spent) / median(bare))} (${ms(median(bare))})`,
      target: '',
      met: null,
    },
  ];
}

function timed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

async function folded(path: string): Promise<number> {
  const begun = performance.now();
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const fold = new FaithfulFold();
  for await (const { events, first, offsetAt, bad } of readEvents(file, size)) {
    assert(bad === null, 'the log cannot be read');
    for (let i = 0; i < events.length; i++) fold.take(events[i]!, first + i, offsetAt(i), false);
  }
  await file.close();
  assert(fold.stopped === null && fold.projection.applied === records, 'the log was not folded whole');
  return performance.now() - begun;
}

/** Records per write. */
const together = 10_000;

/** Returns the size in bytes. */
function writeLog(path: string): number {
  const file = openSync(path, 'w');
  const story = new Story();
  let size = 0;
  for (let left = records, task = 1; left > 0; task++) {
    tell(story, task);
    if (story.events.length < Math.min(together, left)) continue;
    const written = story.events.splice(0).slice(0, left);
    size += writeSync(file, logOf(written));
    left -= written.length;
  }
  closeSync(file);
  return size;
}

/** A task as an engine runs it; every fourth is tried twice, every eighth uses a budget. */
function tell(story: Story, number: number): void {
  const budget = { task_id: idOf('task', number), dimension: 'Token' } as const;
  story.later(1).task(number, {
    payload: { bytes: Buffer.from('{"do":"work"}'), content_type: 'application/json' },
    constraints: { max_attempts: 3 },
    metadata: { tags: ['bench'] },
  });
  if (number % 8 === 0) story.say('BudgetAllocated', { ...budget, limit: 1000 });
  story.run(number).move(number, 'Scheduled', 'Ready');
  if (number % 4 === 0) story.dispatch(number).end(number, 'Failure', 'RetryWait').move(number, 'RetryWait', 'Ready');
  story.dispatch(number).end(number);
  if (number % 8 === 0) story.say('BudgetConsumed', { ...budget, amount: 10 });
}
