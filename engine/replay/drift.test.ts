import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { orderedRun } from '../testing/replay/ordered-run.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';
import { Replayer } from './replayer.ts';

const file = join(import.meta.dirname, '../testing/replay/workflows.ts');
const lines = readFileSync(file, 'utf8').split('\n');

const ordered = orderedRun();

function twoReservations(): RecordedRun {
  const run = new RecordedRun('both').task();
  const [tea, milk] = [run.schedule('reserve', 'tea', { cups: 2 }), run.schedule('reserve', 'milk', { cups: 1 })];
  return run.complete(tea, '').complete(milk, '').task();
}

suite('drift', () => {
  let replayer: Replayer;
  before(async () => {
    replayer = new Replayer(await bundleCode({ workflowsPath: file }));
  });
  after(() => replayer.close());

  /** seq, operation, attribute, from, to, grade, and the line of the call. */
  async function driftOf(run: RecordedRun, workflowType: string): Promise<readonly (readonly unknown[])[]> {
    const { official, drift } = await replayer.replay({ payloads: run.payloads, workflowId: 'order-1', workflowType });
    assert.deepEqual(official, { passes: true });
    return drift.map(({ seq, operation, attribute, from, to, grade, source: [call] }) => [
      seq,
      operation,
      attribute,
      from,
      to,
      grade,
      call === undefined ? undefined : lines[call.line - 1]?.trim(),
    ]);
  }

  test('P50 the same code does not drift', async () => {
    assert.deepEqual(await driftOf(ordered, 'order'), []);
    assert.deepEqual(await driftOf(twoReservations(), 'both'), []);
  });

  test('P50 input, length of a timer and result, with the line that asks', async () => {
    assert.deepEqual(await driftOf(ordered, 'orderDrifted'), [
      [5, 'reserve', 'input[0]', 'tea', 'tea!', 'changesBehaviour', 'await reserve(`${item}!`);'],
      [11, 'timer 1', 'startToFireTimeout', 1000, 2592000000, 'changesBehaviour', "await sleep('30 days');"],
      [22, 'workflow', 'result', 'charged', 'another result', 'changesBehaviour', "return 'another result';"],
    ]);
  });

  test('P50 timeouts and retries, as the server fills in what is left out', async () => {
    assert.deepEqual(await driftOf(ordered, 'orderHurries'), [
      [5, 'reserve', 'retryPolicy.maximumAttempts', 0, 3, 'changesBehaviour', 'await hurried.reserve(item);'],
      [5, 'reserve', 'startToCloseTimeout', 60000, 5000, 'changesBehaviour', 'await hurried.reserve(item);'],
    ]);
  });

  test('P50 values are compared inside', async () => {
    const changed = (await driftOf(twoReservations(), 'bothChanged')).map((drift) => drift.slice(0, 5));
    assert.deepEqual(changed, [
      [5, 'reserve', 'input[1].cups', 2, 3],
      [6, 'reserve', 'input[1].sugar', undefined, true],
    ]);
  });

  const endOf = async (run: RecordedRun, workflowType: string): Promise<readonly (readonly unknown[])[]> =>
    (await driftOf(run, workflowType)).map((drift) => [...drift.slice(1, 5), drift[6]]);

  test('P169 a result is told at the line that returned it', async () => {
    const early = new RecordedRun('ends', 'early').task().completed('before');
    assert.deepEqual(await endOf(early, 'ends'), [
      ['workflow', 'result', 'before', 'early', "if (way === 'early') return 'early';"],
    ]);
    const late = new RecordedRun('ends', 'late').task().activity('reserve', 'late', 'reserved').completed('before');
    assert.deepEqual(await endOf(late, 'ends'), [
      ['workflow', 'result', 'before', 'RESERVED', 'return reserved.toUpperCase();'],
    ]);
    const nothing = new RecordedRun('ends', 'nothing').task().activity('reserve', 'nothing', '').completed('before');
    assert.deepEqual(
      (await endOf(nothing, 'ends')).map((drift) => drift.at(-1)),
      ['const reserved = await reserve(way);'],
      'a return of nothing has no place of its own: the last one where it waited has',
    );
  });

  test('P169 a failure is told where it was made, or where the code waited for what failed', async () => {
    const own = new RecordedRun('ends', 'own').task().activity('reserve', 'own', '').failed('before');
    assert.deepEqual(await endOf(own, 'ends'), [
      [
        'workflow',
        'failure.message',
        'before',
        'no cups',
        "if (way === 'own') throw ApplicationFailure.nonRetryable('no cups');",
      ],
    ]);
    const passed = new RecordedRun('ends', 'passed').task().activity('reserve', 'passed', '');
    passed.event('ActivityTaskFailed', {
      scheduledEventId: String(passed.schedule('charge', 'passed')),
      startedEventId: String(passed.events.length + 1),
      failure: { message: 'broken', applicationFailureInfo: { type: 'Error' } },
    });
    const drift = await endOf(passed.task().failed('before'), 'ends');
    assert.deepEqual([...new Set(drift.map((one) => one.at(-1)))], ["if (way === 'passed') await charge(way);"]);
  });

  test('P169 what is continued with is told at the call', async () => {
    const run = new RecordedRun('again', 3).task().activity('reserve', 3, '');
    run.command('WorkflowExecutionContinuedAsNew', {
      workflowType: { name: 'again' },
      taskQueue: { name: 'orders' },
      input: { payloads: [{ metadata: { encoding: btoa('json/plain') }, data: btoa('1') }] },
    });
    assert.deepEqual(await endOf(run, 'again'), [
      ['workflow', 'input[0]', 1, 2, 'if (n > 1) await continueAsNew<typeof again>(n - 1);'],
    ]);
  });

  test('P51 calls of one kind that changed places are one drift of order', async () => {
    const [[seq, operation, attribute, , , grade] = [], ...others] = await driftOf(twoReservations(), 'bothSwapped');
    assert.deepEqual([seq, operation, attribute, grade], [5, 'reserve', 'order', 'changesBehaviour']);
    assert.deepEqual(others, []);
  });

  test('P52 what only shows is cosmetic', async () => {
    const run = new RecordedRun('migrated', 'tea').task().patch('notify-first').activity('notify', 'tea', '');
    assert.deepEqual(
      (await driftOf(run, 'migrated')).map((drift) => drift.slice(1, 6)),
      [['notify-first', 'deprecated', false, true, 'cosmetic']],
    );
  });
});
