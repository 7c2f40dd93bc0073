// Counters and histograms of an engine, through OpenTelemetry's API: nothing is kept or sent unless the author's program
// has set up a meter provider before its engine begins. `engine-stats.ts` counts the same from the store.

import { type Counter, createNoopMeter, type Histogram, metrics, type Meter } from '@opentelemetry/api';
import type { NativeEvent } from '../model/native-event.ts';
import type { RunRow } from '../store/register/register.ts';

/** What is known at the commit of a step beside its events. Times are ms since 1970. */
export type Step = {
  /** When the first event came in that the step's task delivered; undefined without a task. */
  readonly readyAt: number | undefined;
  readonly scheduledAt: (activity: number) => number | undefined;
};

export class EngineMetrics {
  /** Nobody listens: nothing is told. */
  readonly #isOff: boolean;
  readonly #tasks: Counter;
  readonly #taskWait: Histogram;
  readonly #attempts: Counter;
  readonly #failures: Counter;
  readonly #activityWait: Histogram;
  readonly #guests: Counter;
  readonly #quarantined: Counter;
  readonly #deadLetters: Counter;

  constructor(meter: Meter = metrics.getMeter('retrace')) {
    this.#isOff = meter === createNoopMeter();
    const counter = (name: string, description: string): Counter => meter.createCounter(name, { description });
    const waits = (name: string, description: string): Histogram =>
      meter.createHistogram(name, { description, unit: 'ms' });
    this.#tasks = counter('retrace.workflow_tasks', 'Workflow tasks, by type and outcome');
    this.#taskWait = waits(
      'retrace.workflow_task.wait',
      'From the event that woke a run to the task that delivered it',
    );
    this.#attempts = counter('retrace.activity_attempts', 'Attempts of activities begun');
    this.#failures = counter('retrace.activity_failures', 'Attempts of activities failed, by kind');
    this.#activityWait = waits('retrace.activity.wait', 'From the scheduling of an activity to its first attempt');
    this.#guests = counter('retrace.guests', 'Tasks whose run was in memory (hit), or made again (miss)');
    this.#quarantined = counter('retrace.runs_quarantined', 'Runs that wait for a retry');
    this.#deadLetters = counter('retrace.dead_letters', 'Signals to workflows without an open run');
  }

  /** Call after the events are stored. */
  committed({ workflowType }: RunRow, events: readonly NativeEvent[], { readyAt, scheduledAt }: Step): void {
    if (this.#isOff) return;
    for (const event of events)
      switch (event.type) {
        case 'workflow_task_completed':
          this.#tasks.add(1, { workflowType, outcome: 'completed' });
          if (readyAt !== undefined) this.#taskWait.record(Math.max(0, event.at - readyAt), { workflowType });
          break;
        case 'workflow_task_failed':
          this.#tasks.add(1, { workflowType, outcome: 'failed' });
          this.#quarantined.add(1, { workflowType, kind: event.failure.kind });
          break;
        case 'activity_started':
          this.#attempts.add(1, { workflowType });
          if (event.attempt === 1)
            this.#activityWait.record(event.at - (scheduledAt(event.id) ?? event.at), { workflowType });
          break;
        case 'activity_attempt_failed':
        case 'activity_failed':
          this.#failures.add(1, { workflowType, kind: event.failure.kind });
          break;
        case 'signal_external_failed':
          this.deadLetter();
          break;
        default:
      }
  }

  task(guest: 'hit' | 'miss'): void {
    this.#guests.add(1, { guest });
  }

  deadLetter(): void {
    this.#deadLetters.add(1);
  }
}
