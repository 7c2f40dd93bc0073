import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { payloadOf, recordOf } from '../../testing/actionqueue-writer.ts';
import { apply } from './apply.ts';
import { EventDecoder } from './decode-event.ts';
import type { AqEvent } from './event.ts';
import { emptyProjection } from './projection.ts';
import { runJson } from './projection-json.ts';
import { fieldsOf } from './readable.ts';

const [task1, task2] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const [run, attempt, subscription, actor, tenant, entry] = [
  'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
  'cccccccc-cccc-4ccc-8ccc-cccccccccccc',
  'dddddddd-dddd-4ddd-8ddd-dddddddddddd',
  'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee',
  'f0f0f0f0-f0f0-40f0-80f0-f0f0f0f0f0f0',
];
const t0 = 1_700_000_000;

const whole: readonly { readonly what: string; readonly hex: string; readonly fields: object }[] = [
  {
    what: 'TaskCreated, Once, two attempts',
    hex: '0500000042000000922385af010010111111111111411181111111111111110301020301186170706c69636174696f6e2f6f637465742d73747265616d00020000000000000000000080e2cfaa06',
    fields: {
      task_spec: {
        id: task1,
        payload: { bytes: [1, 2, 3], content_type: 'application/octet-stream' },
        run_policy: 'Once',
        constraints: {
          max_attempts: 2,
          timeout_secs: null,
          concurrency_key: null,
          concurrency_key_hold_policy: 'HoldDuringRetry',
          safety_level: 'Pure',
          required_capabilities: null,
        },
        metadata: { tags: [], priority: 0, description: null },
        parent_task_id: null,
        tenant_id: null,
      },
      timestamp: t0,
    },
  },
  {
    what: 'RunCreated',
    hex: '050000003700000060de8346020110aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa101111111111114111811111111111111100000080e2cfaa0680e2cfaa060080e2cfaa06',
    fields: {
      run_instance: {
        id: run,
        task_id: task1,
        state: 'Scheduled',
        current_attempt_id: null,
        attempt_count: 0,
        created_at: t0,
        scheduled_at: t0,
        effective_priority: 0,
        last_state_change_at: t0,
      },
    },
  },
  {
    what: 'Scheduled → Ready',
    hex: '050000001a00000082f5d67c030210aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa000180e2cfaa06',
    fields: { run_id: run, previous_state: 'Scheduled', new_state: 'Ready', timestamp: t0 },
  },
  {
    what: 'Ready → Leased',
    hex: '050000001a000000bef7f684040210aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa010280e2cfaa06',
    fields: { run_id: run, previous_state: 'Ready', new_state: 'Leased', timestamp: t0 },
  },
  {
    what: 'LeaseAcquired',
    hex: '050000002500000057d27e04050710aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa0772756e74696d65ace4cfaa0680e2cfaa06',
    fields: { run_id: run, owner: 'runtime', expiry: t0 + 300, timestamp: t0 },
  },
  {
    what: 'Leased → Running',
    hex: '050000001a000000e975086b060210aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa020380e2cfaa06',
    fields: { run_id: run, previous_state: 'Leased', new_state: 'Running', timestamp: t0 },
  },
  {
    what: 'AttemptStarted',
    hex: '0500000029000000fa429cb7070310aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa10bbbbbbbbbbbb4bbb8bbbbbbbbbbbbbbb80e2cfaa06',
    fields: { run_id: run, attempt_id: attempt, timestamp: t0 },
  },
  {
    what: 'AttemptFinished Success',
    hex: '050000002f0000003189886a080410aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa10bbbbbbbbbbbb4bbb8bbbbbbbbbbbbbbb000001026f6b81e2cfaa06',
    fields: { run_id: run, attempt_id: attempt, result: 'Success', error: null, output: [111, 107], timestamp: t0 + 1 },
  },
  {
    what: 'LeaseReleased',
    hex: '05000000250000000a3d6b56090a10aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa0772756e74696d65ace4cfaa0681e2cfaa06',
    fields: { run_id: run, owner: 'runtime', expiry: t0 + 300, timestamp: t0 + 1 },
  },
  {
    what: 'Running → Completed',
    hex: '050000001a0000003c7d6fdf0a0210aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa030681e2cfaa06',
    fields: { run_id: run, previous_state: 'Running', new_state: 'Completed', timestamp: t0 + 1 },
  },
];

const cron = {
  id: task1,
  payload: { bytes: [], content_type: null },
  constraints: {
    max_attempts: 1,
    timeout_secs: null,
    concurrency_key: null,
    concurrency_key_hold_policy: 'HoldDuringRetry',
    safety_level: 'Pure',
    required_capabilities: null,
  },
  parent_task_id: null,
  tenant_id: null,
};
const plain = { tags: [], priority: 0, description: null };
const expression = '0 * * * * * *';

const singles: typeof whole = [
  { what: 'EnginePaused', hex: '05000000040000003d8909de010be05d', fields: { timestamp: 12000 } },
  {
    what: 'AttemptFinished Failure',
    hex: '0500000032000000d2ecd311ac020410aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa10bbbbbbbbbbbb4bbb8bbbbbbbbbbbbbbb010104626f6f6d0080e2cfaa06',
    fields: { run_id: run, attempt_id: attempt, result: 'Failure', error: 'boom', output: null, timestamp: t0 },
  },
  {
    what: 'SubscriptionCreated, BudgetThreshold',
    hex: '050000003d000000c64e88a7071410cccccccccccc4ccc8ccccccccccccccc1011111111111141118111111111111111021011111111111141118111111111111111015080e2cfaa06',
    fields: {
      subscription_id: subscription,
      task_id: task1,
      filter: { BudgetThreshold: { task_id: task1, dimension: 'CostCents', threshold_pct: 80 } },
      timestamp: t0,
    },
  },
  {
    what: 'SubscriptionCreated, RunStateChanged',
    hex: '050000003c000000bf2b58da081410cccccccccccc4ccc8ccccccccccccccc10111111111111411181111111111111110110222222222222422282222222222222220680e2cfaa06',
    fields: {
      subscription_id: subscription,
      task_id: task1,
      filter: { RunStateChanged: { task_id: task2, state: 'Completed' } },
      timestamp: t0,
    },
  },
  {
    what: 'ActorRegistered',
    hex: '05000000450000000f59c410091710dddddddddddd4ddd8ddddddddddddddd08776f726b65722d6102036770750672657669657701036f70731e0110eeeeeeeeeeee4eee8eeeeeeeeeeeeeee80e2cfaa06',
    fields: {
      actor_id: actor,
      identity: 'worker-a',
      capabilities: ['gpu', 'review'],
      department: 'ops',
      heartbeat_interval_secs: 30,
      tenant_id: tenant,
      timestamp: t0,
    },
  },
  {
    what: 'CapabilityGranted Custom',
    hex: '0500000031000000dff999f30a1c10dddddddddddd4ddd8ddddddddddddddd05066465706c6f7910eeeeeeeeeeee4eee8eeeeeeeeeeeeeee80e2cfaa06',
    fields: { actor_id: actor, capability: { Custom: 'deploy' }, tenant_id: tenant, timestamp: t0 },
  },
  {
    what: 'RoleAssigned',
    hex: '050000002a0000001eb2f6570b1b10dddddddddddd4ddd8ddddddddddddddd0110eeeeeeeeeeee4eee8eeeeeeeeeeeeeee80e2cfaa06',
    fields: { actor_id: actor, role: 'Auditor', tenant_id: tenant, timestamp: t0 },
  },
  {
    what: 'LedgerEntryAppended',
    hex: '050000003300000084ccb0e20c1e10f0f0f0f0f0f040f080f0f0f0f0f0f0f010eeeeeeeeeeee4eee8eeeeeeeeeeeeeee05617564697400027b7d80e2cfaa06',
    fields: {
      entry_id: entry,
      tenant_id: tenant,
      ledger_key: 'audit',
      actor_id: null,
      payload: [123, 125],
      timestamp: t0,
    },
  },
  {
    what: 'DependencyDeclared',
    hex: '050000002a0000005067ed490d0d102222222222224222822222222222222201101111111111114111811111111111111180e2cfaa06',
    fields: { task_id: task2, depends_on: [task1], timestamp: t0 },
  },
  {
    what: 'Cron with a cap',
    hex: '0500000036000000e6e187650e0010111111111111411181111111111111110000020d30202a202a202a202a202a202a0103010000000000000000000080e2cfaa06',
    fields: {
      task_spec: { ...cron, run_policy: { Cron: { expression, max_occurrences: 3 } }, metadata: plain },
      timestamp: t0,
    },
  },
  {
    what: 'Cron without a cap, its option byte left out',
    hex: '0500000034000000e40bc4650e0010111111111111411181111111111111110000020d30202a202a202a202a202a202a010000000000000000000080e2cfaa06',
    fields: { task_spec: { ...cron, run_policy: { Cron: { expression } }, metadata: plain }, timestamp: t0 },
  },
  {
    what: 'Repeat, tag, negative priority',
    hex: '050000002e000000f9c0892a0f00101111111111114111811111111111111100000106880e010000000000010464656d6f0100000080e2cfaa06',
    fields: {
      task_spec: {
        ...cron,
        run_policy: { Repeat: { count: 6, interval_secs: 1800 } },
        metadata: { tags: ['demo'], priority: -1, description: null },
      },
      timestamp: t0,
    },
  },
  {
    what: 'LeaseAcquired until the end of time',
    hex: '0500000024000000d72f2710100710aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa0177ffffffffffffffffff0180e2cfaa06',
    fields: { run_id: run, owner: 'w', expiry: '18446744073709551615', timestamp: t0 },
  },
];

const decoder = new EventDecoder();

function decoded(hex: string): AqEvent {
  const bytes = Buffer.from(hex, 'hex');
  return decoder.decode(bytes, 12, bytes.length);
}

test('Q6 Q9 the 23 vectors are read', async (t) => {
  assert.equal(whole.length + singles.length, 23);
  for (const { what, hex, fields } of [...whole, ...singles]) {
    await t.test(what, () => {
      const event = decoded(hex);
      assert.deepEqual(JSON.parse(JSON.stringify(fieldsOf(event))), fields);
      assert.equal(recordOf(event).toString('hex'), hex, 'written again it is the same, checksum and all');
      assert.equal(decoder.trailing, 0);
      assert.equal(decoder.overlong, false);
      assert.equal(decoder.cronElided, what.startsWith('Cron without'));
    });
  }
});

test('Q6 the whole run is 507 bytes with the digest it must have', () => {
  const bytes = Buffer.from(whole.map(({ hex }) => hex).join(''), 'hex');
  assert.equal(bytes.length, 507);
  assert.equal(
    createHash('sha256').update(bytes).digest('hex'),
    '39457dec3647df6b493fa5a3275a9995006ef29fa60d05d8de8ea924951ba9d0',
  );
});

test('Q10 the whole run, step by step', () => {
  const projection = emptyProjection();
  const states = whole.map(({ hex }, i) => {
    assert.equal(apply(projection, decoded(hex), i + 1), null);
    const { state, attempt_count, current_attempt_id, lease, history, attempts } = projection.runs.get(run) ?? {};
    return [
      state,
      history?.length,
      attempt_count,
      current_attempt_id === attempt,
      lease?.expiry,
      attempts?.[0]?.finished_at,
    ];
  });
  assert.deepEqual(states.slice(1), [
    ['Scheduled', 1, 0, false, undefined, undefined],
    ['Ready', 2, 0, false, undefined, undefined],
    ['Leased', 3, 0, false, undefined, undefined],
    ['Leased', 3, 0, false, t0 + 300, undefined],
    ['Running', 4, 0, false, t0 + 300, undefined],
    ['Running', 4, 1, true, t0 + 300, null],
    ['Running', 4, 1, false, t0 + 300, t0 + 1],
    ['Running', 4, 1, false, undefined, t0 + 1],
    ['Completed', 5, 1, false, undefined, t0 + 1],
  ]);
  assert.equal(runJson(projection.runs.get(run)!)['last_state_change_at'], t0 + 1);
});

test('Q8 both layouts of a cron policy without a cap are read, and told apart', () => {
  const event = decoded(singles[10]!.hex);
  const written = payloadOf(event, 'whole');
  assert.deepEqual(decoder.decode(written, 0, written.length), event);
  assert.equal(decoder.cronElided, false);
  const elided = payloadOf(event);
  assert.equal(elided.length, written.length - 1);
  assert.deepEqual(decoder.decode(elided, 0, elided.length), event);
  assert.equal(decoder.cronElided, true);
});
