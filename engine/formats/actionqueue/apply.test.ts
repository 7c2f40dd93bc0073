import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOf, Story } from '../../testing/actionqueue-story.ts';
import { apply } from './apply.ts';
import { runStates } from './event.ts';
import { budgetOf, emptyProjection, type Projection } from './projection.ts';
import { projectionJson } from './projection-json.ts';

const t0 = 1_700_000_000;
const run1 = idOf('run', 1);

const ready = (): Story => new Story().task(1).run(1).move(1, 'Scheduled', 'Ready');
const leased = (): Story => ready().move(1, 'Ready', 'Leased').lease('LeaseAcquired', 1);
const running = (): Story => ready().dispatch(1);
const transition = 'Invalid state transition during replay';
const lease = 'Lease causality violation during replay: lease';

/** The last record of each story is refused; `since` is the record that the refusal refers to. */
const refusals: readonly {
  readonly what: string;
  readonly story: Story;
  readonly code: string;
  readonly upstream: string;
  readonly since?: number;
}[] = [
  {
    what: 'a sequence that comes twice',
    story: new Story().task(1).say('EnginePaused', {}, 1),
    code: 'AQ110',
    upstream: transition,
    since: 1,
  },
  {
    what: 'a sequence of zero',
    story: new Story().say('EnginePaused', {}, 0),
    code: 'AQ110',
    upstream: transition,
    since: 0,
  },
  {
    what: 'a task created twice',
    story: new Story().task(1).task(1),
    code: 'AQ201',
    upstream: 'Duplicate event detected',
    since: 1,
  },
  {
    what: 'a run created twice',
    story: new Story().task(1).run(1).run(1),
    code: 'AQ202',
    upstream: 'Duplicate event detected',
    since: 2,
  },
  {
    what: 'a run created as Ready',
    story: new Story().say('RunCreated', {
      run_instance: {
        id: run1,
        task_id: idOf('task', 1),
        state: 'Ready',
        current_attempt_id: null,
        attempt_count: 0,
        created_at: t0,
        scheduled_at: t0,
        effective_priority: 0,
        last_state_change_at: t0,
      },
    }),
    code: 'AQ203',
    upstream: transition,
  },
  {
    what: 'a move of an unknown run',
    story: new Story().move(1, 'Scheduled', 'Ready'),
    code: 'AQ204',
    upstream: transition,
  },
  {
    what: 'a cancel of an unknown run',
    story: new Story().say('RunCanceled', { run_id: run1 }),
    code: 'AQ204',
    upstream: transition,
  },
  {
    what: 'another previous state',
    story: ready().move(1, 'Leased', 'Running'),
    code: 'AQ205',
    upstream: transition,
    since: 3,
  },
  {
    what: 'an illegal move',
    story: ready().move(1, 'Ready', 'Running'),
    code: 'AQ206',
    upstream: transition,
    since: 3,
  },
  {
    what: 'a move out of the end',
    story: running().end(1).say('RunCanceled', { run_id: run1 }),
    code: 'AQ206',
    upstream: transition,
    since: 10,
  },
  {
    what: 'leaving Running for RetryWait with an open attempt',
    story: running().move(1, 'Running', 'RetryWait'),
    code: 'AQ207',
    upstream: transition,
    since: 7,
  },
  {
    what: 'suspending with an open attempt',
    story: running().say('RunSuspended', { run_id: run1, reason: null }),
    code: 'AQ207',
    upstream: transition,
    since: 7,
  },
  {
    what: 'resuming what is not suspended',
    story: ready().say('RunResumed', { run_id: run1 }),
    code: 'AQ205',
    upstream: transition,
    since: 3,
  },
  {
    what: 'an attempt of a run that does not run',
    story: leased().start(1),
    code: 'AQ208',
    upstream: transition,
    since: 4,
  },
  { what: 'a second attempt at once', story: running().start(1), code: 'AQ208', upstream: transition, since: 7 },
  {
    what: 'the end of no attempt',
    story: running().finish(1, 'Success').finish(1, 'Success'),
    code: 'AQ209',
    upstream: transition,
    since: 7,
  },
  {
    what: 'the end of another attempt',
    story: running().finish(1, 'Success', 99),
    code: 'AQ209',
    upstream: transition,
    since: 7,
  },
  {
    what: 'the end of an attempt under a used id',
    story: running().finish(1, 'Failure').start(1, 1).finish(1, 'Success'),
    code: 'AQ210',
    upstream: 'Corrupted event data',
    since: 7,
  },
  {
    what: 'a lease of an unknown run',
    story: new Story().lease('LeaseReleased', 1),
    code: 'AQ204',
    upstream: `${lease} release rejected: unknown run ${run1}`,
  },
  {
    what: 'a lease of a Scheduled run',
    story: new Story().task(1).run(1).lease('LeaseAcquired', 1),
    code: 'AQ211',
    upstream: `${lease} acquire rejected for run ${run1}: invalid state Scheduled`,
    since: 2,
  },
  {
    what: 'a second lease',
    story: leased().lease('LeaseAcquired', 1),
    code: 'AQ211',
    upstream: `${lease} acquire rejected for run ${run1}: lease already active`,
    since: 5,
  },
  {
    what: 'a heartbeat without a lease',
    story: ready().move(1, 'Ready', 'Leased').lease('LeaseHeartbeat', 1),
    code: 'AQ211',
    upstream: `${lease} heartbeat rejected for run ${run1}: missing active lease`,
  },
  {
    what: 'a heartbeat of another owner',
    story: leased().lease('LeaseHeartbeat', 1, 'o"x\n'),
    code: 'AQ211',
    upstream: `${lease} heartbeat rejected for run ${run1}: owner mismatch expected=runtime actual=o"x\n`,
    since: 5,
  },
  {
    what: 'a heartbeat that shortens',
    story: leased().lease('LeaseHeartbeat', 1, 'runtime', t0 + 299),
    code: 'AQ211',
    upstream: `${lease} heartbeat rejected for run ${run1}: expiry regression previous=${t0 + 300} proposed=${t0 + 299}`,
    since: 5,
  },
  {
    what: 'a release of another expiry',
    story: leased().lease('LeaseReleased', 1, 'runtime', 2n ** 64n - 1n),
    code: 'AQ211',
    upstream: `${lease} release rejected for run ${run1}: expiry mismatch expected=${t0 + 300} actual=18446744073709551615`,
    since: 5,
  },
  {
    what: 'a cancel of an unknown task',
    story: new Story().say('TaskCanceled', { task_id: idOf('task', 1) }),
    code: 'AQ212',
    upstream: `Task causality violation during replay: task canceled rejected: unknown task ${idOf('task', 1)}`,
  },
  {
    what: 'a second cancel',
    story: new Story()
      .task(1)
      .say('TaskCanceled', { task_id: idOf('task', 1) })
      .later(1)
      .say('TaskCanceled', { task_id: idOf('task', 1) }),
    code: 'AQ213',
    upstream: `Task causality violation during replay: task canceled rejected for task ${idOf('task', 1)}: already canceled at ${t0}, duplicate timestamp ${t0 + 1}`,
    since: 2,
  },
  {
    what: 'a pause while paused',
    story: new Story().say('EnginePaused', {}).later(1).say('EnginePaused', {}),
    code: 'AQ214',
    upstream: `Engine control causality violation during replay: engine pause rejected: already paused at ${t0}, duplicate timestamp ${t0 + 1}`,
    since: 1,
  },
  {
    what: 'a resume while at work',
    story: new Story().say('EngineResumed', {}),
    code: 'AQ215',
    upstream: `Engine control causality violation during replay: engine resume rejected: engine not paused at timestamp ${t0}`,
  },
  {
    what: 'a resume before the pause',
    story: new Story().say('EnginePaused', {}).say('EngineResumed', { timestamp: 3 }),
    code: 'AQ216',
    upstream: `Engine control causality violation during replay: engine resume rejected: resumed_at 3 precedes paused_at ${t0}`,
    since: 1,
  },
];

function folded({ events }: Story): Projection {
  const projection = emptyProjection();
  for (const [i, event] of events.entries()) assert.equal(apply(projection, event, i + 1), null, `record ${i + 1}`);
  return projection;
}

for (const { what, story, code, upstream, since } of refusals) {
  test(`Q11 ${what}: ${code}`, () => {
    const last = story.events.pop()!;
    const projection = folded(story);
    const before = JSON.stringify(projectionJson(projection));
    const refusal = apply(projection, last, story.events.length + 1);
    assert.deepEqual([refusal?.code, refusal?.upstream.text, refusal?.since], [code, upstream, since]);
    assert.equal(JSON.stringify(projectionJson(projection)), before, 'nothing has changed');
    assert.equal(projection.applied, story.events.length);
  });
}

test('Q11 the inner words are those of its own software', () => {
  const story = leased().lease('LeaseHeartbeat', 1, 'o"x\n\u200b');
  const last = story.events.pop()!;
  assert.equal(
    apply(folded(story), last, 6)?.upstream.debug,
    `LeaseCausality(OwnerMismatch { run_id: RunId(${run1}), event: Heartbeat, expected_owner: "runtime", actual_owner: "o\\"x\\n\\u{200b}" })`,
  );
});

test('Q11 exactly 17 moves are legal', () => {
  const legal = runStates.flatMap((from) =>
    runStates.filter((to) => {
      const projection = folded(new Story().task(1).run(1));
      projection.runs.get(run1)!.state = from;
      return (
        apply(
          projection,
          new Story().say('EnginePaused', {}).say('EnginePaused', {}).move(1, from, to).events[2]!,
          3,
        ) === null
      );
    }),
  );
  assert.equal(legal.length, 17);
});

test('Q10 the counter of attempts cannot pass 32 bits', () => {
  const projection = folded(running().finish(1, 'Failure'));
  projection.runs.get(run1)!.attempt_count = 2 ** 32 - 1;
  assert.equal(apply(projection, { ...new Story().start(1).events[0]!, sequence: 99 }, 9)?.code, 'AQ217');
});

test('Q10 closing the lease of a Leased run makes it Ready, with no entry in its history and no new time', () => {
  const {
    state,
    history,
    last_state_change_at,
    lease: now,
  } = folded(
    leased()
      .later(5)
      .lease('LeaseExpired', 1, 'runtime', t0 + 300),
  ).runs.get(run1)!;
  assert.deepEqual([state, history.length, last_state_change_at, now], ['Ready', 3, t0, null]);
});

test('Q10 an end drops the lease; another cancel leaves the attempt open for ever', () => {
  const {
    state,
    lease: now,
    attempts,
    current_attempt_id,
  } = folded(running().say('RunCanceled', { run_id: run1 })).runs.get(run1)!;
  assert.deepEqual([state, now, current_attempt_id, attempts[0]?.finished_at], ['Canceled', null, null, null]);
});

const outcomes = [
  { result: 'Success', error: null, output: 'x', kept: { error: null, output: 'x' } },
  { result: 'Success', error: 'e', output: 'x', kept: { error: null, output: null } },
  { result: 'Suspended', error: null, output: 'x', kept: { error: null, output: 'x' } },
  { result: 'Suspended', error: 'e', output: null, kept: { error: null, output: null } },
  { result: 'Failure', error: 'e', output: 'x', kept: { error: 'e', output: null } },
  { result: 'Failure', error: null, output: 'x', kept: { error: 'unknown failure', output: null } },
  { result: 'Timeout', error: null, output: null, kept: { error: 'unknown timeout', output: null } },
  { result: 'Failure', error: '', output: null, kept: { error: '', output: null } },
] as const;

test('Q10 what contradicts an outcome is dropped', () => {
  for (const { result, error, output, kept } of outcomes) {
    const story = running().say('AttemptFinished', {
      run_id: run1,
      attempt_id: idOf('attempt', 1),
      result,
      error,
      output: output === null ? null : Buffer.from(output),
    });
    const attempt = folded(story).runs.get(run1)!.attempts[0]!;
    assert.deepEqual(
      { error: attempt.error, output: attempt.output && Buffer.from(attempt.output).toString() },
      kept,
      `${result} ${error} ${output}`,
    );
  }
});

test('Q10 a budget adds up to at most 64 bits, is exhausted at its limit, and replenished from nothing', () => {
  const of = { task_id: idOf('task', 1), dimension: 'Token' } as const;
  const story = new Story()
    .say('BudgetConsumed', { ...of, amount: 5 })
    .say('BudgetAllocated', { ...of, limit: 10 })
    .say('BudgetConsumed', { ...of, amount: 9 });
  assert.deepEqual(budgetOf(folded(story), of.task_id, 'Token'), {
    ...of,
    limit: 10,
    consumed: 9,
    allocated_at: t0,
    exhausted: false,
  });
  story.say('BudgetConsumed', { ...of, amount: 1 });
  assert.equal(budgetOf(folded(story), of.task_id, 'Token')?.exhausted, true);
  story.say('BudgetConsumed', { ...of, amount: 2 ** 53 }).say('BudgetConsumed', { ...of, amount: 2n ** 64n - 1n });
  assert.equal(budgetOf(folded(story), of.task_id, 'Token')?.consumed, 2n ** 64n - 1n);
  story.say('BudgetReplenished', { ...of, new_limit: 7 });
  assert.deepEqual(budgetOf(folded(story), of.task_id, 'Token'), {
    ...of,
    limit: 7,
    consumed: 0,
    allocated_at: t0,
    exhausted: false,
  });
});

test('Q10 a run whose task comes later is a run of it', () => {
  assert.deepEqual(folded(new Story().run(1).task(1)).tasks.get(idOf('task', 1))?.runs, [run1]);
});

test('Q10 of very many attempts the first of an id is found as among few', () => {
  const story = ready().move(1, 'Ready', 'Leased').lease('LeaseAcquired', 1).move(1, 'Leased', 'Running');
  for (let i = 0; i < 200; i++) story.start(1).finish(1, 'Failure');
  const { attempts } = folded(story).runs.get(run1)!;
  assert.deepEqual([attempts.length, attempts.every(({ finished_at }) => finished_at !== null)], [200, true]);
  const last = story.start(1, 7).finish(1, 'Failure', 7).events.pop()!;
  assert.deepEqual([apply(folded(story), last, story.events.length + 1)?.code, story.events.length], ['AQ210', 407]);
});
