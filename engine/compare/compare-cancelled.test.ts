// Tests that a cancelled comparison ends for its caller, and for no other caller.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import test, { type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import { bytesSource } from '../import/import-job.ts';
import { SharedWork } from './shared-work.ts';
import { caller } from '../testing/caller.ts';
import { type WrittenEvent, payloads, temporalText } from '../testing/written-history.ts';

const isCancelled = { code: 'cancelled' };

/** Two runs of several pages each, so that their fingerprints take several turns. */
async function openPair(context: TestContext): Promise<{ engine: Engine; left: string; right: string }> {
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: true });
  context.after(() => engine.close());
  const signals = (first: number): readonly WrittenEvent[] =>
    Array.from({ length: 4000 }, (_, i) => [
      'WorkflowExecutionSignaled',
      { signalName: 's', input: payloads(first + i) },
    ]);
  const bytesOf = (first: number, id: string): Uint8Array =>
    Buffer.from(
      temporalText([
        ['WorkflowExecutionStarted', { workflowType: { name: 'w' }, workflowId: id, originalExecutionRunId: id }],
        ...signals(first),
      ]),
    );
  const outcomes = await engine.import(async () => [
    bytesSource('a.json', bytesOf(0, 'a')),
    bytesSource('b.json', bytesOf(1, 'b')),
  ]);
  const [left, right] = outcomes.map((outcome) => ('run' in outcome ? outcome.run.runId : ''));
  return { engine, left: left!, right: right! };
}

/** Calls and cancels before an answer is possible. */
async function cancelledAfterOneTurn(call: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const ending = new AbortController();
  const done = assert.rejects(call(ending.signal), isCancelled);
  await setImmediate();
  ending.abort();
  await done;
}

test('A2 each of the calls that compare ends as cancelled', async (context) => {
  const { engine, left, right } = await openPair(context);
  const key = 'signal:2';
  await cancelledAfterOneTurn((signal) => engine.compareRuns({ left, right, ignore: [] }, caller(undefined, signal)));
  await cancelledAfterOneTurn((signal) =>
    engine.compareMany({ run: left, others: [right, left] }, caller(undefined, signal)),
  );
  await cancelledAfterOneTurn((signal) =>
    engine.comparePair({ left, right, leftKey: key, rightKey: key, ignore: ['input.x'] }, caller(undefined, signal)),
  );
});

test('V298 what was prepared is there at once; cancelled, it is prepared anew', async (context) => {
  const { engine, left, right } = await openPair(context);
  await cancelledAfterOneTurn((signal) => engine.prepareComparison({ run: left }, { signal }));
  const turnsOf = async (work: Promise<unknown>): Promise<number> => {
    let turns = 0;
    let isDone = false;
    void work.then(() => (isDone = true));
    for (; !isDone; turns++) await setImmediate();
    return turns;
  };
  const first = await turnsOf(engine.prepareComparison({ run: left }));
  const second = await turnsOf(engine.prepareComparison({ run: left }));
  assert.ok(second < 3 && second < first, `${first} turns, then ${second}`);
  await engine.prepareComparison({ run: right });
  assert.equal((await engine.compareRuns({ left, right, ignore: [] })).comparison.same, false);
});

test('A2 the loop over many runs ends, also where all fingerprints are there already', async (context) => {
  const { engine, left, right } = await openPair(context);
  await engine.compareMany({ run: left, others: [right] });
  const ending = new AbortController();
  ending.abort();
  await assert.rejects(
    engine.compareMany({ run: left, others: [right] }, caller(undefined, ending.signal)),
    isCancelled,
  );
});

test('A2 who waits for the same fingerprints gets them, and so does who asks after all were cancelled', async (context) => {
  const { engine, left, right } = await openPair(context);
  const other = engine.compareRuns({ left, right, ignore: [] });
  await cancelledAfterOneTurn((signal) => engine.compareRuns({ left, right, ignore: [] }, caller(undefined, signal)));
  const { comparison } = await other;
  await cancelledAfterOneTurn((signal) =>
    engine.compareRuns({ left, right, ignore: ['input.x'] }, caller(undefined, signal)),
  );
  const again = await engine.compareRuns({ left, right, ignore: ['input.x'] });
  assert.deepEqual(again.comparison.counts, comparison.counts);
  assert.ok(!comparison.same);
});

test('A2 work that several wait for goes on until the last has left', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let ending: AbortSignal | undefined;
  const work = new SharedWork((signal) => {
    ending = signal;
    return promise;
  });
  const [one, two] = [new AbortController(), new AbortController()];
  const [first, second] = [work.result(one.signal), work.result(two.signal)];
  one.abort();
  await assert.rejects(first, isCancelled);
  assert.deepEqual([ending?.aborted, work.isOver], [false, false]);
  two.abort();
  await assert.rejects(second, isCancelled);
  assert.deepEqual([ending?.aborted, work.isOver], [true, true]);
  resolve('too late for those');
});

test('A2 work that is done keeps its result for whoever comes later', async () => {
  const work = new SharedWork(async () => 'done');
  assert.equal(await work.result(), 'done');
  await setImmediate();
  assert.deepEqual([work.isOver, await work.result()], [false, 'done']);
});
