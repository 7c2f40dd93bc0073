import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { freeRunId } from './import-history.ts';
import { bytesSource, runImport, type Named } from './import-job.ts';
import { Library } from '../store/library.ts';
import { openEngine, scratchFolder } from '../testing/library.ts';

const historyOf = (file: number, events: number): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      events: Array.from({ length: events }, (_, i) => ({
        eventId: String(i + 1),
        eventType: i === 0 ? 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED' : 'EVENT_TYPE_TIMER_FIRED',
        file,
        text: 'x'.repeat(300),
        ...(i === 0 && { workflowExecutionStartedEventAttributes: { originalExecutionRunId: `run ${file}` } }),
      })),
    }),
  );
const sources = (count: number): readonly Named[] =>
  Array.from({ length: count }, (_, i) => bytesSource(`file ${i}`, historyOf(i, 1 + ((i * 37) % 60))));

/** Makes every checkpoint fail with a full disk during the test. */
function withoutRoomForCheckpoints(context: TestContext): void {
  const { value: pragma } = Object.getOwnPropertyDescriptor(Database.prototype, 'pragma') as {
    value: Database.Database['pragma'];
  };
  context.mock.method(
    Database.prototype,
    'pragma',
    function (this: Database.Database, text: string, options?: Database.PragmaOptions) {
      if (text.startsWith('wal_checkpoint')) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
      return pragma.call(this, text, options);
    },
  );
}

test('B10 B48 with room for more and more pages every file has its outcome, and what is told as stored is stored', async (context) => {
  const folder = scratchFolder(context);
  const seen = new Set<string>();
  for (let maxPages = 30; maxPages < 146; maxPages += 7) {
    const library = new Library(join(folder, `${maxPages}.db`), { maxPages });
    const outcomes = await runImport(library, sources(12), { partial: false });
    assert.equal(outcomes.length, 12, `${maxPages} pages`);
    for (const outcome of outcomes) seen.add('error' in outcome ? outcome.error.code : 'stored');
    const told = outcomes.flatMap((outcome) => ('run' in outcome ? [outcome.run.runId] : []));
    assert.deepEqual(library.runs().toSorted(), told.toSorted(), `${maxPages} pages`);
    for (const run of told) assert.equal((await library.log.verify(run)).bad, null);
    await library.close();
  }
  assert.deepEqual([...seen].toSorted(), ['disk-full', 'stored']);
});

test('B10 B48 05-disk-full: a checkpoint that finds the disk full hurts nothing that was stored, and no outcome', async (context) => {
  const folder = scratchFolder(context);
  withoutRoomForCheckpoints(context);
  const engine = openEngine(context, join(folder, 'library.db'));
  const outcomes = await engine.import(async () => sources(205), { partial: false });
  assert.deepEqual(
    outcomes.map((outcome) => ('run' in outcome ? outcome.run.runId : outcome.error)),
    Array.from({ length: 205 }, (_, i) => `run ${i}`),
  );
  assert.equal((await engine.listRuns()).length, 205);
});

test('B49 a free name is found in few looks, whatever numbers are taken', () => {
  for (const taken of [0, 1, 2, 3, 4, 5, 100, 4000]) {
    let looks = 0;
    const names = new Set(Array.from({ length: taken }, (_, i) => (i === 0 ? 'same' : `same~${i + 1}`)));
    const hasRun = (run: string): boolean => ++looks > 0 && names.has(run);
    assert.equal(freeRunId({ hasRun }, 'same'), taken === 0 ? 'same' : `same~${taken + 1}`);
    assert.ok(looks < 30, `${looks} looks`);
  }
  const gaps = new Set(['same', 'same~2', 'same~4', 'same~7']);
  assert.ok(!gaps.has(freeRunId({ hasRun: (run) => gaps.has(run) }, 'same')));
});
