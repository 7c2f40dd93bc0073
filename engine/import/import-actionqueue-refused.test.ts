// Tests that records refused by ActionQueue itself change nothing in the window either: the library's run and the
// projection agree.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { finalStatusOf, typeOf } from '../model/outline.ts';
import type { RunReader } from '../runs/run-reader.ts';
import { actionQueueFixtures } from '../testing/corpus.ts';
import { Story } from '../testing/actionqueue-story.ts';
import { logOf } from '../testing/actionqueue-writer.ts';
import { importPaths, importText, onlyRun, openEngine } from '../testing/library.ts';
import { diffRuns } from '../compare/diff-runs.ts';
import { jsonLines, retrace } from '../testing/command-line.ts';

const statusesOf = ({ outline }: RunReader): ReadonlyMap<string, string> =>
  new Map(outline.operations.keys.map((key, i) => [key, finalStatusOf(outline, i)]));

async function imported(context: TestContext, log: Buffer): Promise<RunReader> {
  const engine = openEngine(context);
  return await engine.reader(onlyRun(await importText(engine, log)).runId);
}

const runOf = ({ outline }: RunReader): string =>
  finalStatusOf(
    outline,
    outline.operations.keys.findIndex((key) => key.startsWith('run:')),
  );

test('Q11 Q21 a refused record has no effect in the outline, the state and the comparison of its run', async (context) => {
  const good = new Story().whole(1).events;
  // ActionQueue has no transition from Completed to Ready, and refuses a second task with the same id.
  const bad = [
    new Story().whole(1).move(1, 'Completed', 'Ready').events,
    new Story().whole(1).task(1).events,
    new Story().whole(1).move(1, 'Scheduled', 'Failed').events,
  ];
  const clean = await imported(context, logOf(good));
  for (const events of bad) {
    const reader = await imported(context, logOf(events));
    assert.equal(reader.outline.events, good.length + 1);
    assert.match(typeOf(reader.outline, good.length + 1), /^\w+ \(refused\)$/);
    assert.deepEqual(statusesOf(reader), statusesOf(clean));
    assert.equal(runOf(reader), 'completed');
    const detail = await reader.detail(good.length + 1);
    assert.equal(detail.summary, 'refused: it changes nothing');
    const { outcome, counts } = await diffRuns(clean, reader, { rules: [], tolerance: {}, only: [], detailed: 9 });
    assert.deepEqual([counts.changed, counts.left, counts.right], [0, 0, 0]);
    assert.deepEqual(outcome?.changes, ['details'], 'that there is such a record is a difference of the run');
  }
});

for (const { name, fixtures } of actionQueueFixtures()) {
  test(`Q11 Q21 every run of ${name} has the state that its projection has`, async (context) => {
    const engine = openEngine(context);
    let refused = 0;
    for (const { path } of fixtures.filter((fixture) => !/mixed|newer/.test(fixture.name))) {
      for (const outcome of await importPaths(engine, path)) {
        if (!('run' in outcome) || outcome.run.dialect !== 'actionqueue') continue;
        const reader = await engine.reader(outcome.run.runId);
        const [shown] = jsonLines(await retrace('show', path, '--json'));
        const { operations } = shown!['state'] as { operations: readonly { key: string; status: string }[] };
        assert.deepEqual(statusesOf(reader), new Map(operations.map(({ key, status }) => [key, status])), path);
        refused += reader.outline.types.filter((type) => type.endsWith('(refused)')).length;
      }
    }
    assert.ok(refused > 0, 'some of them hold such records');
  });
}
