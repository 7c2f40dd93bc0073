import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOf, Story } from '../../testing/actionqueue-story.ts';
import { variants } from '../../testing/actionqueue-writer.ts';
import { waitedFor } from '../../testing/waited-for.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { msOf, timeOf } from './event.ts';
import { explain } from './explain.ts';
import { readBytes } from './payload.ts';

function stateOf({ events }: Story): RunState {
  const state = emptyState();
  for (const [i, event] of events.entries()) applyEffects(state, i + 1, msOf(timeOf(event)), explain(event).effects);
  return state;
}

function statusOf(story: Story, key: string): string | undefined {
  return stateOf(story).operations.get(key as never)?.status;
}

const run = `run:${idOf('run', 1)}`;
const attempt = `attempt:${idOf('attempt', 1)}`;
const lease = `lease:${idOf('run', 1)}`;
const task = `task:${idOf('task', 1)}`;
const dispatched = (): Story => new Story().task(1).run(1).move(1, 'Scheduled', 'Ready').dispatch(1);

const moments: readonly {
  readonly what: string;
  readonly story: Story;
  readonly key: string;
  readonly status: string;
}[] = [
  { what: 'a run that was created', story: new Story().task(1).run(1), key: run, status: 'scheduled' },
  {
    what: 'a run that was leased',
    story: new Story().task(1).run(1).move(1, 'Scheduled', 'Ready', 'Leased'),
    key: run,
    status: 'accepted',
  },
  { what: 'a run at work', story: dispatched(), key: run, status: 'started' },
  {
    what: 'a run that waits to be tried again',
    story: dispatched().end(1, 'Failure', 'RetryWait'),
    key: run,
    status: 'retrying',
  },
  {
    what: 'a suspended run',
    story: dispatched()
      .finish(1, 'Suspended')
      .say('RunSuspended', { run_id: idOf('run', 1), reason: 'budget' }),
    key: run,
    status: 'paused',
  },
  {
    what: 'a resumed run',
    story: dispatched()
      .finish(1, 'Suspended')
      .say('RunSuspended', { run_id: idOf('run', 1), reason: null })
      .say('RunResumed', { run_id: idOf('run', 1) }),
    key: run,
    status: 'scheduled',
  },
  { what: 'a run that went well', story: new Story().whole(1), key: run, status: 'completed' },
  { what: 'a run that failed', story: new Story().whole(1, {}, 'Failure', 'Failed'), key: run, status: 'failed' },
  {
    what: 'a run that was canceled',
    story: dispatched().say('RunCanceled', { run_id: idOf('run', 1) }),
    key: run,
    status: 'canceled',
  },
  { what: 'an attempt at work', story: dispatched(), key: attempt, status: 'started' },
  { what: 'an attempt that timed out', story: dispatched().finish(1, 'Timeout'), key: attempt, status: 'timedOut' },
  {
    what: 'an attempt that was suspended',
    story: dispatched().finish(1, 'Suspended'),
    key: attempt,
    status: 'skipped',
  },
  { what: 'a lease', story: dispatched(), key: lease, status: 'scheduled' },
  { what: 'a lease that expired', story: dispatched().lease('LeaseExpired', 1), key: lease, status: 'timedOut' },
  { what: 'a task', story: new Story().whole(1), key: task, status: 'scheduled' },
  {
    what: 'a canceled task',
    story: new Story().task(1).say('TaskCanceled', { task_id: idOf('task', 1) }),
    key: task,
    status: 'canceled',
  },
  { what: 'a pause', story: new Story().task(1).say('EnginePaused', {}), key: 'pause:engine', status: 'scheduled' },
  {
    what: 'a subscription that was triggered',
    story: new Story()
      .say('SubscriptionCreated', {
        subscription_id: idOf('subscription', 1),
        task_id: idOf('task', 1),
        filter: { Custom: { key: 'go' } },
      })
      .say('SubscriptionTriggered', { subscription_id: idOf('subscription', 1) }),
    key: `subscription:${idOf('subscription', 1)}`,
    status: 'completed',
  },
  {
    what: 'a budget in use',
    story: new Story()
      .say('BudgetAllocated', { task_id: idOf('task', 1), dimension: 'Token', limit: 5 })
      .say('BudgetConsumed', { task_id: idOf('task', 1), dimension: 'Token', amount: 1 }),
    key: `budget:${idOf('task', 1)}/Token`,
    status: 'started',
  },
];

for (const { what, story, key, status } of moments)
  test(`Q18 ${what} is ${status}`, () => assert.equal(statusOf(story, key), status));

test('Q18 runs are waited for, not what stands beside them', () => {
  const waits = ({ events }: Story): readonly string[] => waitedFor(events.map(explain), { id: 'actionqueue' });
  assert.deepEqual(waits(dispatched()), [stateOf(dispatched()).operations.get(run as never)?.name]);
  assert.deepEqual(waits(new Story().whole(1)), []);
});

test('Q18 the engine is at work from the first record on, and paused while it is', () => {
  assert.equal(stateOf(new Story().task(1)).status, 'running');
  assert.equal(stateOf(new Story().say('EnginePaused', {})).status, 'paused');
  assert.equal(stateOf(new Story().task(1).say('EnginePaused', {})).status, 'paused');
  assert.equal(stateOf(new Story().task(1).say('EnginePaused', {}).say('EngineResumed', {})).status, 'running');
});

test('Q18 leases and heartbeats are bookkeeping; an expired lease is not', () => {
  const folded = dispatched()
    .lease('LeaseHeartbeat', 1)
    .lease('LeaseReleased', 1)
    .events.filter((event) => explain(event).bookkeeping === true);
  assert.deepEqual(
    folded.map(({ type }) => type),
    ['LeaseAcquired', 'LeaseHeartbeat', 'LeaseReleased'],
  );
  assert.equal(explain(new Story().lease('LeaseExpired', 1).events[0]!).bookkeeping, undefined);
});

test('Q18 a run comes from its task, an attempt and a lease from their run, a child from its parent', () => {
  const { operations } = stateOf(dispatched().task(2, { parent_task_id: idOf('task', 1) }));
  const causes = [run, attempt, lease, `task:${idOf('task', 2)}`].map((key) => operations.get(key as never)?.cause);
  assert.deepEqual(causes, [task, run, run, task]);
});

test('Q18 a time beyond any calendar is no time to wait for', () => {
  const { operations } = stateOf(
    new Story()
      .task(1)
      .run(1)
      .move(1, 'Scheduled', 'Ready', 'Leased')
      .lease('LeaseAcquired', 1, 'w', 2n ** 64n - 1n),
  );
  assert.equal(operations.get(lease as never)?.untilMs, null);
  assert.equal(msOf(2n ** 64n - 1n), null);
  assert.equal(msOf(8.64e12), 8.64e15);
});

test('Q18 every kind of record has a line', () => {
  const story = dispatched()
    .lease('LeaseHeartbeat', 1)
    .finish(1, 'Success')
    .lease('LeaseReleased', 1)
    .lease('LeaseExpired', 1)
    .say('TaskCanceled', { task_id: idOf('task', 1) })
    .say('RunCanceled', { run_id: idOf('run', 1) })
    .say('EnginePaused', {})
    .say('EngineResumed', {});
  story
    .say('DependencyDeclared', { task_id: idOf('task', 1), depends_on: [] })
    .say('RunSuspended', { run_id: idOf('run', 1), reason: 'r' })
    .say('RunResumed', { run_id: idOf('run', 1) });
  const budget = { task_id: idOf('task', 1), dimension: 'TimeSecs' } as const;
  story
    .say('BudgetAllocated', { ...budget, limit: 1 })
    .say('BudgetConsumed', { ...budget, amount: 1 })
    .say('BudgetExhausted', budget)
    .say('BudgetReplenished', { ...budget, new_limit: 1 });
  const subscription = { subscription_id: idOf('subscription', 1) };
  story
    .say('SubscriptionCreated', {
      ...subscription,
      task_id: idOf('task', 1),
      filter: { TaskCompleted: { task_id: idOf('task', 2) } },
    })
    .say('SubscriptionTriggered', subscription)
    .say('SubscriptionCanceled', subscription);
  const actor = { actor_id: idOf('actor', 1) };
  const member = { ...actor, tenant_id: idOf('tenant', 1) };
  story
    .say('ActorRegistered', {
      ...actor,
      identity: '',
      capabilities: [],
      department: null,
      heartbeat_interval_secs: 1,
      tenant_id: null,
    })
    .say('ActorDeregistered', actor)
    .say('ActorHeartbeat', actor);
  story
    .say('TenantCreated', { tenant_id: idOf('tenant', 1), name: 'acme' })
    .say('RoleAssigned', { ...member, role: 'Auditor' })
    .say('CapabilityGranted', { ...member, capability: { Custom: 'x' } })
    .say('CapabilityRevoked', { ...member, capability: 'CanSubmit' });
  story.say('LedgerEntryAppended', {
    entry_id: idOf('entry', 1),
    tenant_id: idOf('tenant', 1),
    ledger_key: 'k',
    actor_id: null,
    payload: Buffer.from(''),
  });
  assert.deepEqual([...new Set(story.events.map(({ type }) => type))].sort(), [...variants].sort());
  assert.deepEqual(
    story.events.filter((event) => explain(event).summary.trim() === '').map(({ type }) => type),
    [],
  );
  const { values } = stateOf(story);
  assert.deepEqual(
    [...values],
    [
      [`tenant/${idOf('tenant', 1)}`, 'acme'],
      [`role/${idOf('tenant', 1)}/${idOf('actor', 1)}`, 'Auditor'],
      [`capability/${idOf('tenant', 1)}/${idOf('actor', 1)}/x`, true],
      [`capability/${idOf('tenant', 1)}/${idOf('actor', 1)}/CanSubmit`, false],
    ],
  );
});

test('Q20 bytes are read as JSON or text where they are that, and stay bytes where not', () => {
  const bytes = (text: string): { bytes: number[] } => ({ bytes: [...Buffer.from(text)] });
  assert.deepEqual(readBytes({ input: { ...bytes('{"a":[1]}'), content_type: 'application/json' } }), {
    input: { a: [1] },
  });
  assert.deepEqual(readBytes([bytes('héllo'), bytes('')]), ['héllo', '']);
  assert.deepEqual(readBytes({ bytes: [255, 254], content_type: null }), { bytes: [255, 254], content_type: null });
  assert.deepEqual(readBytes({ bytes: [104], other: 1 }), { bytes: [104], other: 1 });
  assert.equal(JSON.stringify(readBytes(bytes('{"n":12345678901234567890}'))), '{"n":"12345678901234567890"}');
});
