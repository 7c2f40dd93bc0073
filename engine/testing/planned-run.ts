// Runs made from a list of operations, for laws about comparisons: the list is the truth.

import fc from 'fast-check';
import type { Effect, OperationKey } from '../model/effect.ts';
import type { RunId } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Side } from '../model/compare/comparison.ts';
import { factsOf } from '../model/compare/facts.ts';
import { FingerprintBuilder } from '../model/compare/fingerprints.ts';
import { PlainReader } from '../model/compare/plain-value.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';

export type Planned = {
  readonly name: string;
  readonly input: Json;
  readonly result: Json;
  readonly attempts: number;
  readonly options: Json;
  readonly failure: string | null;
};

export type Plan = {
  readonly operations: readonly Planned[];
  /** Number of workflow tasks before each operation: housekeeping. */
  readonly tasks: number;
  /** Number of ids used before the first event. */
  readonly offset: number;
  /** An operation closes this many operations later: several run at a time. */
  readonly lag: number;
};

/** Names repeat, inputs sometimes. */
export const planned: fc.Arbitrary<Planned> = fc.record(
  {
    name: fc.constantFrom('charge', 'ship', 'mail', 'audit'),
    input: fc.oneof(
      fc.nat(5),
      fc.nat(1000).map((id) => ({ id })),
    ),
    result: fc.oneof(fc.constant('ok'), fc.nat(3)),
    attempts: fc.constantFrom(1, 1, 1, 2),
    options: fc.constantFrom<Json>({ startToCloseTimeout: '10s' }, { startToCloseTimeout: '30s' }),
    failure: fc.constantFrom(null, null, null, 'Declined'),
  },
  { noNullPrototype: true },
);

export function sideOf({ operations, tasks, offset, lag }: Plan): Side {
  const events: Effect[][] = [[{ type: 'run', status: 'running', input: 'in' }]];
  const add = (...effects: Effect[]): number => events.push(effects) + offset;
  const closes: (() => void)[] = [];
  for (const { name, input, result, attempts, options, failure } of operations) {
    for (let task = 0; task < tasks; task++) {
      const key: OperationKey = `workflowTask:${events.length + offset}`;
      add({ type: 'open', key, kind: 'workflowTask', name: 'task' });
      add({ type: 'close', key, status: 'completed' });
    }
    const key: OperationKey = `activity:${events.length + offset + 1}`;
    add({ type: 'open', key, kind: 'activity', name, input, options });
    closes.push(() => {
      add({ type: 'advance', key, status: 'started', attempt: attempts });
      add(
        failure === null
          ? { type: 'close', key, status: 'completed', result }
          : { type: 'close', key, status: 'failed', failure: { message: failure, stack: String(events.length) } },
      );
    });
    if (closes.length > lag) closes.shift()?.();
  }
  for (const close of closes) close();
  add({ type: 'run', status: 'completed', result: 'out' });
  return build(events);
}

function build(events: readonly (readonly Effect[])[]): Side {
  const builder = new OutlineBuilder();
  for (const [i, effects] of events.entries()) {
    const bookkeeping = effects.some((effect) => 'key' in effect && effect.key?.startsWith('workflowTask'));
    builder.add(i * 10, 'Event', { effects, summary: '', bookkeeping });
  }
  const outline = builder.finish('planned' as RunId, { id: 'temporal', inTasks: true });
  const prints = new FingerprintBuilder(outline);
  const plain = new PlainReader(false);
  for (const [i, effects] of events.entries())
    prints.add(i + 1, factsOf({ type: 'Event', effects, bookkeeping: false, compared: {} }, plain));
  return { outline, vocabulary: outline.dialect, prints: prints.finish() };
}
