// Compares random sequences of operations with a naive log in memory, for all stores, through several logs at one
// place.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RetraceError } from '../model/errors.ts';
import { everything, plain } from '../testing/log-events.ts';
import { logStores, type TestStore } from '../testing/log-stores.ts';
import { MemoryArchives } from '../testing/memory-archives.ts';
import { NaiveLog } from '../testing/naive-log.ts';
import { type ArchiveRef, type EventLog, SeqError, type StoredEvent } from './log.ts';

/** Seqs are relative to the run's next seq, so that most operations are near it. */
type Operation =
  | {
      readonly type: 'append';
      readonly run: string;
      readonly step: number;
      readonly count: number;
      readonly variant: number;
      readonly expectedStep: number | null;
      readonly hole: boolean;
    }
  | { readonly type: 'create'; readonly run: string; readonly count: number; readonly commit: boolean }
  | { readonly type: 'fork'; readonly run: string; readonly parent: string; readonly back: number }
  | { readonly type: 'archive'; readonly run: string; readonly back: number; readonly shift: number }
  | { readonly type: 'restore'; readonly run: string; readonly which: number }
  | { readonly type: 'keep' | 'checkpoint'; readonly run: string; readonly back: number }
  | { readonly type: 'read'; readonly run: string; readonly from: number; readonly length: number }
  | { readonly type: 'readByTime'; readonly run: string; readonly fromMs: number; readonly length: number };

const run = fc.constantFrom('a', 'b', 'c', 'D/é', 'e~');
const small = fc.integer({ min: 0, max: 6 });
const mostly = (value: number, others: readonly number[]): fc.Arbitrary<number> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 2, arbitrary: fc.constantFrom(...others) });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      run,
      step: mostly(0, [-4, -3, -2, -1, 1]),
      count: mostly(2, [0, 1, 3, 25]),
      variant: mostly(0, [1, 2]),
      expectedStep: fc.option(mostly(0, [-1, 1]), { freq: 3 }),
      hole: fc.constant(false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      run,
      step: fc.constant(0),
      count: fc.constant(3),
      variant: fc.constant(0),
      expectedStep: fc.constant(null),
      hole: fc.constant(true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('create' as const), run, count: small, commit: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('fork' as const),
      run,
      parent: run,
      back: fc.integer({ min: -1, max: 12 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('archive' as const), run, back: small, shift: mostly(0, [-1, 1]) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('restore' as const), run, which: small }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('keep' as const, 'checkpoint' as const),
      run,
      back: fc.integer({ min: -1, max: 8 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('read' as const),
      run,
      from: fc.integer({ min: -1, max: 40 }),
      length: fc.integer({ min: -1, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('readByTime' as const),
      run,
      fromMs: fc.integer({ min: -5, max: 40 }),
      length: fc.integer({ min: -1, max: 40 }),
    }),
  },
);

/**
 * An event that depends only on seq and variant, so that repetitions and conflicts occur; times are out of order, and
 * some are null.
 */
function eventOf(seq: number, variant: number): StoredEvent {
  const atMs = seq % 5 === 0 ? null : (seq * 7) % 40;
  return { seq, type: `type ${variant % 2}`, atMs, payload: Buffer.from(seq % 4 === 0 ? '' : `${seq}:${variant}`) };
}

function eventsOf(first: number, count: number, variant: number): readonly StoredEvent[] {
  return Array.from({ length: count }, (_, i) => eventOf(first + i, i === count - 1 ? variant : 0));
}

/** A store under test and its naive model. */
class Pair {
  readonly #logs: readonly EventLog[];
  readonly #naive = new NaiveLog();
  readonly #archives: MemoryArchives;
  #turn = 0;

  constructor(logs: readonly EventLog[], archives: MemoryArchives) {
    this.#logs = logs;
    this.#archives = archives;
  }

  async apply(operation: Operation): Promise<void> {
    const log = this.#logs[this.#turn++ % this.#logs.length]!;
    const { run: name } = operation;
    const length = this.#naive.events(name).length;
    if (operation.type === 'append') {
      const first = length + 1 + operation.step;
      if (first < 1) return;
      const events = eventsOf(first, operation.count, operation.variant).map((event, i) =>
        operation.hole && i === 1 ? { ...event, seq: event.seq + 1 } : event,
      );
      const expectedSeq = operation.expectedStep === null ? undefined : length + 1 + operation.expectedStep;
      const answer = await answerOf(log.append(name, events, expectedSeq === undefined ? {} : { expectedSeq }));
      assert.deepEqual(answer, this.#naive.append(name, events, expectedSeq));
    } else if (operation.type === 'create') await this.#create(log, operation);
    else if (operation.type === 'fork') {
      const seq = this.#naive.events(operation.parent).length - operation.back;
      assert.deepEqual(
        await answerOf(log.fork(operation.parent, seq, name).then(() => null)),
        this.#naive.fork(operation.parent, seq, name),
      );
    } else if (operation.type === 'archive') await this.#archive(log, name, operation);
    else if (operation.type === 'restore') {
      const archives = this.#naive.runs.get(name)?.archives ?? [];
      const archive = archives[operation.which % Math.max(1, archives.length)];
      if (archive !== undefined)
        assert.deepEqual(
          await answerOf(this.#archives.restore(log, name, archive).then(() => null)),
          this.#naive.restore(name, archive),
        );
    } else if (operation.type === 'keep') {
      const seq = Math.max(0, length - operation.back);
      this.#naive.keepCheckpoint(name, 'state', seq, `${name} ${seq} ${this.#turn}`);
      await log.keepCheckpoint(name, 'state', seq, Buffer.from(`${name} ${seq} ${this.#turn}`));
    } else if (operation.type === 'checkpoint') {
      const found = await log.checkpointAt(name, 'state', length - operation.back);
      assert.deepEqual(
        found && { seq: found.seq, text: Buffer.from(found.bytes).toString() },
        this.#naive.checkpointAt(name, 'state', length - operation.back),
      );
    } else if (operation.type === 'read' || operation.type === 'readByTime') await this.#read(log, name, operation);
  }

  async #create(log: EventLog, { run: name, count, commit }: Extract<Operation, { type: 'create' }>): Promise<void> {
    const events = eventsOf(1, count, 0);
    const answer = await answerOf(
      (async () => {
        const writer = await log.create(name);
        await writer.append(events.slice(0, 2));
        await writer.append(events.slice(2));
        await (commit ? writer.commit() : writer.rollback());
        return null;
      })(),
    );
    assert.deepEqual(answer, commit || this.#naive.runs.has(name) ? this.#naive.create(name, events) : { value: null });
  }

  async #archive(log: EventLog, name: string, { back, shift }: Extract<Operation, { type: 'archive' }>): Promise<void> {
    const there = this.#naive.runs.get(name);
    const from = (there?.archives.at(-1)?.to ?? there?.parent?.seq ?? 0) + 1 + shift;
    const to = this.#naive.events(name).length - back;
    const ref: ArchiveRef = { file: `${name}-${from}-${to}`, checksum: `sum of ${from} to ${to}`, from, to };
    const expected = this.#naive.archive(name, ref, ref);
    assert.deepEqual(await answerOf(this.#archives.archive(log, name, from, to).then(() => null)), expected);
  }

  async #read(
    log: EventLog,
    name: string,
    operation: Extract<Operation, { type: 'read' | 'readByTime' }>,
  ): Promise<void> {
    const events = this.#naive.events(name);
    if (operation.type === 'readByTime') {
      const [fromMs, toMs] = [operation.fromMs, operation.fromMs + operation.length];
      const wanted = events
        .filter(({ atMs }) => atMs !== null && atMs >= fromMs && atMs <= toMs)
        .toSorted((a, b) => a.atMs! - b.atMs! || a.seq - b.seq);
      assert.deepEqual(plain(await log.readByTime(name, { fromMs, toMs })), plain(wanted));
      return;
    }
    const [from, to] = [operation.from, operation.from + operation.length];
    const wanted = events.filter(({ seq }) => seq >= from && seq <= to);
    assert.deepEqual(plain(await log.read(name, from, to)), plain(wanted));
    assert.deepEqual(plain(await log.readReverse(name, from, to)), plain(wanted.toReversed()));
    const single = await log.eventAt(name, from);
    assert.deepEqual(plain(single === undefined ? [] : [single]), plain(events.filter(({ seq }) => seq === from)));
  }

  /** Asserts that all logs and the model agree and that the chains verify. */
  async agree(): Promise<void> {
    for (const log of this.#logs) {
      const streams =
        (await log.streams({ limit: 2 })).streams.length === Math.min(2, this.#naive.runs.size)
          ? (await log.streams()).streams
          : [];
      assert.deepEqual(new Set(streams.map((stream) => stream.run)), new Set(this.#naive.runs.keys()));
      for (const [name, { events, parent, archives }] of this.#naive.runs) {
        assert.deepEqual(plain(await everything(log, name)), plain(events));
        const last = events.at(-1);
        assert.deepEqual(await log.stream(name), {
          run: name,
          events: events.length,
          lastType: last?.type ?? null,
          lastAtMs: last?.atMs ?? null,
          parent,
          archivedTo: archives.at(-1)?.to ?? 0,
        });
        assert.deepEqual(await log.verify(name), {
          run: name,
          events: events.length,
          bad: null,
          tornBytes: 0,
          missingArchives: [],
        });
      }
      for await (const { bad } of log.verifyAll()) assert.equal(bad, null);
    }
  }
}

async function answerOf<T>(work: Promise<T>): Promise<unknown> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof SeqError)
      return { refused: { code: error.code, expectedSeq: error.expectedSeq, gotSeq: error.gotSeq } };
    if (error instanceof RetraceError) return { refused: { code: error.code } };
    throw error;
  }
}

async function agrees(store: TestStore, operations: readonly Operation[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-model-'));
  const archives = new MemoryArchives();
  const place = store.place(folder);
  const logs = Array.from({ length: store.shared ? 2 : 1 }, () => place.open({ archives }));
  try {
    const pair = new Pair(logs, archives);
    for (const each of operations) await pair.apply(each);
    await pair.agree();
  } finally {
    for (const log of logs) await log.close();
    rmSync(folder, { recursive: true });
  }
}

for (const store of logStores) {
  describe(`any sequence of operations, ${store.name}`, () => {
    test('L7 L10 L11 L12 L14 L15 L17 L22 L23 L24 L26 L27 L28 gives the same answers as a naive log', async () => {
      const numRuns = Number(process.env['LOG_MODEL_RUNS'] ?? 60);
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) =>
          agrees(store, operations),
        ),
        { numRuns },
      );
    });
  });
}
