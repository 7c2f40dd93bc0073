// Benchmark of an engine: workflows of ten sequential activities per second, in memory, and on a SQLite file compared
// with raw inserts of the same rows in batches of 1,000. Run: node bench/native-engine.ts [WORKFLOWS]

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { WorkflowClient } from '../engine/runtime/client.ts';
import { FileCode } from '../engine/runtime/file-code.ts';
import { WorkflowEngine } from '../engine/runtime/workflow-engine.ts';
import { LocalGuests } from '../engine/sandbox/native/guest-host.ts';
import { ThreadGuests } from '../engine/sandbox/native/thread-guests.ts';
import { RunStore } from '../engine/store/register/run-store.ts';

const code = `import { activity } from 'retrace';
export const add = activity('add', async (n: number) => n + 1);
export async function ten(ctx: any, n: number) { for (let i = 0; i < 10; i++) n = await ctx.run(add, n); return n; }`;

const workflows = Number(process.argv[2] ?? 500);
const folder = mkdtempSync(join(tmpdir(), 'retrace-bench-'));
try {
  const file = join(folder, 'ten.ts');
  writeFileSync(file, code);
  for (const [name, host] of [
    ['in this thread', new LocalGuests()],
    ['in a thread', new ThreadGuests()],
  ] as const)
    await measure(`memory, guests ${name}`, RunStore.inMemory(), file, host);
  const db = join(folder, 'runs.db');
  const rows = await measure(
    'SQLite, NORMAL',
    RunStore.inFile(db, { synchronous: 'NORMAL' }),
    file,
    new ThreadGuests(),
  );
  raw(join(folder, 'raw.db'), rows);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(name: string, store: RunStore, file: string, host: LocalGuests | ThreadGuests): Promise<number> {
  const loaded = await FileCode.load([file]);
  for (const bundle of loaded.bundles) await host.load(bundle);
  const engine = new WorkflowEngine({ store, code: loaded, host, mostActivities: 1000, pollMs: 1000 });
  const client = new WorkflowClient(store, {
    commit: (work) => engine.committer.commit(work),
    onChange: () => engine.poll(),
  });
  engine.start();
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const handles = await Promise.all(
    Array.from({ length: workflows }, (_, n) => client.start<number, number>('ten', n)),
  );
  await Promise.all(handles.map((handle) => handle.result()));
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const events = await store.log.streamLen(handles[0]?.runId ?? '');
  console.log(
    `${name}: ${Math.round(workflows / seconds)} workflows/s, ${Math.round((workflows * 10) / seconds)} activities/s, ${events} events each, ${Math.round((user + system) / workflows)} µs of CPU a workflow`,
  );
  await engine.close();
  await store.close();
  return workflows * events;
}

function raw(path: string, rows: number): void {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(
    'create table e (run_id text, sequence integer, event_type text, timestamp real, payload blob, digest blob, unique (run_id, sequence))',
  );
  const insert = db.prepare('insert into e values (?, ?, ?, ?, ?, ?)');
  const [payload, digest] = [Buffer.alloc(120), Buffer.alloc(32)];
  const cpu = process.cpuUsage();
  for (let at = 0; at < rows; at += 1000)
    db.transaction(() => {
      for (let i = at; i < Math.min(rows, at + 1000); i++)
        insert.run(`run-${i % 1000}`, i, 'activity_completed', i, payload, digest);
    })();
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `raw: ${((user + system) / rows).toFixed(1)} µs of CPU a row in batches of 1,000, ${Math.round((43 * (user + system)) / rows)} µs a workflow`,
  );
  db.close();
}
