import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import type { Engine } from '../../engine.ts';
import type { Json } from '../../model/json.ts';
import { parseIgnoreRule } from '../../model/compare/ignore-rules.ts';
import { ignoring } from '../../model/compare/ignore-rules-match.ts';
import { nameOf } from '../../model/outline.ts';
import type { RunSummary } from '../../model/run.ts';
import { plainValue } from '../../model/shown-payload.ts';
import { type EventCondition, type Traced, type ValueTrace, valuesAt } from '../../model/watch/traced.ts';
import { caller } from '../../testing/caller.ts';
import { ownHistory } from '../../testing/corpus.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';

async function opened(context: TestContext, history = 'ui-readable.json') {
  const engine = openEngine(context);
  return { engine, summary: onlyRun(await importText(engine, ownHistory(history))) };
}

const traced = (engine: Engine, { runId }: RunSummary, of: Traced, from = 1, last: string | null = null) =>
  engine.traceValue({ run: runId, of, from, last }, caller());

const found = async (engine: Engine, { runId }: RunSummary, where: EventCondition): Promise<readonly number[]> => [
  ...(await engine.findEvents({ run: runId, where, from: 1 }, caller())).seqs,
];

/** The same, event by event, from what the inspector shows. */
async function naively(engine: Engine, { runId, events }: RunSummary, path: string) {
  const changes: { seq: number; value: Json }[] = [];
  for (let seq = 1; seq <= events; seq++) {
    const { attributes } = await engine.readEvent({ run: runId, seq });
    assert.equal(attributes.type, 'value');
    if (attributes.type !== 'value') continue;
    const [value] = valuesAt(plainValue(attributes.value), ignoring([parseIgnoreRule(path)], 'run', ''));
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(changes.at(-1)?.value))
      changes.push({ seq, value });
  }
  return changes;
}

function asChanges({ seqs, texts }: ValueTrace): { seq: number; value: Json }[] {
  return [...seqs].map((seq, i) => ({ seq, value: JSON.parse(texts[i] ?? '') as Json }));
}

suite('a traced value', () => {
  for (const path of ['**.attempt', '**.identity', 'eventType', '**.startedEventId', '**.payloads[0]'])
    test(`V271 it is told at each event at which it became another, as one finds event by event: ${path}`, async (context) => {
      const { engine, summary } = await opened(context);
      const trace = await traced(engine, summary, { type: 'payload', path });
      const cut = trace.texts.map((text) => text.endsWith('…'));
      const naive = await naively(engine, summary, path);
      assert.ok(naive.length > 0);
      assert.deepEqual(
        asChanges({ ...trace, texts: trace.texts.map((text, i) => (cut[i] ? 'null' : text)) }),
        naive.map(({ seq, value }, i) => ({ seq, value: cut[i] ? null : value })),
      );
    });

  test('V271 gone on with from where an earlier trace ended, the two are the whole', async (context) => {
    const { engine, summary } = await opened(context);
    const of = { type: 'payload', path: 'eventType' } as const;
    const whole = await traced(engine, summary, of);
    const { events } = JSON.parse(Buffer.from(ownHistory('ui-readable.json')).toString()) as { events: object[] };
    assert.ok(whole.seqs.length > 3);
    for (const count of [1, whole.seqs[2]! - 1, whole.seqs[2]!, events.length - 1]) {
      const elsewhere = openEngine(context);
      const head = onlyRun(await importText(elsewhere, JSON.stringify({ events: events.slice(0, count) })));
      const before = await traced(elsewhere, head, of);
      const rest = await traced(engine, summary, of, count + 1, before.last);
      assert.deepEqual([...before.seqs, ...rest.seqs], [...whole.seqs], String(count));
      assert.deepEqual([...before.texts, ...rest.texts], whole.texts);
      assert.equal(rest.last, whole.last);
    }
  });

  test('V271 an operation before the path narrows it to that operation', async (context) => {
    const { engine, summary } = await opened(context);
    const all = await traced(engine, summary, { type: 'payload', path: '**.attempt' });
    const { outline } = await engine.reader(summary.runId);
    const activity = outline.operations.keys.findIndex((key) => key.startsWith('activity:'));
    const name = JSON.stringify(nameOf(outline, activity));
    const own = await traced(engine, summary, { type: 'payload', path: `activity/${name}: **.attempt` });
    assert.ok(own.seqs.length > 0 && own.seqs.length <= all.seqs.length);
    for (const seq of own.seqs) assert.equal(nameOf(outline, outline.operation[seq - 1]!), JSON.parse(name));
    const nobody = await traced(engine, summary, { type: 'payload', path: 'activity/nobody: **.attempt' });
    assert.equal(nobody.seqs.length, 0);
  });

  test('V271 V273 a value of the state is told where it was set, and there alone what it was before', async (context) => {
    const engine = openEngine(context);
    const history = JSON.stringify({
      events: [
        upsert(1, 'WorkflowExecutionStarted', {}),
        upsert(2, 'UpsertWorkflowSearchAttributes', { City: 'Delft' }),
        upsert(3, 'UpsertWorkflowSearchAttributes', { City: 'Ghent' }),
        upsert(4, 'UpsertWorkflowSearchAttributes', { Other: 'x' }),
      ],
    });
    const summary = onlyRun(await importText(engine, history));
    const name = (await engine.readState({ run: summary.runId, seq: 3 })).values[0]?.name ?? '';
    const trace = await traced(engine, summary, { type: 'value', name, path: '' });
    assert.deepEqual(
      [[...trace.seqs], trace.texts],
      [
        [2, 3],
        ['"Delft"', '"Ghent"'],
      ],
    );
    const { values } = await engine.readState({ run: summary.runId, seq: 3 });
    assert.equal(plainValue(values[0]?.before ?? null), 'Delft');
    const later = await engine.readState({ run: summary.runId, seq: 4 });
    const city = later.values.find((each) => each.name === name);
    assert.ok(city !== undefined && !('before' in city), 'V273 only where this very event set it');
  });

  test('V271 a path that is none is refused; cancelled, it ends', async (context) => {
    const { engine, summary } = await opened(context);
    await assert.rejects(traced(engine, summary, { type: 'payload', path: 'a..b' }), { code: 'bad-pattern' });
    const of = { type: 'payload', path: '**.attempt' } as const;
    const ended = engine.traceValue(
      { run: summary.runId, of, from: 1, last: null },
      caller(() => undefined, AbortSignal.abort()),
    );
    await assert.rejects(ended, { code: 'cancelled' });
  });
});

suite('events that meet a condition', () => {
  test('V275 those whose failure, or a cause of it, says so', async (context) => {
    const { engine, summary } = await opened(context, 'failed-irrigation.json');
    const { failure } = await engine.readFacts({ run: summary.runId });
    const inner = failure?.cause?.message ?? failure?.message ?? '';
    assert.ok(inner !== '');
    const seqs = await found(engine, summary, { type: 'failure', text: inner.toUpperCase() });
    assert.ok(seqs.includes(summary.headline.seq) || seqs.length > 0);
    for (const seq of seqs) {
      const { failure: here } = await engine.readEvent({ run: summary.runId, seq });
      assert.match(JSON.stringify(here), new RegExp(inner.replaceAll(/[^a-z ]/gi, '.'), 'i'));
    }
    assert.deepEqual(await found(engine, summary, { type: 'failure', text: 'nothing of the kind' }), []);
  });

  test('V275 those with a value at a path that is, is not, is less, greater, holds a text, or is there', async (context) => {
    const { engine, summary } = await opened(context);
    const ask = (relation: Extract<EventCondition, { type: 'payload' }>['relation'], value: string) =>
      found(engine, summary, { type: 'payload', path: '**.attempt', relation, value });
    const there = await ask('exists', '');
    const [first, second] = [await ask('is', '1'), await ask('greater', '1')];
    assert.ok(first.length > 0 && second.length > 0);
    assert.deepEqual(await ask('isNot', '1'), second);
    assert.deepEqual(await ask('less', '2'), first);
    assert.deepEqual(
      [...first, ...second].toSorted((a, b) => a - b),
      there,
    );
    const shaped = { type: 'payload', path: 'eventType', relation: 'contains', value: 'ACTIVITY' } as const;
    assert.ok((await found(engine, summary, shaped)).length > 0);
  });
});

function upsert(eventId: number, eventType: string, fields: Readonly<Record<string, string>>): object {
  const indexedFields = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      { metadata: { encoding: btoa('json/plain') }, data: btoa(JSON.stringify(value)) },
    ]),
  );
  const name = `${eventType[0]?.toLowerCase()}${eventType.slice(1)}EventAttributes`;
  const attributes = eventId === 1 ? { workflowType: { name: 'w' } } : { searchAttributes: { indexedFields } };
  return { eventId: String(eventId), eventTime: `2026-11-01T00:00:0${eventId}Z`, eventType, [name]: attributes };
}
