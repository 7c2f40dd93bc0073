import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldedStory as folded, snapshotFile, snapshotOf } from '../../testing/actionqueue-snapshot.ts';
import { framed } from '../../testing/actionqueue-writer.ts';
import { idOf, Story } from '../../testing/actionqueue-story.ts';
import { hydrate, withoutLosses } from '../../formats/actionqueue/hydrate.ts';
import { projectionJson } from '../../formats/actionqueue/projection-json.ts';
import type { Snapshot } from '../../formats/actionqueue/snapshot.ts';
import { unsnapshotable } from '../../formats/actionqueue/snapshot-rules.ts';
import { snapshotIn } from './snapshot-file.ts';

const run1 = idOf('run', 1);

const story = (): Story =>
  new Story()
    .say('TenantCreated', { tenant_id: idOf('tenant', 1), name: 'acme' })
    .say('ActorRegistered', {
      actor_id: idOf('actor', 1),
      identity: 'w',
      capabilities: ['gpu'],
      department: null,
      heartbeat_interval_secs: 30,
      tenant_id: idOf('tenant', 1),
    })
    .say('RoleAssigned', { actor_id: idOf('actor', 1), role: { Custom: 'boss' }, tenant_id: idOf('tenant', 1) })
    .say('CapabilityGranted', { actor_id: idOf('actor', 1), capability: 'CanCancel', tenant_id: idOf('tenant', 1) })
    .say('CapabilityRevoked', { actor_id: idOf('actor', 1), capability: 'CanCancel', tenant_id: idOf('tenant', 1) })
    .say('LedgerEntryAppended', {
      entry_id: idOf('entry', 1),
      tenant_id: idOf('tenant', 1),
      ledger_key: 'audit',
      actor_id: null,
      payload: Buffer.from('{}'),
    })
    .whole(1)
    .task(2, { policy: { Repeat: { count: 2, interval_secs: 5 } } })
    .run(2)
    .say('DependencyDeclared', { task_id: idOf('task', 2), depends_on: [idOf('task', 1)] })
    .say('BudgetAllocated', { task_id: idOf('task', 2), dimension: 'Token', limit: 2n ** 64n - 1n })
    .say('BudgetConsumed', { task_id: idOf('task', 2), dimension: 'Token', amount: 2 ** 53 + 2 })
    .say('BudgetExhausted', { task_id: idOf('task', 2), dimension: 'Token' })
    .say('SubscriptionCreated', {
      subscription_id: idOf('subscription', 1),
      task_id: idOf('task', 2),
      filter: { BudgetThreshold: { task_id: idOf('task', 2), dimension: 'Token', threshold_pct: 255 } },
    })
    .say('SubscriptionTriggered', { subscription_id: idOf('subscription', 1) })
    .say('EnginePaused', {})
    .move(2, 'Scheduled', 'Ready')
    .dispatch(2);

test('Q13 a snapshot leads to the state that the log leads to', () => {
  const projection = folded(story());
  const read = snapshotIn(snapshotFile(snapshotOf(projection)));
  assert.equal(read.type, 'snapshot', read.type === 'bad' ? read.bad.text : '');
  const hydrated = read.type === 'snapshot' ? hydrate(read.snapshot) : '';
  assert.ok(typeof hydrated !== 'string');
  assert.deepEqual(projectionJson(withoutLosses(hydrated)), projectionJson(withoutLosses(projection)));
  assert.equal(unsnapshotable(projection), null);
});

test('Q13 what is absent or unknown does no harm', () => {
  const { timestamp, metadata, tasks, runs } = snapshotOf(folded(new Story().whole(1)));
  assert.equal(snapshotIn(snapshotFile({ timestamp, metadata, tasks, runs, colour: 'red' })).type, 'snapshot');
});

type Broken = {
  readonly what: string;
  readonly change: (snapshot: { -readonly [Key in keyof Snapshot]: Snapshot[Key] }) => unknown;
  readonly says: RegExp;
};
const whole = (): Snapshot => snapshotOf(folded(new Story().whole(1).task(2).run(2).say('EnginePaused', {})));
const runWith = (snapshot: Snapshot, change: object): Snapshot['runs'] =>
  snapshot.runs.map((run, i) => (i === 0 ? { ...run, ...change } : run));
const instanceWith = (snapshot: Snapshot, change: object): Snapshot['runs'] =>
  runWith(snapshot, { run_instance: { ...snapshot.runs[0]!.run_instance, ...change } });

const broken: readonly Broken[] = [
  {
    what: 'another schema',
    change: (s) => (s.metadata = { ...s.metadata, schema_version: 7 }),
    says: /^Mapping error: unsupported snapshot schema version: expected 8, found 7$/,
  },
  {
    what: 'a wrong count of runs',
    change: (s) => (s.metadata = { ...s.metadata, run_count: 5 }),
    says: /^Mapping error: snapshot run_count mismatch: declared 5, actual 2$/,
  },
  { what: 'a task twice', change: (s) => (s.tasks = [s.tasks[0]!, s.tasks[0]!]), says: /duplicate snapshot task id/ },
  {
    what: 'a cancel before the creation',
    change: (s) => (s.tasks = s.tasks.map((task) => ({ ...task, canceled_at: 3 }))),
    says: /canceled_at \(3\) < created_at/,
  },
  { what: 'a run twice', change: (s) => (s.runs = [s.runs[0]!, s.runs[0]!]), says: /duplicate snapshot run id/ },
  {
    what: 'a run of no task',
    change: (s) => (s.runs = instanceWith(s, { task_id: idOf('task', 9) })),
    says: /references unknown task/,
  },
  {
    what: 'a history without a beginning',
    change: (s) => (s.runs = runWith(s, { state_history: [] })),
    says: /missing initial Scheduled/,
  },
  {
    what: 'a history that ends elsewhere',
    change: (s) => (s.runs = runWith(s, { state_history: s.runs[0]!.state_history.slice(0, -1) })),
    says: /invalid state history transition Running -> Completed/,
  },
  {
    what: 'a history with a jump',
    change: (s) => (s.runs = runWith(s, { state_history: s.runs[0]!.state_history.toSpliced(2, 1) })),
    says: /invalid state history transition Leased -> Running/,
  },
  {
    what: 'attempts that are not counted',
    change: (s) => (s.runs = instanceWith(s, { attempt_count: 9 })),
    says: /attempt history length 1 inconsistent with attempt_count \(9\)/,
  },
  {
    what: 'a lease at the end',
    change: (s) => (s.runs = runWith(s, { lease: { owner: 'w', expiry: 1, acquired_at: 1, updated_at: 1 } })),
    says: /lease metadata in invalid state Completed/,
  },
  {
    what: 'paused since never',
    change: (s) => (s.engine = { paused: true, paused_at: null, resumed_at: null }),
    says: /paused=true requires paused_at/,
  },
  {
    what: 'resumed before it paused',
    change: (s) => (s.engine = { paused: false, paused_at: 9, resumed_at: 8 }),
    says: /resumed_at \(8\) < paused_at \(9\)/,
  },
  {
    what: 'a prerequisite that is no task',
    change: (s) =>
      (s.dependency_declarations = [{ task_id: idOf('task', 1), depends_on: [idOf('task', 9)], declared_at: 0 }]),
    says: /unknown prerequisite task/,
  },
  {
    what: 'a budget twice',
    change: (s) =>
      (s.budgets = [1, 2].map((limit) => ({
        task_id: idOf('task', 1),
        dimension: 'CostCents',
        limit,
        consumed: 0,
        allocated_at: 0,
        exhausted: false,
      }))),
    says: /duplicate budget allocation for task .* dimension cost_cents/,
  },
  {
    what: 'a subscription of no task',
    change: (s) =>
      (s.subscriptions = [
        {
          subscription_id: idOf('subscription', 1),
          task_id: idOf('task', 9),
          filter: { Custom: { key: 'k' } },
          created_at: 0,
          triggered_at: null,
          canceled_at: null,
        },
      ]),
    says: /references unknown task/,
  },
  {
    what: 'a state that is none',
    change: (s) => (s.runs = instanceWith(s, { state: 'Lost' })),
    says: /^Decode error: .*run_instance\.state is no one of/,
  },
  {
    what: 'a number that is a text',
    change: (s) => (s.tasks = s.tasks.map((task) => ({ ...task, created_at: '7' as unknown as number }))),
    says: /^Decode error: .*created_at is no number/,
  },
  {
    what: 'a number with a point',
    change: (s) => (s.timestamp = 1.5),
    says: /^Decode error: .*timestamp is no number/,
  },
  {
    what: 'a number above 64 bits',
    change: (s) => (s.timestamp = 2 ** 65),
    says: /^Decode error: .*timestamp is no number/,
  },
  {
    what: 'a task without attempts',
    change: (s) =>
      (s.tasks = s.tasks.map((task) => ({
        ...task,
        task_spec: { ...task.task_spec, constraints: { ...task.task_spec.constraints, max_attempts: 0 } },
      }))),
    says: /^Decode error: .*max_attempts/,
  },
];

for (const { what, change, says } of broken) {
  test(`Q13 a snapshot with ${what} is set aside`, () => {
    const snapshot = { ...whole() };
    change(snapshot);
    const read = snapshotIn(snapshotFile(snapshot));
    assert.match(read.type === 'bad' ? read.bad.text : read.type, says);
  });
}

const good = snapshotFile(whole());
const frames: readonly { readonly what: string; readonly bytes: Buffer; readonly says: RegExp }[] = [
  { what: 'two bytes', bytes: good.subarray(0, 2), says: /version frame: read 2 of 4 bytes/ },
  { what: 'four bytes', bytes: good.subarray(0, 4), says: /EOF after version frame/ },
  { what: 'seven bytes', bytes: good.subarray(0, 7), says: /length frame: read 3 of 4 bytes/ },
  { what: 'eight bytes', bytes: good.subarray(0, 8), says: /EOF after length frame/ },
  { what: 'ten bytes', bytes: good.subarray(0, 10), says: /CRC-32 frame: read 2 of 4 bytes/ },
  { what: 'half of it', bytes: good.subarray(0, good.length / 2), says: /^I\/O error: failed to fill whole buffer$/ },
  {
    what: 'the version of a log',
    bytes: framed(good.subarray(12), 5),
    says: /^Incompatible snapshot version: expected 4, found 5$/,
  },
  {
    what: 'a bit turned',
    bytes: Buffer.concat([good.subarray(0, -1), Buffer.from('?')]),
    says: /^Snapshot CRC-32 mismatch: expected 0x[0-9a-f]{8}, actual 0x[0-9a-f]{8}$/,
  },
  {
    what: 'bytes that are not UTF-8',
    bytes: framed(Buffer.from([0x22, 0xff, 0x22]), 4),
    says: /^Decode error: Failed to decode snapshot/,
  },
  { what: 'a list', bytes: framed(Buffer.from('[]'), 4), says: /the snapshot is no object/ },
];

for (const { what, bytes, says } of frames) {
  test(`Q13 of a snapshot file only ${what}`, () => {
    const read = snapshotIn(bytes);
    assert.match(read.type === 'bad' ? read.bad.text : read.type, says);
  });
}

test('Q13 an empty snapshot file is none', () => assert.deepEqual(snapshotIn(Buffer.alloc(0)), { type: 'none' }));

test('Q13 some states can never be a snapshot', () => {
  const leased = new Story()
    .task(1)
    .run(1)
    .move(1, 'Scheduled', 'Ready', 'Leased')
    .lease('LeaseAcquired', 1)
    .lease('LeaseExpired', 1);
  assert.equal(
    unsnapshotable(folded(leased)),
    `snapshot run ${run1} has invalid state history transition Leased -> Ready`,
  );
  const late = new Story().task(1).run(1, 1, 1_700_000_009).later(9).move(1, 'Scheduled', 'Ready');
  assert.match(
    unsnapshotable(folded(late)) ?? '',
    /invalid Ready schedule causality: scheduled_at \(1700000009\) > created_at \(1700000000\)/,
  );
});
