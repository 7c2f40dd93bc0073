// Tests runs with arbitrary appended bytes, imported or not: every pane shows the bytes with a warning and keeps
// working.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import type { Engine } from '../engine.ts';
import type { Json } from '../model/json.ts';
import { hasFlag } from '../model/outline.ts';
import { unpackOutline } from '../model/packed-outline.ts';
import { caller } from '../testing/caller.ts';
import { ownHistories } from '../testing/corpus.ts';
import { importPaths, importText, onlyRun, openEngine } from '../testing/library.ts';

const notEvents: readonly (readonly [string, string | Uint8Array])[] = [
  ['a text that is no JSON', 'no JSON'],
  ['nothing', ''],
  ['bytes that are no text', Uint8Array.of(0, 255, 254, 1)],
  ['half of an event', '{"eventId":"7","eventType":"TimerFi'],
  ['JSON that nothing could be', '{"a":01}'],
  ['what is nested very deep and never ends', '['.repeat(20_000)],
];
/** Payloads that are JSON but no events. */
const oddEvents: readonly (readonly [string, string])[] = [
  ['a number', '5'],
  ['a text', '"workflow_started"'],
  ['null', 'null'],
  ['a list', '[1,{"type":"node_started"}]'],
  ['an empty object', '{}'],
];
const files = ['failed-irrigation.json', 'events.jsonl', 'cadence-naming.json', 'actionqueue/all-writable-variants'];

/** Sends all requests of the window and the commands about a run. */
async function askAll(engine: Engine, run: string, twin: string): Promise<readonly string[]> {
  const { outline: packed } = await engine.openRun({ run });
  const outline = unpackOutline(packed);
  await engine.readRows({ run, from: 1, to: outline.events });
  for (let seq = 1; seq <= outline.events; seq++) {
    await engine.readEvent({ run, seq });
    await engine.readRaw({ run, seq, offset: 0 });
    await engine.readState({ run, seq });
  }
  for (const key of outline.operations.keys) await engine.readOperation({ run, key });
  for (const pattern of ['a', 'x'])
    await engine.search({ run, from: 1, text: pattern, regex: false, payloads: true }, caller());
  await engine.compareRuns({ left: run, right: twin, ignore: [] });
  await engine.compareRuns({ left: twin, right: run, ignore: [] });
  await engine.compareMany({ run, others: [twin] });
  await engine.exportRun({ run });
  const { seq, code } = outline.warnings.at(-1) ?? { seq: 0, code: '' };
  return [hasFlag(outline, outline.events, 'warned') ? 'warned' : '', seq === outline.events ? code : ''];
}

for (const file of files) {
  test(`R13 what is no event of its dialect, appended to ${file}, is shown as it is in every pane`, async (context) => {
    const engine = openEngine(context);
    const twin = onlyRun(await importPaths(engine, join(ownHistories, file)));
    for (const [name, payload] of [...notEvents, ...oddEvents]) {
      const run = `${name} ${file}`;
      await engine.log.fork(twin.runId, twin.events, run);
      const bytes = Buffer.from(payload as Uint8Array);
      await engine.log.append(run, [{ seq: twin.events + 1, type: 'appended', atMs: null, payload: bytes }]);
      const said = await askAll(engine, run, twin.runId);
      if (notEvents.some(([each]) => each === name)) assert.deepEqual(said, ['warned', 'odd-shape'], name);
      const { text } = await engine.readRaw({ run, seq: twin.events + 1, offset: 0 });
      if (typeof payload === 'string' && twin.dialect !== 'actionqueue') assert.equal(text, payload, name);
    }
  });
}

test('R13 the run that it is appended to itself, imported or not, stays listed, and what follows is explained', async (context) => {
  const engine = openEngine(context);
  const imported = onlyRun(
    await importText(engine, '{"type":"workflow_started","run_id":"r"}\n{"type":"node_started","node_id":"n"}'),
  );
  const events = [
    '{"type":"workflow_started","run_id":"own"}',
    'no JSON',
    '{"type":"node_started","node_id":"n"}',
    '{"type":"workflow_completed"}',
  ];
  await engine.log.append(
    'own',
    events.map((text, i) => ({ seq: i + 1, type: 'x', atMs: null, payload: Buffer.from(text) })),
  );
  const more = ['\u0000', '{"type":"workflow_completed"}'];
  await engine.log.append(
    imported.runId,
    more.map((text, i) => ({ seq: i + 3, type: 'x', atMs: null, payload: Buffer.from(text) })),
  );
  assert.deepEqual(
    (await engine.listRuns()).map(({ runId, dialect, events: count, status, warnings }) => [
      runId,
      dialect,
      count,
      status,
      warnings,
    ]),
    [
      ['r', 'nodelog', 4, 'completed', 1],
      ['own', 'nodelog', 4, 'completed', 1],
    ],
  );
  const { attributes, warnings } = await engine.readEvent({ run: 'own', seq: 2 });
  assert.deepEqual((attributes as { value: Json }).value, 'no JSON');
  assert.match(warnings.join(), /no event of nodelog/);
});
