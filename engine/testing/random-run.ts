// Random runs for laws: sensible ones as from an engine, and chaotic ones as from a broken writer.

import fc from 'fast-check';
import type { Effect, OperationKey } from '../model/effect.ts';
import { closedStatuses, operationKinds, runStatuses } from '../model/effect.ts';
import type { RunId } from '../model/event.ts';
import type { Outline } from '../model/outline.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';

/** One workflow task: the earlier events, and the operations that its code opened. */
export type RandomTask = {
  readonly closes: readonly number[];
  readonly signals: readonly string[];
  readonly opens: readonly string[];
  readonly byHandler: boolean;
};

const names = ['charge', 'ship', 'mail', 'item-1', 'item-2', 'audit'];
const kinds = ['activity', 'timer', 'childWorkflow', 'sideEffect'] as const;

const task: fc.Arbitrary<RandomTask> = fc.record({
  closes: fc.array(fc.nat(5), { maxLength: 3 }),
  signals: fc.array(fc.constantFrom('go', 'stop'), { maxLength: 2 }),
  opens: fc.array(fc.constantFrom(...names), { maxLength: 4 }),
  byHandler: fc.boolean(),
});

const tasks = fc.array(task, { minLength: 1, maxLength: 12 });

/** Tasks repeat, so that there is something to fold. */
export const sensibleRun: fc.Arbitrary<Outline> = fc
  .tuple(tasks, fc.integer({ min: 1, max: 30 }), fc.boolean())
  .map(([once, times, ends]) => writeRun(Array.from({ length: times }, () => once).flat(), ends));

/** Tasks of a run that grows task by task. */
export const growingTasks: fc.Arbitrary<readonly RandomTask[]> = fc
  .tuple(tasks, fc.integer({ min: 1, max: 5 }))
  .map(([once, times]) => Array.from({ length: times }, () => once).flat());

export function writeRun(tasks: readonly RandomTask[], ends: boolean): Outline {
  const writer = new RunWriter();
  for (const each of tasks) writer.task(each);
  return writer.finish(ends);
}

class RunWriter {
  readonly #builder = new OutlineBuilder();
  readonly #open: OperationKey[] = [];
  #seq = 0;
  #lastSignal: OperationKey | undefined;

  constructor() {
    this.#event('Started', [{ type: 'run', status: 'running' }], true);
  }

  task({ closes, signals, opens, byHandler }: RandomTask): void {
    for (const at of closes) {
      const [key] = this.#open.splice(at % Math.max(1, this.#open.length), 1);
      if (key !== undefined)
        this.#event('Closed', [{ type: 'close', key, status: at === 0 ? 'failed' : 'completed' }], true);
    }
    for (const name of signals) {
      this.#lastSignal = `signal:${this.#seq + 1}`;
      this.#event(
        'Signaled',
        [
          { type: 'open', key: this.#lastSignal, kind: 'signal', name },
          { type: 'close', key: this.#lastSignal, status: 'completed' },
        ],
        true,
      );
    }
    const key: OperationKey = `workflowTask:${this.#seq + 1}`;
    this.#event('TaskScheduled', [{ type: 'open', key, kind: 'workflowTask', name: 'task' }]);
    this.#event('TaskStarted', [{ type: 'advance', key, status: 'started' }]);
    this.#event('TaskCompleted', [{ type: 'close', key, status: 'completed' }]);
    const task = String(this.#seq);
    const cause = byHandler && this.#lastSignal !== undefined ? { cause: this.#lastSignal } : {};
    opens.forEach((name, i) => {
      const kind = kinds[(name.length + i) % kinds.length] ?? 'activity';
      const opened: OperationKey = `${kind}:${this.#seq + 1}`;
      this.#open.push(opened);
      this.#event('Opened', [{ type: 'open', key: opened, kind, name, task, ...cause }]);
    });
  }

  finish(ends: boolean): Outline {
    if (ends) this.#event('Ended', [{ type: 'run', status: 'completed' }]);
    return this.#builder.finish('random' as RunId, { id: 'temporal', inTasks: true });
  }

  #event(type: string, effects: readonly Effect[], wakes = false): void {
    this.#seq++;
    this.#builder.add(this.#seq * 1000, type, {
      id: String(this.#seq),
      effects,
      summary: '',
      wakes,
      bookkeeping: type.startsWith('Task'),
    });
  }
}

const key: fc.Arbitrary<OperationKey> = fc
  .tuple(fc.constantFrom(...operationKinds), fc.nat(12))
  .map(([kind, id]) => `${kind}:${id}` as const);
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({
    type: fc.constant('open' as const),
    key,
    kind: fc.constantFrom(...operationKinds),
    name: fc.constantFrom('__proto__', '', 'a', 'constructor'),
    task: fc.nat(80).map(String),
    cause: key,
  }),
  fc.record({
    type: fc.constant('advance' as const),
    key,
    status: fc.constantFrom('started' as const, 'retrying' as const),
  }),
  fc.record({ type: fc.constant('close' as const), key, status: fc.constantFrom(...closedStatuses) }),
  fc.record({ type: fc.constant('run' as const), status: fc.constantFrom(...runStatuses) }),
);

export const chaoticRun: fc.Arbitrary<Outline> = fc
  .tuple(
    fc.array(fc.tuple(fc.array(effect, { maxLength: 3 }), fc.boolean()), { maxLength: 80 }),
    fc.constantFrom({ id: 'temporal', inTasks: true }, { id: 'nodelog' }),
  )
  .map(([events, dialect]) => {
    const builder = new OutlineBuilder();
    events.forEach(([effects, wakes], i) =>
      builder.add(i % 7 === 0 ? null : i, 'Event', {
        id: String(i),
        effects,
        summary: '',
        wakes,
        bookkeeping: i % 3 === 0,
      }),
    );
    return builder.finish('chaos' as RunId, dialect);
  });
