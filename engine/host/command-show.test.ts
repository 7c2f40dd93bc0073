import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { type Fields, jsonLines, retrace } from '../testing/command-line.ts';
import { ownHistories } from '../testing/corpus.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

const wrapper = join(import.meta.dirname, '../testing/cases/show-says-the-wrapper.input.json');

async function lineOf(context: TestContext, events: readonly object[], at?: number): Promise<readonly string[]> {
  const path = fileIn(scratchFolder(context), 'run.json', JSON.stringify({ events }));
  const { out } = await retrace('show', path, ...(at === undefined ? [] : ['--at', String(at)]));
  return out.split('\n').slice(1, 3);
}

function event(id: number, seconds: number, type: string, fields: object = {}): object {
  const key = type.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    eventId: String(id),
    eventTime: `2026-01-01T00:00:${String(seconds).padStart(2, '0')}Z`,
    eventType: `EVENT_TYPE_${type}`,
    [`${key}EventAttributes`]: fields,
  };
}

const begun = [
  event(1, 0, 'WORKFLOW_EXECUTION_STARTED', { workflowType: { name: 'w' } }),
  event(2, 0, 'WORKFLOW_TASK_SCHEDULED', { attempt: 1 }),
  event(3, 1, 'WORKFLOW_TASK_STARTED', { scheduledEventId: '2', identity: '7@host' }),
  event(4, 2, 'WORKFLOW_TASK_COMPLETED', { scheduledEventId: '2', startedEventId: '3' }),
];

test('W20 show-says-the-wrapper: why a run failed is said in the words of what failed', async () => {
  const { out } = await retrace('show', wrapper);
  assert.equal(out.split('\n')[1], 'after event 11 of 11: failed (charge failed (CardDeclined: card declined))');
  const state = jsonLines(await retrace('show', wrapper, '--json'))[0]?.['state'] as Fields;
  assert.equal(state['whyFailed'], 'charge failed (CardDeclined: card declined)');
});

test('W20 show says the wrapper of a child neither, and the own words of a run before their cause', async (context) => {
  const initiated = event(5, 2, 'START_CHILD_WORKFLOW_EXECUTION_INITIATED', {
    workflowId: 'order-7',
    workflowType: { name: 'ship' },
    workflowTaskCompletedEventId: '4',
  });
  const cause = {
    message: 'Child Workflow execution failed',
    childWorkflowExecutionFailureInfo: { initiatedEventId: '5' },
    cause: { message: 'lost at sea', applicationFailureInfo: { type: 'Storm' } },
  };
  const failed = (failure: object): readonly object[] => [
    ...begun,
    initiated,
    event(6, 3, 'WORKFLOW_EXECUTION_FAILED', { failure }),
  ];
  assert.equal(
    (await lineOf(context, failed(cause)))[0],
    'after event 6 of 6: failed (ship (order-7) failed (Storm: lost at sea))',
  );
  assert.equal(
    (
      await lineOf(
        context,
        failed({ message: 'order 7 not delivered', applicationFailureInfo: { type: 'Late' }, cause }),
      )
    )[0],
    'after event 6 of 6: failed (order 7 not delivered, caused by ship (order-7): Storm: lost at sea)',
  );
});

test('W20 show says no wrapper that names no event', async (context) => {
  const cause = {
    message: 'Activity task failed',
    activityFailureInfo: { activityType: { name: 'charge' } },
    cause: { message: 'card declined', applicationFailureInfo: { type: 'CardDeclined' } },
  };
  const said = async (failure: object): Promise<string | undefined> =>
    (await lineOf(context, [...begun, event(5, 3, 'WORKFLOW_EXECUTION_FAILED', { failure })]))[0];
  assert.equal(await said(cause), 'after event 5 of 5: failed (CardDeclined: card declined)');
  assert.equal(
    await said({ message: 'order 7 not paid', applicationFailureInfo: { type: 'NotPaid' }, cause }),
    'after event 5 of 5: failed (order 7 not paid, caused by CardDeclined: card declined)',
  );
});

test('W2 W3 W5 show says what the run waits for, at any seq', async (context) => {
  const events = [
    ...begun,
    event(5, 2, 'ACTIVITY_TASK_SCHEDULED', {
      activityType: { name: 'charge' },
      retryPolicy: {},
      workflowTaskCompletedEventId: '4',
    }),
    event(6, 9, 'WORKFLOW_EXECUTION_SIGNALED', { signalName: 'go' }),
  ];
  const waits = async (at: number): Promise<string | undefined> => (await lineOf(context, events, at))[1];
  assert.equal(await waits(2), 'waits for: a worker to take its workflow task, scheduled 2026-01-01 00:00:00 UTC, #2');
  assert.equal(
    await waits(3),
    'waits for: worker 7@host to finish its workflow task, started 2026-01-01 00:00:01 UTC, #3',
  );
  assert.equal(
    await waits(5),
    'waits for: charge, scheduled 2026-01-01 00:00:02 UTC, #5; whether it runs is not in a history',
  );
  assert.equal(
    await waits(6),
    'waits for: a workflow task to be scheduled, because signal go came 2026-01-01 00:00:09 UTC, #6',
  );
});

test('W21 W22 events name the type of what ran, what a person wrote beside it, and which child it was', async () => {
  const { out } = await retrace('events', join(ownHistories, 'family.json'));
  assert.match(out, /StartChildWorkflowExecutionInitiated +child initiated \([^)]+\) “the good one”\n/);
});

test('W1 I14 of one page, and of a file cut off, show says that the run goes on behind it', async (context) => {
  const page = fileIn(
    scratchFolder(context),
    'page.json',
    JSON.stringify({ history: { events: begun }, nextPageToken: 'more' }),
  );
  const { out } = await retrace('show', page);
  assert.equal(out.split('\n')[3], 'goes on behind event 4, which is the last here');
  assert.equal(jsonLines(await retrace('show', page, '--json'))[0]?.['goesOn'], true);
  const cut = fileIn(scratchFolder(context), 'cut.json', JSON.stringify({ events: begun }).slice(0, -2));
  assert.match((await retrace('show', cut, '--partial')).out, /\ngoes on behind event 4, which is the last here\n/);
  const whole = fileIn(scratchFolder(context), 'whole.json', JSON.stringify({ events: begun }));
  assert.doesNotMatch((await retrace('show', whole)).out, /goes on/);
});

test('W24 show says in its text why each operation failed, and why one that is tried again did', async (context) => {
  const failure = { message: 'card declined', applicationFailureInfo: { type: 'CardDeclined' } };
  const path = fileIn(
    scratchFolder(context),
    'run.json',
    JSON.stringify({
      events: [
        ...begun,
        event(5, 2, 'ACTIVITY_TASK_SCHEDULED', { activityType: { name: 'charge' } }),
        event(6, 2, 'ACTIVITY_TASK_SCHEDULED', { activityType: { name: 'ship' } }),
        event(7, 2, 'START_CHILD_WORKFLOW_EXECUTION_INITIATED', { workflowId: 'c', workflowType: { name: 'mail' } }),
        event(8, 3, 'ACTIVITY_TASK_FAILED', { scheduledEventId: '5', failure }),
        event(9, 3, 'ACTIVITY_TASK_STARTED', { scheduledEventId: '6', attempt: 2, lastFailure: { message: 'storm' } }),
        event(10, 4, 'CHILD_WORKFLOW_EXECUTION_FAILED', {
          initiatedEventId: '7',
          failure: {
            message: 'Child Workflow execution failed',
            childWorkflowExecutionFailureInfo: { initiatedEventId: '7' },
            cause: { message: 'no post' },
          },
        }),
      ],
    }),
  );
  const said = async (at: number): Promise<readonly string[]> =>
    (await retrace('show', path, '--at', String(at))).out
      .split('\n')
      .flatMap((line) => /  (\w+[,: (].*|\w+)$/.exec(line)?.[1] ?? []);
  const lines = (await said(10)).join('\n');
  assert.match(lines, /charge: CardDeclined: card declined/);
  assert.match(lines, /ship \(2 attempts\), last failure: storm/);
  assert.match(lines, /mail \(c\): no post/);
  assert.doesNotMatch((await said(7)).join('\n'), /declined|storm|post/);
});

test('W24 show says what a run was given and gave; one that continued as new has no result', async (context) => {
  const payloads = (value: unknown): object => ({
    payloads: [
      { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: Buffer.from(JSON.stringify(value)).toString('base64') },
    ],
  });
  const started = event(1, 0, 'WORKFLOW_EXECUTION_STARTED', { workflowType: { name: 'w' }, input: payloads(1) });
  const show = async (...rest: readonly object[]): Promise<{ lines: readonly string[]; state: Fields }> => {
    const path = fileIn(scratchFolder(context), 'run.json', JSON.stringify({ events: [started, ...rest] }));
    const { out } = await retrace('show', path);
    return {
      lines: out.split('\n').slice(2, 4),
      state: jsonLines(await retrace('show', path, '--json'))[0]?.['state'] as Fields,
    };
  };
  const continued = await show(event(2, 1, 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW', { input: payloads({ page: 2 }) }));
  assert.deepEqual(continued.lines, ['input: 1', 'input of the next run: {"page": 2}']);
  assert.equal('result' in continued.state, false);
  assert.deepEqual(continued.state['nextInput'], { payloads: [{ page: 2 }] });
  const completed = await show(event(2, 1, 'WORKFLOW_EXECUTION_COMPLETED', { result: payloads('ok') }));
  assert.deepEqual(completed.lines, ['input: 1', 'result: "ok"']);
  assert.equal('nextInput' in completed.state, false);
});
