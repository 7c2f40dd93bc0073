import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { payloadOf, variants } from '../../testing/actionqueue-writer.ts';
import { idOf, Story } from '../../testing/actionqueue-story.ts';
import { EventDecoder } from './decode-event.ts';
import {
  type AqEvent,
  attemptResults,
  capabilities,
  dimensions,
  type EventType,
  holdPolicies,
  roles,
  runStates,
  safetyLevels,
} from './event.ts';
import { DecodeFailure } from './postcard.ts';
import { fieldsOf, readable } from './readable.ts';

const id = fc.uuid();
const u64 = fc
  .oneof(fc.nat(), fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n))
  .map((value) => (value <= 2n ** 53n ? Number(value) : BigInt(value)));
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const i32 = fc.integer();
const text = fc.string({ unit: 'grapheme' });
const bytes = fc.uint8Array();
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);
const state = fc.constantFrom(...runStates);
const dimension = fc.constantFrom(...dimensions);
const custom = fc.record({ Custom: text });
const positive = u64.filter((value) => value > 0);

const policy = fc.oneof(
  fc.constant('Once' as const),
  fc.record({ Repeat: fc.record({ count: u32.filter((count) => count > 0), interval_secs: positive }) }),
  fc.record({
    Cron: fc.record(
      { expression: fc.constantFrom('@daily', '0 * * * * *', '*/5 1-3 0 ? JAN-mar Mon 2030') },
      { requiredKeys: ['expression'] },
    ),
  }),
  fc.record({
    Cron: fc.record({ expression: fc.constant('0 0 0 1 1 * 2099'), max_occurrences: u32.filter((cap) => cap > 0) }),
  }),
);
const taskSpec = fc.record({
  id,
  payload: fc.record({ bytes, content_type: maybe(text) }),
  run_policy: policy,
  constraints: fc.record({
    max_attempts: u32.filter((attempts) => attempts > 0),
    timeout_secs: maybe(positive),
    concurrency_key: maybe(text.filter((key) => key !== '')),
    concurrency_key_hold_policy: fc.constantFrom(...holdPolicies),
    safety_level: fc.constantFrom(...safetyLevels),
    required_capabilities: maybe(
      fc.array(
        text.filter((name) => name !== ''),
        { minLength: 1 },
      ),
    ),
  }),
  metadata: fc.record({ tags: fc.array(text), priority: i32, description: maybe(text) }),
  parent_task_id: maybe(id),
  tenant_id: maybe(id),
});
const filter = fc.oneof(
  fc.record({ TaskCompleted: fc.record({ task_id: id }) }),
  fc.record({ RunStateChanged: fc.record({ task_id: id, state }) }),
  fc.record({
    BudgetThreshold: fc.record({ task_id: id, dimension, threshold_pct: fc.integer({ min: 0, max: 255 }) }),
  }),
  fc.record({ Custom: fc.record({ key: text }) }),
);
const run = fc.record({
  id,
  task_id: id,
  state: fc.constantFrom('Scheduled' as const, 'Leased' as const, 'Failed' as const),
  current_attempt_id: fc.constant(null),
  attempt_count: u32,
  created_at: u64,
  scheduled_at: u64,
  effective_priority: i32,
  last_state_change_at: u64,
});

const ofRun = { run_id: id };
const lease = { ...ofRun, owner: text, expiry: u64 };
const ofBudget = { task_id: id, dimension };
const member = { actor_id: id, tenant_id: id };
const capability = fc.oneof(fc.constantFrom(...capabilities), custom);
const fieldsBy: { readonly [Type in EventType]: { readonly [field: string]: fc.Arbitrary<unknown> } } = {
  TaskCreated: { task_spec: taskSpec },
  RunCreated: { run_instance: run },
  RunStateChanged: { ...ofRun, previous_state: state, new_state: state },
  AttemptStarted: { ...ofRun, attempt_id: id },
  AttemptFinished: {
    ...ofRun,
    attempt_id: id,
    result: fc.constantFrom(...attemptResults),
    error: maybe(text),
    output: maybe(bytes),
  },
  TaskCanceled: { task_id: id },
  RunCanceled: ofRun,
  LeaseAcquired: lease,
  LeaseHeartbeat: lease,
  LeaseExpired: lease,
  LeaseReleased: lease,
  EnginePaused: {},
  EngineResumed: {},
  DependencyDeclared: { task_id: id, depends_on: fc.array(id) },
  RunSuspended: { ...ofRun, reason: maybe(text) },
  RunResumed: ofRun,
  BudgetAllocated: { ...ofBudget, limit: u64 },
  BudgetConsumed: { ...ofBudget, amount: u64 },
  BudgetExhausted: ofBudget,
  BudgetReplenished: { ...ofBudget, new_limit: u64 },
  SubscriptionCreated: { subscription_id: id, task_id: id, filter },
  SubscriptionTriggered: { subscription_id: id },
  SubscriptionCanceled: { subscription_id: id },
  ActorRegistered: {
    actor_id: id,
    identity: text,
    capabilities: fc.array(text),
    department: maybe(text),
    heartbeat_interval_secs: u64,
    tenant_id: maybe(id),
  },
  ActorDeregistered: { actor_id: id },
  ActorHeartbeat: { actor_id: id },
  TenantCreated: { tenant_id: id, name: text },
  RoleAssigned: { actor_id: member.actor_id, role: fc.oneof(fc.constantFrom(...roles), custom), tenant_id: id },
  CapabilityGranted: { actor_id: id, capability, tenant_id: id },
  CapabilityRevoked: { actor_id: id, capability, tenant_id: id },
  LedgerEntryAppended: { entry_id: id, tenant_id: id, ledger_key: text, actor_id: maybe(id), payload: bytes },
};

const anyEvent: fc.Arbitrary<AqEvent> = fc.oneof(
  ...variants.map(
    (type) =>
      fc.record({
        type: fc.constant(type),
        sequence: u64,
        ...fieldsBy[type],
        ...(type === 'RunCreated' ? {} : { timestamp: u64 }),
      }) as unknown as fc.Arbitrary<AqEvent>,
  ),
);

const decoder = new EventDecoder();

function decode(payload: Buffer): AqEvent {
  return decoder.decode(payload, 0, payload.length);
}

test('Q6 what is written is read again, to the last digit', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const read = decode(payloadOf(event));
      assert.deepEqual([read.type, read.sequence, fieldsOf(read)], [event.type, event.sequence, fieldsOf(event)]);
      assert.equal(decoder.trailing, 0);
    }),
    { numRuns: 600 },
  );
});

test('Q6 Q7 a payload that is cut anywhere, or changed anywhere, is read or refused, and never read past its end', () => {
  fc.assert(
    fc.property(anyEvent, fc.nat(), fc.integer({ min: 0, max: 255 }), (event, place, byte) => {
      const payload = payloadOf(event);
      const cut = place % payload.length;
      const behind = Buffer.concat([payload.subarray(0, cut), Buffer.alloc(64, 1)]);
      assert.throws(() => decodeUncut(behind, cut), DecodeFailure);
      const changed = Buffer.from(payload);
      changed[cut] = byte;
      try {
        decode(changed);
        assert.ok(decoder.trailing >= 0);
      } catch (error) {
        assert.ok(error instanceof DecodeFailure, String(error));
      }
    }),
    { numRuns: 600 },
  );
});

/** A cron policy without its option byte is as long as one truncated by that byte: no such policy is truncated here. */
function decodeUncut(bytes: Buffer, end: number): void {
  const event = decoder.decode(bytes, 0, end);
  if (decoder.cronElided) throw new DecodeFailure('', 0, 'another layout');
  assert.fail(`read ${JSON.stringify(readable(event))}`);
}

/** The payload of a record with `bytes` in place of the last occurrence of `wanted`. */
function changed(event: AqEvent, wanted: string, bytes: string): Buffer {
  const payload = payloadOf(event).toString('hex');
  let at = payload.lastIndexOf(wanted);
  while (at % 2 === 1) at = payload.lastIndexOf(wanted, at - 1);
  assert.ok(at >= 0, wanted);
  return Buffer.from(payload.slice(0, at) + bytes + payload.slice(at + wanted.length), 'hex');
}

const started = new Story().start(1).events[0]!;
const created = new Story().task(1, {
  constraints: { timeout_secs: 77, concurrency_key: 'kkk', required_capabilities: ['gpu'] },
  payload: { bytes: Buffer.from([1, 2]), content_type: 'text' },
}).events[0]!;
const runId = `10${idOf('run', 1).replaceAll('-', '')}`;
const taskId = `10${idOf('task', 1).replaceAll('-', '')}`;

const refused: readonly {
  readonly what: string;
  readonly payload: Buffer;
  readonly field: string;
  readonly rule: RegExp;
}[] = [
  { what: 'no such kind of record', payload: Buffer.from('011f', 'hex'), field: 'event', rule: /31 kinds/ },
  {
    what: 'a uuid of 15 bytes',
    payload: changed(started, runId, `0f${runId.slice(4)}`),
    field: 'run_id',
    rule: /16 bytes/,
  },
  {
    what: 'a uuid of 17 bytes',
    payload: changed(started, runId, `11${runId.slice(2)}00`),
    field: 'run_id',
    rule: /16 bytes/,
  },
  {
    what: 'a state of nine',
    payload: changed(new Story().move(1, 'Leased', 'Running').events[0]!, '0203', '0209'),
    field: 'new_state',
    rule: /9 variants/,
  },
  {
    what: 'an option of two',
    payload: changed(
      new Story().say('RunSuspended', { run_id: idOf('run', 1), reason: 'xyz' }).events[0]!,
      '0103',
      '0203',
    ),
    field: 'reason',
    rule: /0 or 1, not 2/,
  },
  {
    what: 'text that is not UTF-8',
    payload: changed(
      new Story().say('TenantCreated', { tenant_id: idOf('tenant', 1), name: 'xyz' }).events[0]!,
      '78797a',
      '78c37a',
    ),
    field: 'name',
    rule: /UTF-8/,
  },
  {
    what: 'a surrogate written as UTF-8',
    payload: changed(
      new Story().say('TenantCreated', { tenant_id: idOf('tenant', 1), name: 'xyz' }).events[0]!,
      '78797a',
      'eda080',
    ),
    field: 'name',
    rule: /UTF-8/,
  },
  {
    what: 'a count beyond the payload',
    payload: changed(created, '020102', 'ffffff7f0102'),
    field: 'task_spec.payload.bytes',
    rule: /are said to follow/,
  },
  {
    what: 'a count of 2^63',
    payload: changed(created, '020102', 'ffffffffffffffff7f0102'),
    field: 'task_spec.payload.bytes',
    rule: /are said to follow/,
  },
  {
    what: 'a sequence above 64 bits',
    payload: Buffer.from('ffffffffffffffffff020b00', 'hex'),
    field: 'sequence',
    rule: /64 bits/,
  },
  {
    what: 'a sequence of eleven bytes',
    payload: Buffer.from('8080808080808080808000', 'hex'),
    field: 'sequence',
    rule: /64 bits/,
  },
  { what: 'a kind above 32 bits', payload: Buffer.from('01ffffffff10', 'hex'), field: 'event', rule: /32 bits/ },
  { what: 'nothing', payload: Buffer.alloc(0), field: 'sequence', rule: /ends here/ },
  {
    what: 'a task of zeros',
    payload: changed(created, taskId, `10${'00'.repeat(16)}`),
    field: 'task_spec.id',
    rule: /zeros/,
  },
  {
    what: 'a run of zeros',
    payload: changed(new Story().run(1).events[0]!, runId, `10${'00'.repeat(16)}`),
    field: 'run_instance.id',
    rule: /zeros/,
  },
  {
    what: 'no attempts',
    payload: payloadOf(new Story().task(1, { constraints: { max_attempts: 0 } }).events[0]!),
    field: 'task_spec.constraints.max_attempts',
    rule: /at least one/,
  },
  {
    what: 'a timeout of nothing',
    payload: payloadOf(new Story().task(1, { constraints: { timeout_secs: 0 } }).events[0]!),
    field: 'task_spec.constraints.timeout_secs',
    rule: /at least 1/,
  },
  {
    what: 'an empty key',
    payload: payloadOf(new Story().task(1, { constraints: { concurrency_key: '' } }).events[0]!),
    field: 'task_spec.constraints.concurrency_key',
    rule: /empty/,
  },
  {
    what: 'no capability at all',
    payload: payloadOf(new Story().task(1, { constraints: { required_capabilities: [] } }).events[0]!),
    field: 'task_spec.constraints.required_capabilities',
    rule: /empty/,
  },
  {
    what: 'an empty capability',
    payload: payloadOf(new Story().task(1, { constraints: { required_capabilities: ['a', ''] } }).events[0]!),
    field: 'task_spec.constraints.required_capabilities',
    rule: /empty/,
  },
  {
    what: 'a count of no runs',
    payload: payloadOf(new Story().task(1, { policy: { Repeat: { count: 0, interval_secs: 1 } } }).events[0]!),
    field: 'task_spec.run_policy.Repeat',
    rule: /at least 1/,
  },
  {
    what: 'no cron expression',
    payload: payloadOf(
      new Story().task(1, { policy: { Cron: { expression: '* * * * *', max_occurrences: 1 } } }).events[0]!,
    ),
    field: 'task_spec.run_policy.Cron.expression',
    rule: /cron expression/,
  },
  {
    what: 'a cron cap of nothing',
    payload: payloadOf(
      new Story().task(1, {
        policy: { Cron: { expression: '@daily', max_occurrences: 0 } },
        constraints: { max_attempts: 1, timeout_secs: 5 },
      }).events[0]!,
    ),
    field: 'task_spec.run_policy.Cron.max_occurrences',
    rule: /at least 1/,
  },
  {
    what: 'a current attempt of a run that does not run',
    payload: changed(new Story().run(1).events[0]!, '000000', `0001${taskId}00`),
    field: 'run_instance.current_attempt_id',
    rule: /Running/,
  },
  {
    what: 'a Ready run scheduled after its creation',
    payload: changed(new Story().run(1, 1, 1_700_000_009).events[0]!, '000000', '010000'),
    field: 'run_instance.scheduled_at',
    rule: /not scheduled after/,
  },
];

for (const { what, payload, field, rule } of refused) {
  test(`Q7 ${what} is refused, with the field and its place`, () => {
    assert.throws(
      () => decode(payload),
      (error) =>
        error instanceof DecodeFailure &&
        error.field === field &&
        rule.test(error.rule) &&
        error.at >= 0 &&
        error.at <= payload.length,
    );
  });
}

test('Q6 numbers longer than they need be are read, and told', () => {
  assert.deepEqual(decode(Buffer.from('81000b05', 'hex')), { type: 'EnginePaused', sequence: 1, timestamp: 5 });
  assert.equal(decoder.overlong, true);
  assert.deepEqual(decode(Buffer.from('018b808000858080808080808000', 'hex')), {
    type: 'EnginePaused',
    sequence: 1,
    timestamp: 5,
  });
  assert.equal(decoder.overlong, true);
  decode(Buffer.from('010b05', 'hex'));
  assert.equal(decoder.overlong, false);
});

test('Q6 bytes behind the last field are counted', () => {
  decode(Buffer.from('010b05aabb', 'hex'));
  assert.equal(decoder.trailing, 2);
  const bounded = payloadOf(
    new Story().task(1, { policy: { Cron: { expression: '@daily', max_occurrences: 3 } } }).events[0]!,
  );
  assert.equal(decode(Buffer.concat([bounded, Buffer.from([0xff])])).type, 'TaskCreated');
  assert.deepEqual([decoder.trailing, decoder.cronElided], [1, false]);
});

test('Q6 nothing of a record holds the bytes it was read from', () => {
  const payload = payloadOf(created);
  const event = decode(payload);
  const before = JSON.stringify(fieldsOf(event));
  payload.fill(0xee);
  assert.equal(JSON.stringify(fieldsOf(event)), before);
});
