// Checks promise C01: the runs of a task are those that its policy promises.

import { type Id, isTerminal, type U64 } from '../event.ts';
import type { Projection, Run, Task } from '../projection.ts';
import type { Check, End, Say, Step } from './promise.ts';

/** Number of open runs of a cron task that the engine keeps ahead. */
const cronWindow = 5;

export class Policies implements Check {
  readonly #say: Say;
  /** The last record about a task or a run. */
  #lastTask: { readonly task: Id; readonly number: number } | null = null;
  #otherThanLast = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    const task = taskOf(event, projection);
    if (task !== undefined) this.#noteWork(task, number);
    if (event.type !== 'RunCreated') return;
    if (refusal?.code === 'AQ202') this.#say('C01', number, refusal.text);
    const owner = projection.tasks.get(event.run_instance.task_id);
    const run = projection.runs.get(event.run_instance.id);
    if (refusal === null && owner !== undefined && run !== undefined) this.#noteRun(projection, owner, run, number);
  }

  #noteWork(task: Id, number: number): void {
    if (this.#lastTask !== null && this.#lastTask.task !== task) this.#otherThanLast = this.#lastTask.number;
    this.#lastTask = { task, number };
  }

  #noteRun(projection: Projection, { task_spec: { id, run_policy }, runs }: Task, run: Run, number: number): void {
    const most = mostRuns(run_policy);
    if (runs.length > most)
      this.#say('C01', number, `Task ${id} has ${runs.length} runs; its policy promises ${most}.`);
    if (run_policy === 'Once') return;
    const first = projection.runs.get(runs[0]!)?.scheduled_at ?? 0;
    if ('Repeat' in run_policy) {
      const due = BigInt(first) + BigInt(runs.length - 1) * BigInt(run_policy.Repeat.interval_secs);
      if (BigInt(run.scheduled_at) !== due)
        this.#say(
          'C01',
          number,
          `Run ${runs.length} of task ${id} is scheduled at ${run.scheduled_at}; its policy says ${due}.`,
        );
      return;
    }
    const before = projection.runs.get(runs.at(-2) ?? '');
    if (before !== undefined && run.scheduled_at <= before.scheduled_at)
      this.#say(
        'C01',
        number,
        `Run ${run.id} of cron task ${id} is scheduled at ${run.scheduled_at}, not after ${before.scheduled_at}.`,
      );
    const live = runs
      .slice(-cronWindow - 1)
      .filter((each) => !isTerminal(projection.runs.get(each)?.state ?? 'Scheduled')).length;
    if (live > cronWindow)
      this.#say('C01', number, `Cron task ${id} has more than ${cronWindow} runs that are not ended.`);
  }

  end({ projection }: End): void {
    for (const {
      task_spec: { id, run_policy },
      runs,
      since,
      canceled_at,
    } of projection.tasks.values()) {
      const least = run_policy === 'Once' ? 1 : 'Repeat' in run_policy ? run_policy.Repeat.count : 1;
      if (runs.length < least && canceled_at === null && this.#workAfter(id) > since) {
        this.#say(
          'C01',
          since,
          `Task ${id} has ${runs.length} of the ${least} runs its policy promises, and other work was recorded after it; it is never made up for.`,
          'warning',
        );
      }
    }
  }

  /** Number of the last record about another task. */
  #workAfter(task: Id): number {
    return this.#lastTask === null || this.#lastTask.task === task ? this.#otherThanLast : this.#lastTask.number;
  }
}

function mostRuns(policy: Task['task_spec']['run_policy']): U64 {
  if (policy === 'Once') return 1;
  return 'Repeat' in policy ? policy.Repeat.count : (policy.Cron.max_occurrences ?? Number.POSITIVE_INFINITY);
}

function taskOf(event: Step['event'], projection: Projection): Id | undefined {
  if (event.type === 'TaskCreated') return event.task_spec.id;
  if (event.type === 'RunCreated') return event.run_instance.task_id;
  return 'run_id' in event ? projection.runs.get(event.run_id)?.task_id : undefined;
}
