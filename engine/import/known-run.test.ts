// Tests importing a file again after its run has grown, for every container.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import Database from 'better-sqlite3';
import { caller } from '../testing/caller.ts';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { ownHistories } from '../testing/corpus.ts';
import { importPaths, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

const files = [
  'failed-irrigation.json',
  'deployment.json.gz',
  'events.jsonl',
  'nexus.reverse.json',
  'actionqueue/all-writable-variants',
];

for (const file of files) {
  test(`I21 ${file} comes again when its run has grown: it is the run as it is by now, and the file its first events`, async (context) => {
    const engine = openEngine(context);
    const path = join(ownHistories, file);
    const before = onlyRun(await importPaths(engine, path));
    assert.deepEqual(await importPaths(engine, path), [{ file: path, run: before, known: true }]);
    const more = [1, 2].map((i) => ({
      seq: before.events + i,
      type: 'added',
      atMs: null,
      payload: Buffer.from('{"type":"added"}'),
    }));
    await engine.log.append(before.runId, more);
    const [again] = await importPaths(engine, path);
    assert.ok(again !== undefined && 'run' in again);
    assert.deepEqual(
      [again.run.runId, again.run.events, again.known, again.ofFile],
      [before.runId, before.events + 2, true, before.events],
    );
    assert.deepEqual(again.run, (await engine.openRun({ run: before.runId })).summary);
    if (engine.reports(before.runId)) assert.equal((await engine.report(before.runId, undefined)).count, before.events);
    await engine.search({ run: before.runId, from: 1, text: 'added', regex: false, payloads: true }, caller());
  });
}

test('I21 C1 `retrace import` says how many came behind the file since, or that some of it are lost', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const file = join(ownHistories, 'events.jsonl');
  const given = ['import', file, '--db', database];
  const first = jsonLines(await retrace(...given, '--json'))[0] as { runId: string; events: number };
  const engine = openEngine(context, database);
  const added = { seq: first.events + 1, type: 'added', atMs: null, payload: Buffer.from('{}') };
  await engine.log.append(first.runId, [added]);
  assert.match(
    (await retrace(...given)).out,
    new RegExp(`the file is its first ${first.events} events, 1 came behind`),
  );
  const [again] = jsonLines(await retrace(...given, '--json'));
  assert.deepEqual([again?.['known'], again?.['events'], again?.['ofFile']], [true, first.events + 1, first.events]);
  await engine.close();
  const db = new Database(database);
  db.exec(`drop trigger workflow_events_no_delete; delete from workflow_events where sequence >= ${first.events}`);
  db.close();
  assert.match((await retrace(...given)).out, new RegExp(`only ${first.events - 1} of the ${first.events} events`));
});
