import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOf, Story } from '../../../testing/actionqueue-story.ts';
import { apply } from '../apply.ts';
import { emptyProjection } from '../projection.ts';
import { type PromiseId, promises } from './promise.ts';
import { PromiseKeeper } from './promises.ts';

const at = (kind: Parameters<typeof idOf>[0], number: number): string => idOf(kind, number);
const cron = { Cron: { expression: '@daily' } } as const;
const tokens = { task_id: at('task', 1), dimension: 'Token' } as const;
const ready = (): Story => new Story().task(1).run(1).move(1, 'Scheduled', 'Ready');
const paused = (): Story => new Story().say('EnginePaused', {});
const actor = (story: Story, identity = 'worker', capabilities: readonly string[] = []): Story =>
  story.say('ActorRegistered', {
    actor_id: at('actor', 1),
    identity,
    capabilities,
    department: null,
    heartbeat_interval_secs: 10,
    tenant_id: at('tenant', 1),
  });
const tenant = (): Story => new Story().say('TenantCreated', { tenant_id: at('tenant', 1), name: 'acme' });
const entry = (story: Story, number: number, timestamp?: number): Story =>
  story.say('LedgerEntryAppended', {
    entry_id: at('entry', number),
    tenant_id: at('tenant', 1),
    ledger_key: 'audit',
    actor_id: null,
    payload: Buffer.from(''),
    ...(timestamp === undefined ? {} : { timestamp }),
  });
const depends = (story: Story, task: number, ...on: readonly number[]): Story =>
  story.say('DependencyDeclared', { task_id: at('task', task), depends_on: on.map((number) => at('task', number)) });
const retried = (cap: number): Story =>
  new Story()
    .task(1, { constraints: { max_attempts: cap } })
    .run(1)
    .move(1, 'Scheduled', 'Ready')
    .dispatch(1)
    .end(1, 'Failure', 'RetryWait')
    .move(1, 'RetryWait', 'Ready')
    .dispatch(1);

/** One log that breaks the promise at `number`, and a very similar one that keeps it. */
type Case = {
  readonly promise: PromiseId;
  readonly what: string;
  readonly broken: Story;
  readonly number: number;
  readonly kept: Story;
};

const cases: readonly Case[] = [
  {
    promise: 'C01',
    what: 'two runs of Once',
    broken: new Story().task(1).run(1).run(2, 1),
    number: 3,
    kept: new Story().task(1).run(1),
  },
  {
    promise: 'C01',
    what: 'a third run of two',
    broken: new Story()
      .task(1, { policy: { Repeat: { count: 2, interval_secs: 60 } } })
      .run(1)
      .run(2, 1, 1_700_000_060)
      .run(3, 1, 1_700_000_120),
    number: 4,
    kept: new Story()
      .task(1, { policy: { Repeat: { count: 3, interval_secs: 60 } } })
      .run(1)
      .run(2, 1, 1_700_000_060)
      .run(3, 1, 1_700_000_120),
  },
  {
    promise: 'C01',
    what: 'a repeat off its beat',
    broken: new Story()
      .task(1, { policy: { Repeat: { count: 2, interval_secs: 60 } } })
      .run(1)
      .run(2, 1, 1_700_000_061),
    number: 3,
    kept: new Story()
      .task(1, { policy: { Repeat: { count: 2, interval_secs: 60 } } })
      .run(1)
      .run(2, 1, 1_700_000_060),
  },
  {
    promise: 'C01',
    what: 'cron runs at the same time',
    broken: new Story().task(1, { policy: cron }).run(1).run(2, 1),
    number: 3,
    kept: new Story().task(1, { policy: cron }).run(1).run(2, 1, 1_700_000_001),
  },
  {
    promise: 'C01',
    what: 'six cron runs ahead',
    broken: [1, 2, 3, 4, 5, 6].reduce(
      (story, i) => story.run(i, 1, 1_700_000_000 + i),
      new Story().task(1, { policy: cron }),
    ),
    number: 7,
    kept: [1, 2, 3, 4, 5].reduce(
      (story, i) => story.run(i, 1, 1_700_000_000 + i),
      new Story().task(1, { policy: cron }),
    ),
  },
  {
    promise: 'C01',
    what: 'a task that never got its run',
    broken: new Story().task(1).task(2).run(2),
    number: 1,
    kept: new Story().task(2).run(2).task(1),
  },
  { promise: 'C02', what: 'a run of no task', broken: new Story().run(1), number: 1, kept: new Story().task(1).run(1) },
  {
    promise: 'C03',
    what: 'an illegal move',
    broken: ready().move(1, 'Ready', 'Running'),
    number: 4,
    kept: ready().move(1, 'Ready', 'Leased'),
  },
  {
    promise: 'C04',
    what: 'a dispatch after the end',
    broken: new Story().whole(1).move(1, 'Ready', 'Leased'),
    number: 11,
    kept: new Story().whole(1),
  },
  { promise: 'C05', what: 'a second attempt of one', broken: retried(1), number: 15, kept: retried(2) },
  {
    promise: 'C06',
    what: 'a success that is retried',
    broken: new Story().whole(1, { constraints: { max_attempts: 2 } }, 'Success', 'RetryWait'),
    number: 10,
    kept: new Story().whole(1),
  },
  {
    promise: 'C06',
    what: 'a timeout that ends below the cap',
    broken: new Story().whole(1, { constraints: { max_attempts: 2 } }, 'Timeout', 'Failed'),
    number: 10,
    kept: new Story().whole(1, { constraints: { max_attempts: 1 } }, 'Timeout', 'Failed'),
  },
  {
    promise: 'C06',
    what: 'another attempt without a change of state',
    broken: ready().dispatch(1).finish(1, 'Failure').start(1),
    number: 9,
    kept: ready().dispatch(1).finish(1, 'Failure'),
  },
  {
    promise: 'C07',
    what: 'an attempt without a lease',
    broken: ready().move(1, 'Ready', 'Leased', 'Running').start(1),
    number: 6,
    kept: ready().dispatch(1),
  },
  {
    promise: 'C07',
    what: 'a second lease',
    broken: ready().move(1, 'Ready', 'Leased').lease('LeaseAcquired', 1).lease('LeaseAcquired', 1, 'other'),
    number: 6,
    kept: ready().move(1, 'Ready', 'Leased').lease('LeaseAcquired', 1),
  },
  {
    promise: 'C07',
    what: 'a run stuck with an expired lease',
    broken: ready().dispatch(1).later(301).task(2),
    number: 8,
    kept: ready().dispatch(1).later(300).task(2),
  },
  {
    promise: 'C08',
    what: 'two runs under one key',
    broken: keyed('HoldDuringRetry').move(2, 'Ready', 'Leased'),
    number: 8,
    kept: keyed('HoldDuringRetry'),
  },
  {
    promise: 'C08',
    what: 'a key held while its run waits to be tried again',
    broken: waiting('HoldDuringRetry'),
    number: 14,
    kept: waiting('ReleaseOnRetry'),
  },
  {
    promise: 'C09',
    what: 'a promotion before the prerequisite',
    broken: depends(new Story().task(1).run(1).task(2).run(2), 2, 1).move(2, 'Scheduled', 'Ready'),
    number: 6,
    kept: depends(new Story().whole(1).task(2).run(2), 2, 1).move(2, 'Scheduled', 'Ready'),
  },
  {
    promise: 'C09',
    what: 'a task left over by a failed prerequisite',
    broken: depends(new Story().whole(1, {}, 'Failure', 'Failed').task(2).run(2), 2, 1),
    number: 13,
    kept: depends(new Story().whole(1, {}, 'Failure', 'Failed').task(2).run(2), 2, 1).say('RunCanceled', {
      run_id: at('run', 2),
    }),
  },
  {
    promise: 'C10',
    what: 'a circle of three',
    broken: depends(depends(depends(new Story(), 1, 2), 2, 3), 3, 1),
    number: 3,
    kept: depends(depends(depends(new Story(), 1, 2), 2, 3), 1, 3),
  },
  {
    promise: 'C10',
    what: 'a task that waits for itself',
    broken: depends(new Story(), 1, 1),
    number: 1,
    kept: depends(new Story(), 1, 2),
  },
  {
    promise: 'C11',
    what: 'a gap',
    broken: new Story().task(1).say('EnginePaused', {}, 3),
    number: 2,
    kept: new Story().task(1).say('EnginePaused', {}, 2),
  },
  {
    promise: 'C11',
    what: 'a sequence again',
    broken: new Story().task(1).say('EnginePaused', {}, 1),
    number: 2,
    kept: new Story().task(1).say('EnginePaused', {}),
  },
  {
    promise: 'C15',
    what: 'a cancel that does not reach the run of a child',
    broken: family().say('TaskCanceled', { task_id: at('task', 1) }),
    number: 4,
    kept: family()
      .say('TaskCanceled', { task_id: at('task', 1) })
      .say('RunCanceled', { run_id: at('run', 2) }),
  },
  {
    promise: 'C16',
    what: 'a child under a task that is over',
    broken: new Story().whole(1).task(2, { parent_task_id: at('task', 1) }),
    number: 11,
    kept: family(),
  },
  { promise: 'C16', what: 'nine levels', broken: levels(9), number: 10, kept: levels(8) },
  {
    promise: 'C17',
    what: 'a dispatch with an exhausted budget',
    broken: ready()
      .say('BudgetAllocated', { ...tokens, limit: 5 })
      .say('BudgetConsumed', { ...tokens, amount: 5 })
      .move(1, 'Ready', 'Leased'),
    number: 6,
    kept: ready()
      .say('BudgetAllocated', { ...tokens, limit: 5 })
      .say('BudgetConsumed', { ...tokens, amount: 4 })
      .move(1, 'Ready', 'Leased'),
  },
  {
    promise: 'C18',
    what: 'a timeout that ends because a suspended attempt was counted',
    broken: suspended(2),
    number: 18,
    kept: suspended(1),
  },
  {
    promise: 'C19',
    what: 'a due run that is passed over',
    broken: passedOver().later(1).move(1, 'Ready', 'Leased'),
    number: 6,
    kept: passedOver().move(2, 'Scheduled', 'Ready').later(1).move(1, 'Ready', 'Leased'),
  },
  {
    promise: 'C20',
    what: 'a promotion before its time',
    broken: new Story().task(1).run(1, 1, 1_700_000_009).move(1, 'Scheduled', 'Ready'),
    number: 3,
    kept: new Story().task(1).run(1, 1, 1_700_000_009).later(9).move(1, 'Scheduled', 'Ready'),
  },
  {
    promise: 'C21',
    what: 'a low priority first',
    broken: priorities().move(1, 'Ready', 'Leased').move(2, 'Ready', 'Leased'),
    number: 8,
    kept: priorities().move(2, 'Ready', 'Leased').move(1, 'Ready', 'Leased'),
  },
  {
    promise: 'C22',
    what: 'a promotion while paused',
    broken: paused().task(1).run(1).move(1, 'Scheduled', 'Ready'),
    number: 4,
    kept: paused().task(1).run(1).say('EngineResumed', {}).move(1, 'Scheduled', 'Ready'),
  },
  {
    promise: 'C22',
    what: 'a dispatch while paused',
    broken: ready().say('EnginePaused', {}).move(1, 'Ready', 'Leased'),
    number: 5,
    kept: ready()
      .say('EnginePaused', {})
      .say('RunCanceled', { run_id: at('run', 1) }),
  },
  {
    promise: 'C23',
    what: 'an attempt id used by two runs',
    broken: ready()
      .dispatch(1)
      .task(2)
      .run(2)
      .move(2, 'Scheduled', 'Ready', 'Leased')
      .lease('LeaseAcquired', 2)
      .move(2, 'Leased', 'Running')
      .start(2, 1),
    number: 14,
    kept: ready().dispatch(1).task(2).run(2).move(2, 'Scheduled', 'Ready').dispatch(2),
  },
  {
    promise: 'C24',
    what: 'transactional work with two attempts',
    broken: new Story().task(1, { constraints: { safety_level: 'Transactional', max_attempts: 2 } }),
    number: 1,
    kept: new Story().task(1, { constraints: { safety_level: 'Transactional' } }),
  },
  {
    promise: 'C25',
    what: 'a silent actor that stays',
    broken: actor(tenant()).later(31).task(1),
    number: 2,
    kept: actor(tenant()).later(30).task(1),
  },
  {
    promise: 'C25',
    what: 'an actor removed with its lease',
    broken: removed(ready().move(1, 'Ready', 'Leased')),
    number: 7,
    kept: removed(ready()),
  },
  {
    promise: 'C26',
    what: 'a worker without the capability',
    broken: actor(
      tenant()
        .task(1, { constraints: { required_capabilities: ['gpu'] } })
        .run(1)
        .move(1, 'Scheduled', 'Ready', 'Leased'),
    ).lease('LeaseAcquired', 1, 'worker'),
    number: 7,
    kept: actor(
      tenant()
        .task(1, { constraints: { required_capabilities: ['gpu'] } })
        .run(1)
        .move(1, 'Scheduled', 'Ready', 'Leased'),
      'worker',
      ['gpu'],
    ).lease('LeaseAcquired', 1, 'worker'),
  },
  {
    promise: 'C27',
    what: 'a ledger entry twice',
    broken: entry(entry(tenant(), 1), 1),
    number: 3,
    kept: entry(entry(tenant(), 1), 2),
  },
  {
    promise: 'C27',
    what: 'a ledger that goes back',
    broken: entry(entry(tenant(), 1), 2, 5),
    number: 3,
    kept: entry(entry(tenant(), 1), 2),
  },
  {
    promise: 'C28',
    what: 'a child of another tenant',
    broken: new Story()
      .task(1, { tenant_id: at('tenant', 1) })
      .task(2, { tenant_id: at('tenant', 2), parent_task_id: at('task', 1) }),
    number: 2,
    kept: new Story()
      .task(1, { tenant_id: at('tenant', 1) })
      .task(2, { tenant_id: at('tenant', 1), parent_task_id: at('task', 1) }),
  },
  { promise: 'C28', what: 'an actor in another tenant', broken: role(2), number: 4, kept: role(1) },
  {
    promise: 'C29',
    what: 'a gap',
    broken: new Story().task(1).say('EnginePaused', {}, 9),
    number: 2,
    kept: new Story().task(1).say('EnginePaused', {}),
  },
  {
    promise: 'C30',
    what: 'time that goes back',
    broken: new Story().task(1).later(-1).task(2),
    number: 2,
    kept: new Story().task(1).task(2),
  },
  { promise: 'C31', what: 'a retry before its wait began', broken: backoff(-1), number: 11, kept: backoff(5) },
];

function keyed(concurrency_key_hold_policy: 'HoldDuringRetry' | 'ReleaseOnRetry'): Story {
  const constraints = { concurrency_key: 'k', concurrency_key_hold_policy };
  return new Story()
    .task(1, { constraints })
    .task(2, { constraints })
    .run(1)
    .run(2)
    .move(1, 'Scheduled', 'Ready', 'Leased')
    .move(2, 'Scheduled', 'Ready');
}

function waiting(policy: 'HoldDuringRetry' | 'ReleaseOnRetry'): Story {
  const constraints = { concurrency_key: 'k', concurrency_key_hold_policy: policy, max_attempts: 2 };
  return new Story()
    .task(1, { constraints })
    .task(2, { constraints })
    .run(1)
    .run(2)
    .move(1, 'Scheduled', 'Ready')
    .move(2, 'Scheduled', 'Ready')
    .dispatch(1)
    .end(1, 'Failure', 'RetryWait')
    .move(2, 'Ready', 'Leased');
}

function family(): Story {
  return new Story()
    .task(1)
    .task(2, { parent_task_id: at('task', 1) })
    .run(2);
}

function levels(count: number): Story {
  return Array.from({ length: count }, (_, i) => i + 1).reduce(
    (story, i) => story.task(i + 1, { parent_task_id: at('task', i) }),
    new Story().task(1),
  );
}

function suspended(max_attempts: number): Story {
  const story = new Story().task(1, { constraints: { max_attempts } }).run(1).move(1, 'Scheduled', 'Ready').dispatch(1);
  return story.end(1, 'Suspended', 'Suspended').move(1, 'Suspended', 'Ready').dispatch(1).end(1, 'Timeout', 'Failed');
}

function passedOver(): Story {
  return new Story().task(1).run(1).task(2).run(2).later(5).move(1, 'Scheduled', 'Ready');
}

function priorities(): Story {
  return new Story()
    .task(1)
    .run(1)
    .task(2, { metadata: { priority: 5 } })
    .run(2)
    .move(1, 'Scheduled', 'Ready')
    .move(2, 'Scheduled', 'Ready');
}

function removed(story: Story): Story {
  const held = actor(story);
  return (
    story.events.at(-2)?.type === 'RunStateChanged' && story.events.length === 5
      ? held.lease('LeaseAcquired', 1, 'worker')
      : held
  ).say('ActorDeregistered', { actor_id: at('actor', 1) });
}

function role(number: number): Story {
  return actor(tenant().say('TenantCreated', { tenant_id: at('tenant', 2), name: 'other' })).say('RoleAssigned', {
    actor_id: at('actor', 1),
    role: 'Operator',
    tenant_id: at('tenant', number),
  });
}

function backoff(seconds: number): Story {
  return new Story()
    .whole(1, { constraints: { max_attempts: 2 } }, 'Failure', 'RetryWait')
    .later(seconds)
    .move(1, 'RetryWait', 'Ready');
}

function held({ events }: Story): PromiseKeeper {
  const projection = emptyProjection();
  const keeper = new PromiseKeeper();
  for (const [i, event] of events.entries())
    keeper.note({ event, number: i + 1, refusal: apply(projection, event, i + 1), projection });
  keeper.end({ number: events.length, projection, unrecoverable: [], lost: [], disagreement: [] });
  return keeper;
}

for (const { promise, what, broken, number, kept } of cases) {
  test(`Q16 ${promise} ${what}`, () => {
    const found = held(broken)
      .violations()
      .filter((violation) => violation.promise === promise);
    assert.deepEqual(
      [...new Set(found.map((violation) => violation.number))],
      [number],
      found.map(({ text }) => text).join('\n'),
    );
    assert.deepEqual(
      held(kept)
        .violations()
        .filter((violation) => violation.promise === promise)
        .map(({ text }) => text),
      [],
    );
  });
}

test('Q16 what is said of the log as a whole is said as C12, C13 and C14', () => {
  const keeper = new PromiseKeeper();
  keeper.end({
    number: 0,
    projection: emptyProjection(),
    unrecoverable: [{ number: 3, text: 'a' }],
    lost: [{ number: 4, text: 'b' }],
    disagreement: ['c'],
  });
  assert.deepEqual(
    keeper.violations().map(({ promise, number, text }) => [promise, number, text]),
    [
      ['C12', 0, 'c'],
      ['C13', 3, 'a'],
      ['C14', 4, 'b'],
    ],
  );
});

test('Q16 there are 31 promises, and each is tried', () => {
  const tried = new Set<string>([...cases.map(({ promise }) => promise), 'C12', 'C13', 'C14']);
  assert.deepEqual([...tried].sort(), Object.keys(promises));
  assert.equal(tried.size, 31);
});

test('Q16 a whole run breaks no promise', () => {
  assert.deepEqual(held(new Story().whole(1).later(5).whole(2)).violations(), []);
});

test('Q16 of a promise that is broken very often some are listed, all are counted', () => {
  const story = new Story();
  for (let i = 1; i <= 200; i++) story.run(i, 1);
  const keeper = held(story);
  assert.equal(keeper.violations().filter(({ promise }) => promise === 'C02').length, 50);
  assert.equal(keeper.broken().find(({ promise }) => promise === 'C02')?.count, 200);
});
