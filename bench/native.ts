// Benchmark of Retrace's own engine: workflows of ten activities in memory and in SQLite beside raw inserts of the same
// rows, one long run, and its replay. The machine may be busy: figures are CPU time where they can be, and ratios are
// between medians of rounds that take turns.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { loadCode } from '../engine/replay/load-code.ts';
import { Replayer } from '../engine/replay/replayer.ts';
import { RunStore } from '../engine/store/register/run-store.ts';
import { scratch } from './histories.ts';
import { NativeProgram, type Spent, spentOn, workflowFile } from './native-program.ts';
import { median, type Row, times } from './statistics.ts';

const workflows = 1000;
const activities = 10;
const rounds = 3;
const rowsTogether = 1000;
const leastReplayed = 300_000;
const longEvents = 50_000;

export async function measureNative(): Promise<readonly Row[]> {
  return [...(await workflowRows()), ...(await fullRows()), ...(await longRows())];
}

async function workflowRows(): Promise<readonly Row[]> {
  const spent: { memory: Spent[]; sqlite: Spent[]; raw: number[] } = { memory: [], sqlite: [], raw: [] };
  for (let round = 0; round < rounds; round++) {
    spent.memory.push(await timed(RunStore.inMemory()));
    const path = join(scratch, `native-${round}.db`);
    spent.sqlite.push(await timed(RunStore.inFile(path, { synchronous: 'NORMAL' })));
    spent.raw.push(rawInserts(path));
  }
  const ratio = median(spent.raw) / median(spent.sqlite.map(({ thread }) => thread));
  return [
    {
      what: 'native: workflows of 10 activities, in memory',
      measured: speedText(spent.memory),
      target: '4,000/s where Derecho does 4,700',
      met: null,
    },
    { what: 'native: … SQLite, NORMAL', measured: speedText(spent.sqlite), target: '', met: null },
    {
      what: '… raw inserts of the same rows, batches of 1,000, over it (CPU of the thread)',
      measured: times(ratio),
      target: '≥ 0.5 ×',
      met: ratio >= 0.5,
    },
  ];
}

async function timed(store: RunStore): Promise<Spent> {
  const program = await NativeProgram.open(store);
  await program.run(activities, workflows / 10);
  const spent = await spentOn(() => program.run(activities, workflows));
  await program.close();
  return spent;
}

function speedText(spent: readonly Spent[]): string {
  const each = (part: keyof Spent): number => median(spent.map((round) => round[part])) / workflows;
  return `${Math.round(1e6 / each('wall'))}/s by the clock; CPU ${Math.round(each('cpu'))} µs each, ${Math.round(each('thread'))} µs of them in the engine's thread`;
}

type RawRow = readonly [run: string, seq: number, type: string, at: number, payload: Buffer, digest: Buffer];

/** CPU time in µs of the rows of `workflows` runs, as the engine wrote them and in its order. */
function rawInserts(path: string): number {
  const rows = eventRows(path, workflows);
  const { db, insert } = rawDatabase('NORMAL');
  const begun = process.threadCpuUsage();
  for (let at = 0; at < rows.length; at += rowsTogether)
    db.transaction(() => {
      for (const row of rows.slice(at, at + rowsTogether)) insert.run(...row);
    })();
  const { user, system } = process.threadCpuUsage(begun);
  db.close();
  return user + system;
}

function eventRows(path: string, runs: number): readonly RawRow[] {
  const db = new Database(path, { readonly: true });
  const rows = db
    .prepare(
      `select run_id, sequence, event_type, timestamp, payload, digest from workflow_events
       where run_id in (select run_id from engine_runs order by rowid desc limit ?) order by rowid`,
    )
    .raw()
    .all(runs) as RawRow[];
  db.close();
  return rows;
}

function rawDatabase(synchronous: 'NORMAL' | 'FULL'): { db: Database.Database; insert: Database.Statement } {
  const path = join(scratch, 'native-raw.db');
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.exec(
    'create table e (run_id text, sequence integer, event_type text, timestamp real, payload blob, digest blob, unique (run_id, sequence))',
  );
  return { db, insert: db.prepare('insert into e values (?, ?, ?, ?, ?, ?)') };
}

/** Under FULL every commit waits for the disk: one run alone, beside as many raw commits of its rows. */
async function fullRows(): Promise<readonly Row[]> {
  const alone = 200;
  const path = join(scratch, 'native-full.db');
  const program = await NativeProgram.open(RunStore.inFile(path));
  await program.run(20, 1);
  const spent: { ours: number[]; raw: number[] } = { ours: [], raw: [] };
  for (let round = 0; round < rounds; round++) {
    program.commits = 0;
    const { wall } = await spentOn(() => program.run(alone, 1));
    spent.ours.push(wall / program.commits);
    spent.raw.push(rawCommits(eventRows(path, 1), program.commits));
  }
  await program.close();
  const ratio = median(spent.ours) / median(spent.raw);
  return [
    {
      what: 'native: a task of one run, SQLite, FULL, over a raw commit of its rows',
      measured: times(ratio),
      target: '≤ 1.3 ×',
      met: ratio <= 1.3,
    },
  ];
}

/** Time in µs of one commit. */
function rawCommits(rows: readonly RawRow[], commits: number): number {
  const { db, insert } = rawDatabase('FULL');
  const together = Math.ceil(rows.length / commits);
  const begun = performance.now();
  let made = 0;
  for (let at = 0; at < rows.length; at += together, made++)
    db.transaction(() => {
      for (const row of rows.slice(at, at + together)) insert.run(...row);
    })();
  const spent = performance.now() - begun;
  db.close();
  return (spent * 1000) / made;
}

async function longRows(): Promise<readonly Row[]> {
  const program = await NativeProgram.open(RunStore.inMemory());
  const each: { short: number[]; long: number[] } = { short: [], long: [] };
  let run = '';
  for (let round = 0; round < rounds; round++) {
    // As many events in all, one after the other as well.
    each.short.push((await spentOn(() => shortRuns(program))).cpu);
    each.long.push((await spentOn(async () => (run = (await program.run(longEvents / 4, 1))[0]?.runId ?? ''))).cpu);
  }
  const payloads = (await program.store.log.read(run, 1, Infinity)).map(({ payload }) => payload);
  await program.close();
  const growth = median(each.long) / median(each.short);
  return [
    {
      what: 'native: CPU of an event in a run of 50,000, over 50 runs of 1,000',
      measured: times(growth),
      target: '≤ 1.2 ×',
      met: growth <= 1.2,
    },
    await replayRow(payloads),
  ];
}

async function shortRuns(program: NativeProgram): Promise<void> {
  for (let run = 0; run < longEvents / 1000; run++) await program.run(250, 1);
}

/** The first rounds only warm up. */
async function replayRow(payloads: readonly Uint8Array[]): Promise<Row> {
  const replayer = new Replayer(await loadCode({ path: workflowFile(), workflowType: 'many', guest: 'native' }));
  const spent: Spent[] = [];
  for (let round = 0; round < 9; round++)
    spent.push(
      await spentOn(async () => {
        const { type } = await replayer.replay({ payloads, workflowId: 'many' });
        if (type !== 'same') throw new Error(`the replay is ${type}`);
      }),
    );
  await replayer.close();
  const each = (part: keyof Spent): number => (payloads.length / median(spent.slice(2).map((one) => one[part]))) * 1e6;
  return {
    what: `native: replay of ${payloads.length} events`,
    measured: `${Math.round(each('cpu'))} events a second of CPU; ${Math.round(each('wall'))}/s by the clock`,
    target: `≥ ${leastReplayed} a second of CPU`,
    met: each('cpu') >= leastReplayed,
  };
}
