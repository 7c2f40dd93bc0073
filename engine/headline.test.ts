import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Engine } from './engine.ts';
import type { Headline } from './model/run.ts';
import { bytesSource, findSources } from './import/import-job.ts';
import { ownCase, ownHistories } from './testing/corpus.ts';

const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: true });
const headlines = new Map<string, Headline>();

before(async () => {
  const outcomes = await engine.import(() => findSources([ownHistories]));
  for (const outcome of outcomes) if ('run' in outcome) headlines.set(outcome.run.source, outcome.run.headline);
});
after(() => engine.close());

const golden: Readonly<Record<string, readonly [string, number]>> = {
  'bun-fixture.json': ['Completed in 20 ms', 12],
  'cadence-naming.json': ['Completed in 5 s', 11],
  'cancelled-timer.json': ['Canceled after 33 m 26 s', 23],
  'continued.json': ['Continued as new after 3.4 s', 11],
  'deployment.json.gz': ['Continued as new after 4.2 s', 18],
  'encrypted.http.json': ['Failed after 5.5 s: alwaysFails gave up after 2 attempts (Encoded failure)', 25],
  'failed-go-parcel.json': ['Failed after 4.1 s: bad label, caused by Label: printer jam', 31],
  'failed-irrigation.json': ['Failed after 1.1 s: no water in the west, caused by broken: Pump: pump blocked', 33],
  'family.json': ['Completed in 15 s', 103],
  'paused-open.json': [
    'Paused; waits for somebody to resume it, paused 2026-11-21 00:08:38 UTC, #16; then for a workflow task, because signal go came 00:08:39, #17',
    17,
  ],
  'reset-open.json': ['Waits for a signal, an update or its own condition', 18],
  'stuck-ledger.json': [
    "Stuck: waits for a retry of its workflow task, which failed with NonDeterministicError: [TMPRL1100] Nondeterminism error: Activity type of scheduled event 'step' does not match activity…, 2026-11-21 00:08:54 UTC, #14; later attempts are not in a history",
    14,
  ],
  'ui-decoded.json': [
    'Failed after 6.1 s: order declined-1003 not paid, caused by chargeCard: CardDeclined: card declined',
    18,
  ],
};

for (const [source, [sentence, seq]] of Object.entries(golden)) {
  test(`the first sentence about ${source}`, () => {
    const stuck = sentence.startsWith('Stuck') ? { stuck: true } : {};
    assert.deepEqual(headlines.get(source), { sentence, seq, ...stuck });
  });
}

test('the first sentence about the sample names what decided it, and points there', async () => {
  const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, '../renderer/public/sample.json')));
  const [outcome] = await engine.import(async () => [bytesSource('sample.json', bytes)]);
  assert.ok(outcome !== undefined && 'run' in outcome);
  assert.deepEqual([outcome.run.workflowType, outcome.run.status, outcome.run.events], ['order', 'failed', 59]);
  assert.deepEqual(outcome.run.headline, {
    sentence:
      'Failed after 1 m 40 s: order 7781 not paid, caused by chargeCard (4 attempts): GatewayTimeout: no answer from the payment gateway eu-1 within 15 s',
    seq: 46,
  });
});

async function headlineOfLog(
  ...lines: readonly object[]
): Promise<readonly [sentence: string, seq: number, tookMs: number]> {
  const bytes = new Uint8Array(
    Buffer.from(
      lines
        .map((line, i) =>
          JSON.stringify({ run_id: JSON.stringify(lines), timestamp: 1_767_225_600_000 + i * 1000, ...line }),
        )
        .join('\n'),
    ),
  );
  const [outcome] = await engine.import(async () => [bytesSource('log.jsonl', bytes)]);
  assert.ok(outcome !== undefined && 'run' in outcome);
  const { headline, startedAtMs, endedAtMs } = outcome.run;
  return [headline.sentence, headline.seq, (endedAtMs ?? 0) - (startedAtMs ?? 0)];
}

test('W18 what a log writes behind the end of its run stretches neither headline nor duration', async () => {
  const begun = [
    { type: 'workflow_started' },
    { type: 'node_started', node_id: 'a' },
    { type: 'node_started', node_id: 'b' },
  ];
  const late = { type: 'node_completed', node_id: 'a', timestamp: 1_767_229_200_000 };
  assert.deepEqual(await headlineOfLog(...begun, { type: 'workflow_completed' }, late), ['Completed in 3 s', 4, 3000]);
  assert.deepEqual(await headlineOfLog(...begun, { type: 'workflow_cancelled', reason: 'by hand' }, late), [
    'Canceled after 3 s: by hand',
    4,
    3000,
  ]);
});

test('W9 of a page that says more events follow, the headline speaks of its last event only', async () => {
  const text = readFileSync(join(ownHistories, 'reset-open.json'), 'utf8');
  const { events } = JSON.parse(text) as { events: readonly object[] };
  const bytes = new Uint8Array(
    Buffer.from(JSON.stringify({ history: { events: events.slice(0, 8) }, nextPageToken: 'AAAA' })),
  );
  const [outcome] = await engine.import(async () => [bytesSource('page.json', bytes)]);
  assert.ok(outcome !== undefined && 'run' in outcome);
  assert.equal(
    outcome.run.headline.sentence,
    'Goes on behind event 8, which is the last here; there it waits for a worker to take its workflow task, scheduled 2026-11-21 00:08:44 UTC, #8',
  );
});

test('F15 nothing is said about what a run waits for where its last word is of a type that nobody knows', async () => {
  const lines = [
    { type: 'workflow_started', run_id: 'odd' },
    { type: 'node_started', node_id: 'a' },
    { type: 'node_wrapped_up', node_id: 'a' },
  ];
  const headlineAfter = async (...events: readonly object[]): Promise<string> => {
    const [outcome] = await engine.import(async () => [
      bytesSource('odd.jsonl', Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'))),
    ]);
    assert.ok(outcome !== undefined && 'run' in outcome);
    return outcome.run.headline.sentence;
  };
  const cannot = 'What it waits for cannot be told: event #3';
  assert.equal(await headlineAfter(...lines), `${cannot} is of an unknown type`);
  const nameless = { type: 'node_completed' };
  assert.equal(await headlineAfter(...lines.slice(0, 2), nameless), `${cannot} does not say what ended`);
});

test('W2 a cancel request that failed woke the code, and is not said to have been made', async () => {
  const [outcome] = await engine.import(async () => [
    bytesSource('nexus.json', new Uint8Array(Buffer.from(ownCase('nexus-cancel-request-failed.input.json')))),
  ]);
  assert.ok(outcome !== undefined && 'run' in outcome);
  assert.match(outcome.run.headline.sentence, /because the cancel request to s\.o failed /);
});
