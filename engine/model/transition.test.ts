import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { randomEvents } from '../testing/random-effects.ts';
import { waitedFor } from '../testing/waited-for.ts';
import { type Effect, isClosed, type OperationKey } from './effect.ts';
import { OperationNames } from './operation-names.ts';
import { applyEffects, emptyState, type RunState } from './state.ts';
import {
  isAboutOperation,
  nextRun,
  nextStanding,
  openedStanding,
  type OperationEffect,
  type Standing,
} from './transition.ts';

const key: OperationKey = 'node:a';
const open = (more: object = {}): OperationEffect => ({ type: 'open', key, kind: 'node', name: 'a', ...more });
const start = (attempt?: number): OperationEffect => ({
  type: 'advance',
  key,
  status: 'started',
  ...(attempt !== undefined && { attempt }),
});
const ask: OperationEffect = { type: 'advance', key, status: 'cancelRequested' };
const close = (status: 'completed' | 'failed' = 'completed', attempt?: number): OperationEffect => ({
  type: 'close',
  key,
  status,
  ...(attempt !== undefined && { attempt }),
});
const mention: OperationEffect = { type: 'mention', key };

/** Applies one event per effect; the first effect opens the operation. */
function stands(...effects: readonly OperationEffect[]): Standing {
  let standing = openedStanding(effects[0]!);
  for (const [i, effect] of effects.entries())
    if (i > 0 || effect.type !== 'open') standing = nextStanding(standing, effect, i + 1);
  return standing;
}

/** The state after each of these events. */
function after(...events: readonly (readonly Effect[])[]): RunState {
  const state = emptyState();
  for (const [i, effects] of events.entries()) applyEffects(state, i + 1, i, effects);
  return state;
}

test('F10 the fold is the transition law, effect by effect', () => {
  fc.assert(
    fc.property(randomEvents, (events) => {
      const state = emptyState();
      const names = new OperationNames();
      const law = new Map<string, Standing>();
      for (const [i, { atMs, explanation }] of events.entries()) {
        for (const effect of names.resolve(i + 1, explanation.effects).filter(isAboutOperation)) {
          const before = law.get(effect.key);
          if (before === undefined && effect.type === 'mention') continue;
          law.set(
            effect.key,
            before === undefined && effect.type === 'open'
              ? openedStanding(effect)
              : nextStanding(before ?? openedStanding(effect), effect, i + 1),
          );
        }
        applyEffects(state, i + 1, atMs, explanation.effects);
      }
      for (const {
        key: named,
        status,
        startedAt,
        closedAt,
        attempts,
        countsFromZero,
        unclear,
      } of state.operations.values()) {
        assert.deepEqual(
          {
            status,
            startedAt,
            closedAt,
            attempts,
            ...(countsFromZero && { countsFromZero }),
            ...(unclear && { unclear }),
          },
          law.get(named),
          named,
        );
      }
    }),
    { numRuns: 200 },
  );
});

test('F10 what changes nothing gives the very same standing', () => {
  const closed = stands(open(), start(), close());
  for (const effect of [start(9), close('failed'), ask, mention]) assert.equal(nextStanding(closed, effect, 9), closed);
  const opened = stands(open());
  assert.equal(nextStanding(opened, open(), 9), opened);
});

test('F10 what is closed has an end, what is not has none', () => {
  fc.assert(
    fc.property(randomEvents, (events) => {
      for (const { status, closedAt } of after(
        ...events.map(({ explanation }) => explanation.effects),
      ).operations.values())
        assert.equal(closedAt !== null, isClosed(status));
    }),
    { numRuns: 100 },
  );
});

test('F11 a run that goes on keeps what it was given, and nothing of an end', () => {
  const failed = nextRun(
    { status: 'running', input: 1 },
    { type: 'run', status: 'failed', failure: { message: 'x' }, reason: 'y', result: 2 },
  );
  assert.deepEqual(failed, { status: 'failed', input: 1, failure: { message: 'x' }, reason: 'y', result: 2 });
  assert.deepEqual(nextRun(failed, { type: 'run', status: 'running' }), { status: 'running', input: 1 });
  assert.deepEqual(nextRun(failed, { type: 'run', status: 'completed', input: 3, result: 4 }), {
    status: 'completed',
    input: 3,
    result: 4,
  });
});

test('F12 opened again it has what this opening says', () => {
  const input = (...events: readonly (readonly Effect[])[]) => after(...events).operations.get(key);
  const again = input([open({ input: 1, options: { a: 1 } })], [close()], [open({ input: 2 })]);
  assert.deepEqual([again?.input, again?.options, again?.attempts], [2, undefined, 1]);
  assert.deepEqual(input([open({ input: 1 })], [close('failed')], [open()])?.input, 1, 'tried again with the same');
  assert.deepEqual(input([open({ input: 1 })], [open({ input: 2 })])?.input, 1, 'one that is open is not opened again');
});

test('F13 asked to cancel is what it stays until its end', () => {
  assert.deepEqual(
    [
      stands(open(), ask, start(3)).status,
      stands(open(), ask, start(3)).attempts,
      stands(open(), ask, start(3)).startedAt,
    ],
    ['cancelRequested', 3, 3],
  );
  assert.equal(stands(open(), ask, { type: 'advance', key, status: 'retrying' }).status, 'cancelRequested');
  assert.equal(stands(open(), ask, start(), close()).status, 'completed');
  assert.equal(stands(open(), ask, close('failed'), open()).status, 'scheduled', 'another attempt was not asked');
});

test('F1 F5 opened again while it is open it has as many attempts as that opening speaks of', () => {
  const again = stands(open(), start(), open({ attempt: 3 }));
  assert.deepEqual([again.status, again.attempts, again.startedAt], ['started', 3, 2]);
});

test('F5 a number of attempts that no column holds, or that is none, counts as not said', () => {
  for (const attempt of [1e20, 2 ** 32, 2.5, -3, Number.NaN])
    assert.deepEqual(
      [
        stands(open({ attempt })).attempts,
        stands(open(), start(attempt)).attempts,
        stands(open(), start(), open({ attempt })).attempts,
        stands(open(), close('failed', attempt)).attempts,
      ],
      [0, 1, 1, 0],
      String(attempt),
    );
});

test('F14 what was to be tried again had another attempt where it ended, or failed again, without a start', () => {
  const retry = { type: 'advance', key, status: 'retrying' } as const;
  const failing = { ...retry, failure: { message: 'busy' } };
  assert.deepEqual(
    [
      stands(open(), start(), failing, close()).attempts,
      stands(open(), start(), failing, failing, close('failed')).attempts,
      stands(open(), start(), failing, retry, close()).attempts,
      stands(open(), start(), failing, { type: 'close', key, status: 'canceled' }).attempts,
      stands(open(), start(), failing, close('failed', 1)).attempts,
      stands(open(), start(), failing, start(), close()).attempts,
    ],
    [2, 3, 2, 1, 1, 1],
  );
});

test('F14 a 0 says that its writer counts from 0', () => {
  assert.deepEqual(
    [stands(open(), start(0)).attempts, stands(open(), start(0), start(1)).attempts, stands(open(), start(1)).attempts],
    [1, 2, 1],
  );
  assert.equal(stands(open(), start(), close('failed', 0), open(), start(1)).attempts, 2, 'where only its end says so');
  assert.deepEqual(
    [
      stands(open(), start(), open({ anew: true }), start()).attempts,
      stands(open(), start(2), open({ anew: true, attempt: 3 }), start(3)).attempts,
    ],
    [2, 3],
  );
  assert.equal(
    stands(open(), start(), close(), open({ anew: false }), close()).attempts,
    1,
    'an opening that is no attempt',
  );
});

test('F15 a mention makes unclear until the next word that is known, and opens nothing', () => {
  assert.deepEqual(
    [
      stands(open(), mention).unclear,
      stands(open(), mention).status,
      stands(open(), mention, start()).unclear,
      stands(open(), mention, open()).unclear,
    ],
    [true, 'scheduled', undefined, undefined],
  );
  assert.equal(after([mention]).operations.size, 0);
  const running: Effect = { type: 'run', status: 'running' };
  const waits = (...events: readonly (readonly Effect[])[]): readonly string[] =>
    waitedFor(
      events.map((effects) => ({ effects, summary: '' })),
      { id: 'nodelog' },
    );
  assert.deepEqual(waits([running], [open()], [mention]), []);
  assert.deepEqual(waits([running], [open()], [{ type: 'mentionRun' }]), []);
  assert.deepEqual(waits([running], [{ type: 'mentionRun' }], [open()]).length, 1);
});

test('F16 an operation whose id is not said stands alone; in one event it is one', () => {
  const unsaid: OperationKey = 'signal:?';
  const received: readonly Effect[] = [
    { type: 'open', key: unsaid, kind: 'signal', name: 's' },
    { type: 'close', key: unsaid, status: 'completed' },
    { type: 'link', relation: 'external', key: unsaid },
  ];
  const state = after(received, received);
  assert.deepEqual(
    [...state.operations.values()].map((operation) => [operation.key, operation.status]),
    [
      ['signal:?1', 'completed'],
      ['signal:?2', 'completed'],
    ],
  );
  assert.deepEqual(
    state.links.map((link) => link.key),
    ['signal:?1', 'signal:?2'],
  );
});

test('F17 an operation is found under each of the names that its openings gave it, the surer one first', () => {
  const opening = (named: OperationKey, ...also: readonly OperationKey[]): Effect => ({
    type: 'open',
    key: named,
    kind: 'update',
    name: named,
    also,
  });
  const closing = (named: OperationKey, ...also: readonly OperationKey[]): Effect => ({
    type: 'close',
    key: named,
    status: 'completed',
    also,
  });
  const statuses = (...effects: readonly Effect[]) =>
    [...after(...effects.map((effect) => [effect])).operations.values()].map((operation) => [
      operation.key,
      operation.status,
    ]);
  assert.deepEqual(statuses(opening('update:u', 'update:@5'), closing('update:@5')), [['update:u', 'completed']]);
  assert.deepEqual(
    statuses(opening('update:u', 'update:@5'), opening('update:v', 'update:@6'), closing('update:u', 'update:@6')),
    [
      ['update:u', 'scheduled'],
      ['update:v', 'completed'],
    ],
  );
  assert.deepEqual(
    statuses(closing('update:u', 'update:@5'), closing('update:v', 'update:@5')),
    [
      ['update:u', 'completed'],
      ['update:v', 'completed'],
    ],
    'an end gives no names',
  );
});

test('F18 a value that is unset is gone', () => {
  const state = after(
    [
      { type: 'set', name: 'a', value: 1 },
      { type: 'set', name: 'b', value: 2 },
    ],
    [
      { type: 'unset', name: 'a' },
      { type: 'unset', name: 'never' },
    ],
  );
  assert.deepEqual([...state.values], [['b', 2]]);
});
