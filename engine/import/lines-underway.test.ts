// Tests viewing a long run during its import from lines: every answer during the import equals the answer afterwards.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { ImportOutcome, ImportProgress, LibraryChange, RunGrowth } from '../model/api.ts';
import { GrowingOutline } from '../model/growing-outline.ts';
import { unpackOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import type { Engine } from '../engine.ts';
import { ArrivingRun } from '../runs/arriving-run.ts';
import { bytesEntry } from '../sources/entry.ts';
import { jsonLines } from '../sources/json/json-lines.ts';
import { Library } from '../store/library.ts';
import { caller } from '../testing/caller.ts';
import { openEngine, scratchFolder } from '../testing/library.ts';
import { settled } from '../testing/settled-outline.ts';
import { importLines } from './import-lines.ts';

const count = 12_000;

/** Lines of a log with a start, nodes and no end, 500 bytes per event. */
function logOf(run: string, events: number): readonly string[] {
  return Array.from({ length: events }, (_, i) =>
    JSON.stringify({
      seq: i + 1,
      timestamp: 1e12 + i,
      type: i === 0 ? 'workflow_started' : i % 2 === 1 ? 'node_started' : 'node_completed',
      node_id: `n${(i + 1) >> 1}`,
      run_id: run,
      text: `${i} `.repeat(60),
    }),
  );
}

type Looked = { readonly first: RunSummary; readonly outcomes: readonly ImportOutcome[]; readonly seen: unknown };

/** Imports, and views the first run as soon as it is viewable. */
async function lookedAt(
  engine: Engine,
  bytes: Uint8Array<ArrayBuffer>,
  look: (run: RunSummary) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<Looked> {
  let first: RunSummary | undefined;
  let looking: Promise<unknown> | undefined;
  const progress = ({ runs }: ImportProgress): void => {
    if (first !== undefined || runs[0] === undefined) return;
    [first] = runs;
    looking = look(runs[0]);
    // The rejection is asserted below, after the import.
    looking.catch(() => undefined);
  };
  const outcomes = await engine.importBytes({ name: 'long.jsonl', bytes, partial: false }, caller(progress, signal));
  assert.ok(first !== undefined, 'no run was told of');
  return { first, outcomes, seen: await looking };
}

async function detailsOf(engine: Engine, run: string, seqs: readonly number[]): Promise<unknown> {
  const details: unknown[] = [];
  for (const seq of seqs) {
    const [row] = await engine.readRows({ run, from: seq, to: seq });
    details.push(row, await engine.readEvent({ run, seq }), await engine.readRaw({ run, seq, offset: 0 }));
  }
  return details;
}

const seqs = [1, 2, 500, 999, 1000];

for (const [form, pack] of [
  ['lines', (text: string) => Buffer.from(text)],
  ['packed lines', (text: string) => gzipSync(text)],
] as const)
  test(`I30 ${form} can be looked at and stepped through while they are read, in a library of a file and in memory`, async (context) => {
    for (const database of [join(scratchFolder(context), 'library.db'), ':memory:']) {
      const engine = openEngine(context, database);
      const { first, outcomes, seen } = await lookedAt(
        engine,
        pack(logOf('a', count).join('\n')),
        async ({ runId }) => {
          const { summary, outline } = await engine.openRun({ run: runId });
          const { events } = unpackOutline(outline);
          const found = await engine.search(
            { run: runId, from: 1, text: '"n3"', regex: false, payloads: true },
            caller(),
          );
          return [summary.expected !== undefined, events < count, found, await detailsOf(engine, runId, seqs)];
        },
      );
      assert.ok(first.expected !== undefined && first.events < count);
      assert.match(first.headline.sentence, /^Being read: [\d,]+( of about 1[\d,]+)? events so far$/);
      assert.deepEqual(
        outcomes.map((outcome) => 'run' in outcome && outcome.run.events),
        [count],
      );
      assert.equal((await engine.openRun({ run: 'a' })).summary.expected, undefined);
      const found = await engine.search({ run: 'a', from: 1, text: '"n3"', regex: false, payloads: true }, caller());
      assert.deepEqual(seen, [true, true, found, await detailsOf(engine, 'a', seqs)]);
    }
  });

test('I30 who opens and follows it has all of it when it is stored, without being told anew', async (context) => {
  const engine = openEngine(context, join(scratchFolder(context), 'library.db'));
  const ended = new AbortController();
  let following: Promise<unknown> | undefined;
  let growing: GrowingOutline | undefined;
  const told: string[] = [];
  const { promise: stored, resolve } = Promise.withResolvers<void>();
  const take = (growth: RunGrowth): void => {
    told.push(growth.type);
    if (growth.type === 'whole') growing = new GrowingOutline(unpackOutline(growth.outline));
    else growing!.append(growth.delta);
    if (growth.summary.expected === undefined) resolve();
  };
  await lookedAt(engine, Buffer.from(logOf('a', count).join('\n')), async ({ runId }) => {
    growing = new GrowingOutline(unpackOutline((await engine.openRun({ run: runId })).outline));
    // Waits until the run has more events.
    while ((await engine.reader(runId)).summary.events <= growing.outline.events) await setImmediate();
    following = engine.followRun({ run: runId, from: growing.outline.events }, caller(take, ended.signal));
  });
  await stored;
  ended.abort();
  await following;
  assert.equal(told.includes('whole'), false);
  assert.ok(told.length > 0);
  const { outline } = await engine.openRun({ run: 'a' });
  // Asserts in brief: printing the difference of values this large takes minutes.
  assert.ok(
    isDeepStrictEqual(settled(growing!.outline), unpackOutline(outline)),
    'another outline than the stored one',
  );
});

test('I30 A6 who follows the library sees the events of a run that is read become more', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const engine = openEngine(context);
  const told: number[] = [];
  const library = caller(({ runs }: LibraryChange) => told.push(...runs.map(({ events }) => events)));
  void engine.followLibrary({}, library);
  let isDone = false;
  const bytes = Buffer.from(logOf('a', count).join('\n'));
  const imported = engine.importBytes({ name: 'long.jsonl', bytes, partial: false }, caller());
  void imported.then(() => (isDone = true));
  for (const isLast of [false, true])
    do {
      context.mock.timers.tick(1000);
      await setImmediate();
    } while (!isDone && !isLast);
  const [first, second, ...more] = told;
  assert.ok(first !== undefined && second !== undefined && first < second && second < count, told.join());
  assert.equal(more.at(-1), count);
});

test('I30 I18 what lets its outline go on the way shows what it has, and nobody is told what it has not', async (context) => {
  const library = new Library(join(scratchFolder(context), 'library.db'));
  context.after(() => library.close());
  const lines = await jsonLines(bytesEntry('long.jsonl', Buffer.from(logOf('a', count).join('\n'))), false);
  let arriving: ArrivingRun | undefined;
  let extentAtFirst = 0;
  let isHeld = false;
  await importLines(library, lines!, {
    source: 'long.jsonl',
    nowMs: 1,
    outlinedTogether: 5000,
    onUnderway: (underway) => {
      arriving = new ArrivingRun(underway);
      extentAtFirst = arriving.extent.events;
      return () => {
        arriving!.hold();
        isHeld = true;
      };
    },
  });
  const { outline, extent, explanation, summary, packed } = arriving!;
  assert.deepEqual([isHeld, explanation], [true, 1]);
  assert.ok(extentAtFirst >= 1000 && extent.events > extentAtFirst && extent.events <= 5100);
  assert.deepEqual(
    [outline.events, unpackOutline(packed).events, summary.events],
    [extent.events, extent.events, extent.events],
  );
  assert.match(
    summary.headline.sentence,
    /^Being read: 12,000 of about 12,000 events so far, of which the first [\d,]+ are shown$/,
  );
  assert.equal(arriving!.since(extent).events, extent.events);
  const rows = await arriving!.reader.rows(extent.events - 1, extent.events + 5);
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    [extent.events - 1, extent.events],
  );
});

test('I30 I16 lines that turn out to be something else are shown as what they are read as in the end', async (context) => {
  const engine = openEngine(context, join(scratchFolder(context), 'library.db'));
  const text = [...logOf('a', count), '{"event_id":"half","of":[]}', '{"another":1}'].join('\n');
  const { outcomes } = await lookedAt(engine, Buffer.from(text), async () => undefined);
  const whole = openEngine(context);
  const expected = await whole.importBytes({ name: 'long.jsonl', bytes: Buffer.from(text), partial: false }, caller());
  const facts = ([outcome]: readonly ImportOutcome[]): unknown =>
    outcome !== undefined && 'run' in outcome ? { ...outcome.run, importedAtMs: 0 } : outcome;
  assert.deepEqual(facts(outcomes), facts(expected));
  assert.deepEqual((await engine.listRuns()).length, (await whole.listRuns()).length);
});

test('I30 I7 one that is cancelled, or cut off, is gone from who looks at it', async (context) => {
  const lines = logOf('a', count);
  for (const text of [lines.join('\n'), `${lines.join('\n')}\n{"seq":`]) {
    const engine = openEngine(context, join(scratchFolder(context), 'library.db'));
    const cancel = new AbortController();
    const { outcomes } = await lookedAt(
      engine,
      Buffer.from(text),
      async () => {
        if (text.endsWith('}')) cancel.abort();
      },
      cancel.signal,
    );
    assert.ok(outcomes.every((outcome) => 'error' in outcome));
    assert.deepEqual(await engine.listRuns(), []);
    await assert.rejects(engine.openRun({ run: 'a' }), (error: { code?: string }) => error.code === 'no-such-run');
  }
});
