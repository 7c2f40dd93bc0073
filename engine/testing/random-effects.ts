// Random explained events for property tests: any effect on a few operations, in any order.

import fc from 'fast-check';
import { closedStatuses, type Effect, openStatuses, type OperationKey, runStatuses } from '../model/effect.ts';
import type { WalkedEvent } from './walk.ts';

const key: fc.Arbitrary<OperationKey> = fc.constantFrom(
  'activity:1',
  'activity:2',
  'timer:3',
  'node:a',
  'other:__proto__',
  'workflowTask:4',
  'update:u',
  'signal:?',
);
const maybe = <T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.oneof(
    fc.constant({}),
    value.map((given) => ({ [name]: given })),
  );
const merged = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<Effect> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Effect);

const also = maybe(
  'also',
  fc.array(fc.constantFrom<OperationKey>('update:@5', 'update:u', 'activity:1', 'node:a'), {
    minLength: 1,
    maxLength: 2,
  }),
);
const anew = maybe('anew', fc.boolean());
const attempt = maybe('attempt', fc.nat(5));
const failure = maybe('failure', fc.record({ message: fc.constantFrom('no', 'late', '') }));
const value = fc.constantFrom<1 | 'x' | null>(1, 'x', null);

const effect: fc.Arbitrary<Effect> = fc.oneof(
  {
    weight: 4,
    arbitrary: merged(
      fc.constant({ type: 'open', name: 'n' }),
      key.map((of) => ({ key: of, kind: of.slice(0, of.indexOf(':')) })),
      attempt,
      also,
      anew,
      maybe('label', fc.constantFrom('', 'said')),
      maybe('untilMs', fc.nat()),
    ),
  },
  {
    weight: 4,
    arbitrary: merged(
      fc.constant({ type: 'advance' }),
      key.map((of) => ({ key: of })),
      fc.constantFrom(...openStatuses).map((status) => ({ status })),
      attempt,
      failure,
      also,
    ),
  },
  {
    weight: 4,
    arbitrary: merged(
      fc.constant({ type: 'close' }),
      key.map((of) => ({ key: of })),
      fc.constantFrom(...closedStatuses).map((status) => ({ status })),
      attempt,
      failure,
      also,
      maybe('result', value),
    ),
  },
  merged(
    fc.constant({ type: 'run' }),
    fc.constantFrom(...runStatuses).map((status) => ({ status })),
    maybe('input', value),
    failure,
  ),
  merged(
    fc.constant({ type: 'unset' }),
    fc.constantFrom('a', 'constructor').map((name) => ({ name })),
  ),
  merged(
    fc.constant({ type: 'set' }),
    fc.constantFrom('a', '__proto__', 'constructor').map((name) => ({ name })),
    value.map((given) => ({ value: given })),
  ),
  merged(
    fc.constant({ type: 'link', relation: 'child' }),
    maybe('runId', fc.constantFrom('r1', 'r2')),
    maybe('key', key),
  ),
);

/** An event of an unknown type states nothing else. */
const mention: fc.Arbitrary<Effect> = fc.oneof(
  key.map((of) => ({ type: 'mention' as const, key: of })),
  fc.constant({ type: 'mentionRun' as const }),
);

export const randomEvents: fc.Arbitrary<readonly WalkedEvent[]> = fc.array(
  fc.record({
    atMs: fc.oneof(fc.constant(null), fc.nat(10_000)),
    explanation: fc.record({
      effects: fc.oneof(
        { weight: 6, arbitrary: fc.array(effect, { maxLength: 4 }) },
        mention.map((only) => [only]),
      ),
      summary: fc.constant(''),
      unseen: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 1 }),
    }),
  }),
  { maxLength: 60, size: 'max' },
);
