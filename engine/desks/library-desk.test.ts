import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import type { RunsSearched } from '../model/api.ts';
import type { RunSummary } from '../model/run.ts';
import { caller } from '../testing/caller.ts';
import { ownHistory } from '../testing/corpus.ts';
import { logEvents } from '../testing/log-events.ts';
import { Library } from '../store/library.ts';
import { importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

const refused = (code: string): { readonly code: string } => ({ code });
const idsIn = async (engine: Engine): Promise<readonly string[]> =>
  (await engine.listRuns()).map(({ runId }) => runId).toSorted();

async function withTwo(engine: Engine): Promise<readonly [RunSummary, RunSummary]> {
  return [
    onlyRun(await importText(engine, ownHistory('stuck-ledger.json'))),
    onlyRun(await importText(engine, ownHistory('failed-irrigation.json'))),
  ];
}

function openAt(context: TestContext, database: string): Engine {
  const engine = Engine.open({ database, version: 'test', filesByPath: true });
  context.after(() => engine.close());
  return engine;
}

suite('runs that are deleted', () => {
  test('V240 a deleted run is in no list and cannot be opened, here and in other programs', async (context) => {
    const database = join(scratchFolder(context), 'library.db');
    const engine = openAt(context, database);
    const [one, other] = await withTwo(engine);
    const elsewhere = openAt(context, database);
    await engine.deleteRuns({ runs: [one.runId] });
    for (const each of [engine, elsewhere]) {
      assert.deepEqual(await idsIn(each), [other.runId]);
      await assert.rejects(each.openRun({ run: one.runId }), refused('no-such-run'));
    }
  });

  test('V240 where one has a branch none is deleted', async (context) => {
    const engine = openEngine(context);
    const [one, other] = await withTwo(engine);
    await engine.log.fork(one.runId, 3, 'what-if');
    await assert.rejects(engine.deleteRuns({ runs: [other.runId, one.runId] }), refused('run-in-use'));
    await assert.rejects(engine.deleteRuns({ runs: ['what-if'] }), refused('run-in-use'));
    await assert.rejects(engine.deleteRuns({ runs: [other.runId, 'nobody'] }), refused('no-such-run'));
    assert.deepEqual(await idsIn(engine), [one.runId, other.runId, 'what-if'].toSorted());
  });

  test('V241 it is brought back as it was', async (context) => {
    const engine = openEngine(context);
    const [one] = await withTwo(engine);
    await engine.deleteRuns({ runs: [one.runId] });
    await engine.restoreRuns({ runs: [one.runId] });
    assert.deepEqual((await engine.openRun({ run: one.runId })).summary, one);
    await assert.rejects(engine.restoreRuns({ runs: [one.runId] }), refused('no-such-run'));
  });

  test('V241 after the end of the program its events are dropped, nothing is lost, and its file is new', async (context) => {
    const database = join(scratchFolder(context), 'library.db');
    const first = Engine.open({ database, version: 'test', filesByPath: true });
    const [, latest] = await withTwo(first);
    await first.deleteRuns({ runs: [latest.runId] });
    await first.close();
    const second = openAt(context, database);
    await assert.rejects(second.restoreRuns({ runs: [latest.runId] }), refused('no-such-run'));
    while ((await second.log.streamLen(latest.runId)) > 0) await new Promise(setImmediate);
    for await (const { run, bad } of second.log.verifyAll()) assert.equal(bad, null, run);
    const again = onlyRun(await importText(second, ownHistory('failed-irrigation.json')));
    assert.equal(again.events, latest.events);
  });

  test('V241 imported again it is back', async (context) => {
    const engine = openEngine(context);
    const [one] = await withTwo(engine);
    await engine.deleteRuns({ runs: [one.runId] });
    assert.equal(onlyRun(await importText(engine, ownHistory('stuck-ledger.json'))).runId, one.runId);
    assert.ok((await idsIn(engine)).includes(one.runId));
  });
});

test('V242 a run has the name that a person gave it until that is taken away; its export is what it was', async (context) => {
  const engine = openEngine(context);
  const [one] = await withTwo(engine);
  const before = await engine.exportRun({ run: one.runId });
  await engine.renameRun({ run: one.runId, name: ' the stuck "one" ' });
  const { summary } = await engine.openRun({ run: one.runId });
  assert.deepEqual(summary, { ...one, name: 'the stuck "one"' });
  assert.deepEqual((await engine.listRuns()).find(({ runId }) => runId === one.runId)?.name, 'the stuck "one"');
  assert.deepEqual(await engine.exportRun({ run: one.runId }), before);
  await engine.renameRun({ run: one.runId, name: '' });
  assert.deepEqual((await engine.openRun({ run: one.runId })).summary, one);
});

test('V276 notes about events and the run are kept with the run, changed and taken away; its export is what it was', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const engine = openAt(context, database);
  const [{ runId: run, ...one }] = await withTwo(engine);
  const before = await engine.exportRun({ run });
  const notes = async (of = engine) => (await of.openRun({ run })).summary.notes;
  await engine.writeNote({ run, seq: 5, text: ' third time "lucky"\n\ud800 ', instead: null });
  await engine.writeNote({ run, seq: 0, text: 'ask Ann', instead: null });
  await engine.writeNote({ run, seq: 5, text: 'another', instead: null });
  const kept = [
    { seq: 0, text: 'ask Ann' },
    { seq: 5, text: 'third time "lucky"\n\ud800' },
    { seq: 5, text: 'another' },
  ];
  assert.deepEqual(await notes(), kept);
  assert.deepEqual(await notes(openAt(context, database)), kept);
  assert.deepEqual((await engine.listRuns()).find(({ runId }) => runId === run)?.notes, kept);
  assert.deepEqual(await engine.exportRun({ run }), before);
  await engine.writeNote({ run, seq: 5, text: 'other', instead: 'another' });
  await engine.writeNote({ run, seq: 0, text: '', instead: 'ask Ann' });
  await engine.writeNote({ run, seq: 0, text: '', instead: 'what nobody wrote' });
  assert.deepEqual(await notes(), [kept[1], { seq: 5, text: 'other' }]);
  await assert.rejects(engine.writeNote({ run, seq: 10_000, text: 'x', instead: null }), refused('no-such-event'));
  for (const { text } of (await notes()) ?? []) await engine.writeNote({ run, seq: 5, text: '', instead: text });
  assert.deepEqual((await engine.openRun({ run })).summary, { runId: run, ...one });
});

test('V242 V276 name and notes are kept of every run: one that was appended, as it grows, and a branch of it', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const engine = openAt(context, database);
  await engine.log.append('appended', logEvents(1, 3));
  await engine.log.fork('appended', 2, 'what-if');
  const notes = [{ seq: 2, text: 'here it began' }];
  const said = { name: 'ours', notes };
  for (const run of ['appended', 'what-if']) {
    assert.equal((await engine.openRun({ run })).summary.notes, undefined, run);
    await engine.renameRun({ run, name: 'ours' });
    await engine.writeNote({ run, seq: 2, text: 'here it began', instead: null });
    await engine.log.append(run, logEvents(run === 'appended' ? 4 : 3, 5));
  }
  for (const program of [engine, openAt(context, database)])
    for (const run of ['appended', 'what-if']) {
      const { summary } = await program.openRun({ run });
      const listed = (await program.listRuns()).find(({ runId }) => runId === run);
      for (const { name, notes: kept, events } of [summary, listed!])
        assert.deepEqual({ name, notes: kept, events }, { ...said, events: 5 });
    }
  await engine.log.fork('appended', 5, 'another');
  const { summary } = await engine.openRun({ run: 'another' });
  assert.deepEqual([summary.name, summary.notes], [undefined, undefined], 'nobody has said anything of it');
  for (const run of ['appended', 'what-if']) {
    await engine.renameRun({ run, name: '' });
    await engine.writeNote({ run, seq: 2, text: '', instead: 'here it began' });
    assert.deepEqual(
      Object.keys((await engine.openRun({ run })).summary).filter((key) => key in said),
      [],
    );
  }
});

test('V276 what was said of a run that is deleted for good is gone with it', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const first = Engine.open({ database, version: 'test', filesByPath: true });
  const [, { runId: run }] = await withTwo(first);
  await first.writeNote({ run, seq: 1, text: 'of before', instead: null });
  await first.deleteRuns({ runs: [run] });
  await first.restoreRuns({ runs: [run] });
  assert.equal((await first.openRun({ run })).summary.notes?.length, 1);
  await first.deleteRuns({ runs: [run] });
  await first.close();
  const library = new Library(database);
  assert.deepEqual(library.said(run), {});
  await library.close();
});

suite('a search over the library', () => {
  const searched = async (engine: Engine, text: string, regex = false): Promise<readonly RunsSearched[]> => {
    const told: RunsSearched[] = [];
    await engine.searchRuns(
      { text, regex },
      caller((each: RunsSearched) => told.push(each)),
    );
    return told;
  };

  test('V243 each run with payloads that have the text is told, with how many and the first', async (context) => {
    const engine = openEngine(context);
    const [one, other] = await withTwo(engine);
    const told = await searched(engine, 'WorkflowExecutionStarted', false);
    const found = told.flatMap((each) => each.found);
    assert.deepEqual(found.map(({ run }) => run).toSorted(), [one.runId, other.runId].toSorted());
    assert.ok(found.every(({ events, first }) => events === 1 && first === 1));
    assert.deepEqual(told.at(-1)?.done, 2);
    assert.deepEqual(
      (await searched(engine, 'nothing of the kind')).flatMap((each) => each.found),
      [],
    );
    await assert.rejects(searched(engine, '(', true), refused('bad-pattern'));
  });

  test('V243 cancelled, it ends', async (context) => {
    const engine = openEngine(context);
    await withTwo(engine);
    const search = engine.searchRuns(
      { text: 'x', regex: false },
      caller(() => undefined, AbortSignal.abort()),
    );
    await assert.rejects(search, refused('cancelled'));
  });
});
