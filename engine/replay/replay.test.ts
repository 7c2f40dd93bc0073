import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { objectOf } from '../model/json.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { orderedRun } from '../testing/replay/ordered-run.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';
import { Replayer } from './replayer.ts';
import type { SourcePosition, Verdict } from '../model/replay/verdict.ts';

const file = join(import.meta.dirname, '../testing/replay/workflows.ts');

const ordered = orderedRun();

suite('replay', () => {
  let bundle: Bundle;
  let replayer: Replayer;
  before(async () => {
    bundle = await bundleCode({ workflowsPath: file });
    replayer = new Replayer(bundle, { loopMs: 2000 });
  });
  after(() => replayer.close());

  const replay = (run: RecordedRun, workflowType?: string): Promise<Verdict> =>
    replayer.replay({
      payloads: run.payloads,
      workflowId: 'order-1',
      ...(workflowType !== undefined && { workflowType }),
    });

  async function diverges(
    run: RecordedRun,
    workflowType: string,
  ): Promise<Extract<Verdict, { type: 'nondeterminism' }>> {
    const verdict = await replay(run, workflowType);
    assert.equal(verdict.type, 'nondeterminism', JSON.stringify(verdict));
    return verdict;
  }

  test('P1 code that does what the history says is the same', async () => {
    const verdict = await replay(ordered);
    assert.deepEqual(verdict, { type: 'same', official: { passes: true }, unchecked: [], drift: [] });
  });

  test('P2 P3 a renamed activity diverges where it was scheduled, with both sides and the line of the call', async () => {
    const { divergence, official } = await diverges(ordered, 'orderRenamed');
    assert.equal(divergence.eventId, 16);
    assert.equal(divergence.seq, 16);
    assert.equal(divergence.expected?.type, 'ActivityTaskScheduled');
    assert.equal(divergence.got?.type, 'scheduleActivity');
    assert.equal(objectOf(divergence.got?.attributes)['activityType'], 'notify');
    assert.deepEqual(placesOf(divergence.source), [['workflows.ts', 'notify(item);', 'orderRenamed']]);
    assert.equal(
      official.passes ? '' : official.text,
      "[TMPRL1100] Nondeterminism error: Activity type of scheduled event 'charge' does not match activity type of activity command 'notify'",
    );
  });

  test('P2 calls in another order diverge at the first event that is another', async () => {
    const { divergence } = await diverges(ordered, 'orderSwapped');
    assert.equal(divergence.eventId, 5);
    assert.equal(
      divergence.text,
      'Timer machine does not handle this event: HistoryEvent(id: 5, ActivityTaskScheduled)',
    );
    assert.deepEqual(placesOf(divergence.source), [['workflows.ts', 'sleep(1000);', 'orderSwapped']]);
  });

  test('P2 P4 what is thrown in a task that the history completed diverges, with the line that throws', async () => {
    const { divergence, official } = await diverges(ordered, 'orderThrows');
    assert.deepEqual(divergence.got, { type: 'throws', attributes: { name: 'Error', message: 'the shelf is empty' } });
    assert.deepEqual(placesOf(divergence.source), [
      ['workflows.ts', "new Error('the shelf is empty');", 'orderThrows'],
    ]);
    assert.deepEqual(official, { passes: false, error: 'ReplayError', text: 'the shelf is empty' });
  });

  test('P4 a promise that is rejected and waited for by nobody fails the task', async () => {
    const { divergence } = await diverges(ordered, 'orderRejects');
    assert.equal(divergence.text, 'Unhandled Promise rejection: Error: nobody waits');
    assert.deepEqual(placesOf(divergence.source), [['workflows.ts', "new Error('nobody waits'));", 'orderRejects']]);
  });

  test('P5 a call that the history has no event for any more is found at the end, or is left over', async () => {
    const more = await diverges(ordered, 'orderAsksMore');
    assert.equal(more.divergence.expected?.type, 'WorkflowExecutionCompleted');
    const open = new RecordedRun('order', 'tea').task().activity('reserve', 'tea', 'reserved');
    const blocked = await replay(open);
    assert.equal(blocked.type, 'blocked');
    assert.deepEqual(blocked.type === 'blocked' && blocked.next.map(({ type, source }) => [type, source[0]?.name]), [
      ['startTimer', 'order'],
    ]);
  });

  test('P5 a history that ends while the code waits is blocked, and says on what, and where', async () => {
    const run = new RecordedRun('order', 'tea').task();
    run.schedule('reserve', 'tea');
    const verdict = await replay(run);
    assert.equal(verdict.type, 'blocked');
    if (verdict.type !== 'blocked') return;
    assert.deepEqual(
      verdict.waitsFor.map(({ type }) => type),
      ['scheduleActivity'],
    );
    assert.deepEqual(placesOf(verdict.waitsFor[0]?.source ?? []), [['workflows.ts', 'reserve(item);', 'order']]);
    assert.deepEqual(verdict.next, []);
  });

  test('P6 a task that was never completed is replayed to what makes it fail, which the official replayer passes', async () => {
    const run = new RecordedRun('order', 'tea').task();
    run.complete(run.schedule('reserve', 'tea'), 'reserved');
    run.openTask();
    const verdict = await replay(run, 'orderThrows');
    assert.equal(verdict.type, 'failsNext');
    assert.deepEqual(verdict.official, { passes: true });
    if (verdict.type !== 'failsNext') return;
    assert.equal(verdict.thrown.message, 'the shelf is empty');
    assert.deepEqual(placesOf(verdict.thrown.source), [
      ['workflows.ts', "new Error('the shelf is empty');", 'orderThrows'],
    ]);
  });

  test('P7 a history whose first task never started has nothing to replay', async () => {
    const run = new RecordedRun('order', 'tea');
    run.event('WorkflowTaskScheduled', { attempt: 1 });
    assert.equal((await replay(run)).type, 'notStarted');
  });

  test('P8 a patch that the history does not know is not taken, one that it knows is', async () => {
    assert.equal((await replay(ordered, 'orderPatched')).type, 'same');
    const patched = new RecordedRun('orderPatched', 'tea')
      .task()
      .patch('notify-first')
      .activity('notify', 'tea', '')
      .activity('reserve', 'tea', 'reserved')
      .timer('1s')
      .activity('charge', 'tea', 'charged')
      .completed('charged');
    assert.equal((await replay(patched)).type, 'same');
    const { divergence } = await diverges(patched, 'order');
    assert.match(divergence.text, /^Non-deprecated patch marker encountered for change notify-first/);
  });

  test('P8 signals, conditions and handlers', async () => {
    const run = new RecordedRun('approval')
      .task()
      .signal('approve', 'Ada')
      .activity('ship', 'Ada', 'shipped')
      .completed('Ada');
    assert.equal((await replay(run)).type, 'same');
    const unsigned = new RecordedRun('approval').task().activity('ship', 'Ada', 'shipped').completed('Ada');
    const { divergence } = await diverges(unsigned, 'approval');
    assert.equal(divergence.text, 'No command scheduled for event HistoryEvent(id: 5, ActivityTaskScheduled)');
    assert.equal(divergence.got, null);
  });

  test('P170 a marker that core cannot read fails the official replay; ours goes on with what it says', async () => {
    const verdict = await replay(
      new RecordedRun('priced')
        .task()
        .local('price', 2)
        .local('price', 3, { times: false })
        .timer('0.010s')
        .completed(5),
    );
    assert.equal(verdict.type, 'same', JSON.stringify(verdict));
    assert.deepEqual(verdict.drift, []);
    assert.deepEqual(verdict.official, {
      passes: false,
      error: 'ReplayError',
      text: 'Fatal error in workflow machines: Local activity marker was unparsable: HistoryEvent { event_id: 6',
    });
  });

  test('P8 local activities are answered by their markers', async () => {
    const run = new RecordedRun('priced').task().local('price', 2).local('price', 3).timer('0.010s').completed(5);
    assert.equal((await replay(run)).type, 'same');
    const { divergence } = await diverges(run, 'pricedOnce');
    assert.equal(divergence.text, 'Missing associated machine for LocalActivity(2)');
  });

  test('P8 random numbers are those of the run: one drawn more makes another id', async () => {
    const id =
      (await diverges(started('nobody knows'), 'parent')).divergence.text.match(/of command '(.+)'/)?.[1] ?? '';
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal((await replay(started(id))).type, 'blocked');
    const { divergence } = await diverges(started(id), 'parentDraws');
    assert.match(divergence.text, /^Child workflow id of scheduled event/);
  });

  test('P9 P145 an endless loop is ended from outside; the official replayer gives no answer', async () => {
    const verdict = await replay(ordered, 'orderLoops');
    assert.equal(verdict.type, 'stopped');
    assert.equal(verdict.type === 'stopped' && verdict.reason, 'endless-loop');
    assert.equal(verdict.official.passes ? '' : verdict.official.error, 'NoAnswer');
    assert.equal((await replay(ordered)).type, 'same', 'the next one is replayed as if nothing had been');
  });

  test('P9 so is code that takes memory without end', async () => {
    // A busy machine fills memory slowly: the loop limit is off meanwhile.
    const patient = new Replayer(bundle, { loopMs: 60_000, memoryMb: 100 });
    const history = { payloads: ordered.payloads, workflowId: 'order-1' };
    const verdict = await patient.replay({ ...history, workflowType: 'orderHoards' });
    assert.equal(verdict.type === 'stopped' && verdict.reason, 'out-of-memory');
    assert.equal((await patient.replay(history)).type, 'same');
    await patient.close();
  });

  test('P181 of several at once one that is stopped, or given up, costs no other its verdict', async () => {
    const [cancel, given] = [new AbortController(), { payloads: ordered.payloads, workflowId: 'order-1' }];
    const first = replayer.replay(given);
    const others = [
      replayer.replay(given),
      replayer.replay({ ...given, workflowType: 'orderLoops' }),
      replayer.replay(given, cancel.signal),
      replayer.replay({ ...given, workflowType: 'orderRenamed' }),
    ];
    await first;
    cancel.abort();
    const told = await Promise.allSettled(others);
    assert.deepEqual(
      told.map((one) => (one.status === 'fulfilled' ? one.value.type : (one.reason as { code: string }).code)),
      ['same', 'stopped', 'cancelled', 'nondeterminism'],
    );
  });

  test('P10 code that breaks out of its context finds nothing there', async () => {
    const { divergence } = await diverges(ordered, 'orderBreaksOut');
    assert.equal(divergence.text, 'no module');
  });

  test('P11 a replay can be cancelled', async () => {
    const cancel = new AbortController();
    const replayed = replayer.replay(
      { payloads: ordered.payloads, workflowId: '', workflowType: 'orderLoops' },
      cancel.signal,
    );
    cancel.abort();
    await assert.rejects(replayed, { code: 'cancelled' });
    assert.equal((await replay(ordered)).type, 'same');
  });
});

function started(workflowId: string): RecordedRun {
  const run = new RecordedRun('parent').task();
  const child = run.command('StartChildWorkflowExecutionInitiated', { workflowId, workflowType: { name: 'child' } });
  run.event('ChildWorkflowExecutionStarted', { initiatedEventId: String(child), workflowExecution: { runId: 'r' } });
  run.task();
  return run;
}

/** File, source text from the position on, and function. */
function placesOf(source: readonly SourcePosition[]): readonly (readonly [string, string, string | undefined])[] {
  return source.map(({ file: path, line, column, name }) => {
    const text = readFileSync(path, 'utf8').split('\n')[line - 1] ?? '';
    return [basename(path), text.slice(column - 1), name];
  });
}
