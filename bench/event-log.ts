// Benchmark of the event log against raw better-sqlite3, alternating in one process: appends, reads, folds, forks, disk
// space.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { must } from '../engine/model/assert.ts';
import { type Fold, foldWithCheckpoints } from '../engine/store/checkpointed-fold.ts';
import type { EventLog, StoredEvent } from '../engine/store/log.ts';
import { openSqliteLog } from '../engine/store/sqlite/sqlite-log.ts';
import { RawLog, type Synchronous } from './event-log-raw.ts';
import { scratch } from './histories.ts';
import { median, ms, quantile, type Row, times } from './statistics.ts';

const run = 'measured';
const million = 1_000_000;
/**
 * Many short rounds, so that other load on the machine affects both sides equally. In each, SQLite checkpoints its
 * write-ahead log at least once.
 */
const rounds = 31;

export async function measureEventLog(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const synchronous of ['FULL', 'NORMAL'] as const)
    rows.push(await measureAppends(synchronous, 1, synchronous === 'FULL' ? 120 : 1000, 0.8));
  for (const synchronous of ['FULL', 'NORMAL'] as const)
    for (const batch of [100, 1000]) rows.push(await measureAppends(synchronous, batch, 10_000 / batch, 0.7));
  return [...rows, ...(await measureMillion())];
}

/** Each batch is one transaction. A round measures `turns` batches of each side; the order of the sides alternates. */
async function measureAppends(synchronous: Synchronous, batch: number, turns: number, target: number): Promise<Row> {
  const name = `appends-${synchronous}-${batch}`;
  const ours = openSqliteLog(join(scratch, `${name}.db`), { synchronous });
  const raw = new RawLog(join(scratch, `${name}-raw.db`), synchronous);
  const pair = new Pair();
  let next = 1;
  for (let round = 0; round <= rounds; round++) {
    const batches = Array.from({ length: turns }, (_, i) => madeEvents(next + i * batch, batch));
    next += turns * batch;
    const work = async (): Promise<void> => {
      for (const events of batches) await ours.append(run, events);
    };
    const rawWork = (): void => {
      for (const events of batches)
        if (batch === 1) raw.append(run, must(events[0]));
        else raw.appendBatch(run, events);
    };
    await pair.round(work, rawWork);
  }
  await ours.close();
  raw.close();
  const what = batch === 1 ? 'one event a transaction' : `batches of ${batch.toLocaleString('en')}`;
  return pair.row(`log: append, ${what}, ${synchronous}`, turns * batch, target);
}

type Spent = { readonly ms: number; readonly processorMs: number };

/** Two ways to do the same work, measured alternately; the first round is a warm-up. */
class Pair {
  readonly #ours: Spent[] = [];
  readonly #raw: Spent[] = [];
  #rounds = 0;

  async round(ours: () => Promise<void>, raw: () => void): Promise<void> {
    const rawFirst = this.#rounds++ % 2 === 0;
    const before = rawFirst ? await timed(raw) : undefined;
    const spent = await timed(ours);
    const spentRaw = before ?? (await timed(raw));
    if (this.#rounds === 1) return;
    this.#ours.push(spent);
    this.#raw.push(spentRaw);
  }

  /** `each`: number of items per round. Also shows CPU time, which other load on the machine does not affect. */
  row(what: string, each: number, target: number): Row {
    const ratioOf = (key: keyof Spent): number =>
      median(this.#raw.map((spent) => spent[key])) / median(this.#ours.map((spent) => spent[key]));
    const rate = (all: readonly Spent[]): string =>
      `${Math.round((each / median(all.map((spent) => spent.ms))) * 1000).toLocaleString('en')}/s`;
    const ratio = ratioOf('ms');
    return {
      what,
      measured: `${rate(this.#ours)} to ${rate(this.#raw)} = ${times(ratio)} (processor time ${times(ratioOf('processorMs'))})`,
      target: `≥ ${target} ×`,
      met: ratio >= target,
    };
  }
}

async function timed(work: () => Promise<void> | void): Promise<Spent> {
  const [begun, processor] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(processor);
  return { ms: performance.now() - begun, processorMs: (user + system) / 1000 };
}

async function measureMillion(): Promise<readonly Row[]> {
  const [path, rawPath] = [join(scratch, 'million.db'), join(scratch, 'million-raw.db')];
  await fill(path, rawPath);
  const size = statSync(path).size / statSync(rawPath).size;
  const onDisk: Row = {
    what: 'log: bytes on disk an event, beside the raw table',
    measured: `${Math.round(statSync(path).size / million)} to ${Math.round(statSync(rawPath).size / million)} = ${times(size)}`,
    target: '≤ 1.25 ×',
    met: size <= 1.25,
  };
  const log = openSqliteLog(path, { synchronous: 'NORMAL' });
  const raw = new RawLog(rawPath, 'NORMAL');
  const reads = [
    await measureReads(log, raw, 1, 500, 'eventAt'),
    await measureReads(log, raw, 100, 50, 'ranges of 100'),
  ];
  raw.close();
  const rows = [...reads, await measureFolds(log), ...(await measureForks(log, path)), onDisk];
  await log.close();
  return rows;
}

async function fill(path: string, rawPath: string): Promise<void> {
  const log = openSqliteLog(path, { synchronous: 'NORMAL' });
  const raw = new RawLog(rawPath, 'NORMAL');
  const batch = 1000;
  for (let next = 1; next <= million; next += batch) {
    const events = madeEvents(next, batch);
    await log.append(run, events);
    raw.appendBatch(run, events);
  }
  await log.close();
  raw.close();
}

async function measureReads(log: EventLog, raw: RawLog, events: number, turns: number, what: string): Promise<Row> {
  const pair = new Pair();
  for (let round = 0; round <= rounds; round++) {
    const places = Array.from({ length: turns }, () => 1 + Math.floor(Math.random() * (million - events)));
    const work = async (): Promise<void> => {
      for (const seq of places) await (events === 1 ? log.eventAt(run, seq) : log.read(run, seq, seq + events - 1));
    };
    const rawWork = (): void => {
      for (const seq of places)
        if (events === 1) raw.eventAt(run, seq);
        else raw.read(run, seq, seq + events - 1);
    };
    await pair.round(work, rawWork);
  }
  return pair.row(`log: ${what} at random places of 1,000,000 events`, turns, 0.8);
}

type Folded = { counts: Record<string, number>; open: Record<string, number>; spent: number };

const fold: Fold<Folded> = {
  name: 'open activities 1',
  everyEvents: 1000,
  empty: () => ({ counts: {}, open: {}, spent: 0 }),
  apply,
  pack: (state) => Buffer.from(JSON.stringify(state)),
  unpack: (bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Folded,
};

function apply(state: Folded, { type, payload }: StoredEvent): Folded {
  const { activity, tookMs } = JSON.parse(Buffer.from(payload).toString('utf8')) as {
    activity: string;
    tookMs: number;
  };
  state.counts[type] = (state.counts[type] ?? 0) + 1;
  if (type === 'activity_scheduled') state.open[activity] = tookMs;
  else delete state.open[activity];
  state.spent += tookMs;
  return state;
}

/** The first fold, to the end, stores the checkpoints. */
async function measureFolds(log: EventLog): Promise<Row> {
  await foldWithCheckpoints(log, run, million, fold);
  const spent: number[] = [];
  for (let round = 0; round < 500; round++) {
    const seq = 1 + Math.floor(Math.random() * million);
    const begun = performance.now();
    await foldWithCheckpoints(log, run, seq, fold);
    spent.push(performance.now() - begun);
  }
  const p99 = quantile(spent, 0.99);
  return {
    what: 'log: fold of 1,000,000 events to a random seq, with checkpoints',
    measured: `p50 ${ms(median(spent))}, p99 ${ms(p99)}`,
    target: 'p99 ≤ 20 ms',
    met: p99 <= 20,
  };
}

async function measureForks(log: EventLog, path: string): Promise<readonly Row[]> {
  const forks = 100;
  const before = pagesOf(path);
  await log.fork(run, million, 'the first branch');
  const grown = pagesOf(path) - before;
  const spent: number[] = [];
  for (let i = 0; i < forks; i++) {
    const begun = performance.now();
    await log.fork(run, million, `branch ${i}`);
    spent.push(performance.now() - begun);
  }
  const bytes = ((pagesOf(path) - before) * pageBytes) / (forks + 1);
  return [
    {
      what: 'log: fork at the end of 1,000,000 events',
      measured: `${ms(median(spent))}, the slowest of ${forks} ${ms(quantile(spent, 1))}`,
      target: '≤ 5 ms',
      met: median(spent) <= 5,
    },
    {
      what: 'log: … its room on the disk',
      measured: `${grown} pages, on average ${Math.round(bytes)} bytes`,
      target: '≤ 1 page',
      met: grown <= 1 && bytes <= pageBytes,
    },
  ];
}

const pageBytes = 4096;

/** Number of pages, including new ones in the write-ahead log. */
function pagesOf(path: string): number {
  const db = new Database(path, { readonly: true });
  try {
    return db.pragma('page_count', { simple: true }) as number;
  } finally {
    db.close();
  }
}

const types = [
  'activity_scheduled',
  'activity_completed',
  'timer_fired',
  'signal_received',
  'activity_scheduled',
  'activity_completed',
];
const base = Date.UTC(2026, 10, 21);

/** Events like an engine's: payloads are JSON of 150 to 600 bytes. */
function madeEvents(first: number, count: number): StoredEvent[] {
  return Array.from({ length: count }, (_, i) => madeEvent(first + i));
}

function madeEvent(seq: number): StoredEvent {
  const body = {
    activity: `charge-${Math.floor(seq / 2) % 40}`,
    attempt: 1 + (seq % 3),
    tookMs: (seq * 7919) % 1000,
    queue: 'orders',
    worker: `worker-${seq % 16}@host-${seq % 5}`,
    input: { order: `order-${seq}`, lines: lines.slice(0, seq % 7), total: seq * 1.25 },
  };
  return {
    seq,
    type: types[seq % types.length] ?? 'custom',
    atMs: base + seq * 3,
    payload: Buffer.from(JSON.stringify(body)),
  };
}

const lines = Array.from({ length: 7 }, (_, i) => ({
  article: `article-${i}`,
  pieces: i + 1,
  note: 'leave at the door, please',
}));
