// Tests a program that dies during imports: finished imports are in the library, the unfinished one leaves nothing.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { scratchFolder, importText, onlyRun, openEngine } from '../testing/library.ts';

/** A program that imports one history after the other until it is killed; it prints a line before each import. */
const endlessImports = `
  import { Engine } from ${JSON.stringify(new URL('../engine.ts', import.meta.url).href)};
  import { bytesSource } from ${JSON.stringify(new URL('./import-job.ts', import.meta.url).href)};
  const engine = Engine.open({ database: process.argv[1], version: 'test', filesByPath: false });
  for (let run = 0; ; run++) {
    const events = Array.from({ length: 400 }, (_, i) => ({ eventId: i + 1, eventType: 'TimerFired', text: process.pid + ' ' + run + 'x'.repeat(300) }));
    console.log('importing');
    await engine.import(async () => [bytesSource('crash.json', Buffer.from(JSON.stringify(events)))]);
  }
`;

test('L1 killed in the middle of imports, again and again, a library holds whole runs only', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  for (const delayMs of [0, 15, 40, 90]) await killedAfter(database, delayMs);
  const db = new Database(database, { readonly: true });
  const counts = db
    .prepare(
      "select r.run_id, json_extract(r.summary, '$.events') as said, (select count(*) from workflow_events e where e.run_id = r.run_id) as there from run_summaries r",
    )
    .all() as { said: number; there: number }[];
  assert.ok(counts.length > 0, 'nothing was imported before the kills');
  for (const { said, there } of counts) assert.deepEqual([said, there], [400, 400]);
  assert.equal(
    db.prepare('select count(*) from workflow_events where run_id not in (select run_id from runs)').pluck().get(),
    0,
  );
  assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
  db.close();
  const engine = openEngine(context, database);
  assert.equal((await engine.listRuns()).length, counts.length);
  onlyRun(await importText(engine, '{"eventId":"1","eventType":"TimerFired"}'));
});

async function killedAfter(database: string, delayMs: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', endlessImports, database],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  let started = 0;
  for await (const _ of lines) if (++started === 3) break;
  assert.equal(started, 3, 'the importing program ended by itself');
  await setTimeout(delayMs);
  child.kill('SIGKILL');
  await once(child, 'close');
}
