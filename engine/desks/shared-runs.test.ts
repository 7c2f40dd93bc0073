import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ownHistory } from '../testing/corpus.ts';
import { assertHarmless } from '../testing/harmless-page.ts';
import { importText, onlyRun, openEngine } from '../testing/library.ts';

test('V277 X10 notes and the place travel in a bundle from one library into another, and the comparison', async (context) => {
  const [here, there] = [openEngine(context), openEngine(context)];
  const one = onlyRun(await importText(here, ownHistory('ui-readable.json')));
  const two = onlyRun(await importText(here, ownHistory('failed-irrigation.json')));
  await here.writeNote({ run: one.runId, seq: 16, text: 'third time lucky', instead: null });
  await here.writeNote({ run: one.runId, seq: 0, text: 'ask Ann', instead: null });
  const { name, bytes, runs } = await here.bundleRuns({
    runs: [
      { run: one.runId, place: { seq: 16, view: 'timeline' } },
      { run: two.runId, place: null },
    ],
    comparison: { left: one.runId, right: two.runId, ignore: ['**.at'] },
    pseudonyms: 'none',
  });
  assert.match(name, /^order-flaky-1002__.*-and-others\.retrace$/);
  assert.deepEqual(runs[0]?.notes, [
    { seq: 0, text: 'ask Ann' },
    { seq: 16, text: 'third time lucky' },
  ]);
  const outcomes = await importText(there, bytes);
  const [arrived, other] = outcomes.map((outcome) => ('run' in outcome ? outcome : undefined));
  assert.deepEqual([arrived?.run.notes, arrived?.run.place], [runs[0]?.notes, { seq: 16, view: 'timeline' }]);
  assert.deepEqual(other?.comparison, { left: one.runId, right: two.runId, ignore: ['**.at'] });
});

test('V277 of a run that is there a bundle brings the notes that it lacks, each once', async (context) => {
  const [here, there] = [openEngine(context), openEngine(context)];
  const { runId: run } = onlyRun(await importText(here, ownHistory('ui-readable.json')));
  await here.writeNote({ run, seq: 16, text: 'of both', instead: null });
  await here.writeNote({ run, seq: 3, text: 'from elsewhere', instead: null });
  const asked = { runs: [{ run, place: { seq: 16, view: 'events' } }], comparison: null, pseudonyms: 'none' } as const;
  const { bytes } = await here.bundleRuns({ ...asked, runs: [...asked.runs] });
  const own = onlyRun(await importText(there, ownHistory('ui-readable.json'))).runId;
  for (const text of ['of both', 'own']) await there.writeNote({ run: own, seq: 16, text, instead: null });
  const arrived = onlyRun(await importText(there, bytes));
  const notes = [
    { seq: 3, text: 'from elsewhere' },
    { seq: 16, text: 'of both' },
    { seq: 16, text: 'own' },
  ];
  assert.deepEqual([arrived.runId, arrived.notes, arrived.place], [own, notes, { seq: 16, view: 'events' }]);
  assert.deepEqual((await there.openRun({ run: own })).summary.notes, notes);
});

test('V278 X13 X14 what is told before is of the very bytes that are given away; under pseudonyms there is no value', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, ownHistory('ui-readable.json')));
  const bundled = (pseudonyms: 'none' | 'values' | 'names') =>
    engine.bundleRuns({ runs: [{ run: runId, place: null }], comparison: null, pseudonyms });
  const [plain, values, names] = [await bundled('none'), await bundled('values'), await bundled('names')];
  const textOf = ({ bytes }: typeof plain): string => gunzipSync(bytes).toString('utf8');
  assert.match(textOf(plain), /order-flaky-1002/);
  assert.equal(plain.runs[0]?.replaced, 0);
  assert.match(textOf(values), /order-flaky-1002/);
  assert.doesNotMatch(textOf(values), /ann@example|teapot/);
  assert.doesNotMatch(textOf(names), /order-flaky-1002|ann@example/);
  const [told] = values.runs;
  assert.ok(told !== undefined && told.kept === 0 && told.replaced > 0 && told.namesKept > 0);
  const email = told.paths.find(({ path }) => path.endsWith('.email'));
  assert.equal(email?.before, 'ann@example.com');
  assert.ok(textOf(values).includes(email?.after ?? 'none'));
  assert.ok(told.paths.findIndex(({ replaced }) => replaced) > 0, 'what is disclosed as it is comes first');
});

test('V278 what a bundle cannot hold is refused, and an event that is not there', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, ownHistory('ui-readable.json')));
  const asked = { comparison: null, pseudonyms: 'none' } as const;
  const nowhere = engine.bundleRuns({ ...asked, runs: [{ run: runId, place: { seq: 9999, view: 'graph' } }] });
  await assert.rejects(nowhere, { code: 'no-such-event' });
  await assert.rejects(engine.bundleRuns({ ...asked, runs: [{ run: 'nobody', place: null }] }), {
    code: 'no-such-run',
  });
});

test('V279 C12 a comparison is given away as the page that the command line writes', async (context) => {
  const engine = openEngine(context);
  const left = onlyRun(await importText(engine, ownHistory('ui-readable.json'))).runId;
  const right = onlyRun(await importText(engine, ownHistory('failed-irrigation.json'))).runId;
  const { name, bytes } = await engine.comparisonPage({ left, right, ignore: ['**.at'] });
  assert.match(name, /^order-flaky-1002__.*-and-.*\.html$/);
  const page = Buffer.from(bytes).toString('utf8');
  assert.match(page, /^<!doctype html>\n<html lang="en">/);
  assert.match(page, /Content-Security-Policy/);
  assert.doesNotMatch(page, /<script/);
});

test('V299 a run is given away from the window as the page that the command line writes', async (context) => {
  const engine = openEngine(context);
  const { runId: run } = onlyRun(await importText(engine, ownHistory('ui-readable.json')));
  await engine.writeNote({ run, seq: 16, text: 'third <time> lucky', instead: null });
  const { name, bytes } = await engine.runPage({ run });
  assert.match(name, /^order-flaky-1002__.*\.html$/);
  const page = Buffer.from(bytes).toString('utf8');
  assert.match(page, /<p class="sentence">Completed in \d+/);
  assert.match(page, /<a href="#e16">#16<\/a> third &lt;time&gt; lucky/);
  assertHarmless(page);
});
