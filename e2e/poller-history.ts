// A poller that ran sixty iterations, waited for three weeks, and went on: long, folded, and mostly idle.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const beganMs = Date.UTC(2026, 10, 1);
export const iterations = 60;
/** Iterations in which `fetchPage` failed. */
export const failedIterations: readonly number[] = [7, 23, 41];
const waitS = 22 * 86_400;

/**
 * Writes the poller into the folder, in Temporal's JSON. An iteration takes two seconds, except the thirtieth, which is
 * retried for a minute.
 */
export function writePoller(folder: string): string {
  const writer = new PollerWriter();
  for (let iteration = 1; iteration <= iterations; iteration++) writer.iteration(iteration);
  writer.wait();
  writer.iteration(iterations + 1);
  writer.end();
  const file = join(folder, 'poller.json');
  writeFileSync(file, JSON.stringify({ events: writer.events }));
  return file;
}

class PollerWriter {
  readonly events: object[] = [];
  #atMs = beganMs;
  #task = '';

  constructor() {
    this.#add('WORKFLOW_EXECUTION_STARTED', 0, {
      workflowType: { name: 'poller' },
      workflowId: 'poller-1',
      originalExecutionRunId: '0000000f-0000-4000-8000-000000000001',
    });
    this.#taskNow();
  }

  iteration(number: number): void {
    const attempt = number === 30 ? 5 : 1;
    this.#activity(
      'fetchPage',
      { page: number },
      { ms: attempt > 1 ? 60_000 : 900, attempt, fails: failedIterations.includes(number) },
    );
    this.#activity('store', { page: number }, { ms: 1000, attempt: 1, fails: false });
  }

  wait(): void {
    const id = this.#add('TIMER_STARTED', 0, {
      timerId: '1',
      startToFireTimeout: `${waitS}s`,
      workflowTaskCompletedEventId: this.#task,
    });
    this.#add('TIMER_FIRED', waitS * 1000, { timerId: '1', startedEventId: id });
    this.#taskNow();
  }

  end(): void {
    this.#add('WORKFLOW_EXECUTION_COMPLETED', 0, { workflowTaskCompletedEventId: this.#task });
  }

  #activity(name: string, input: object, how: { ms: number; attempt: number; fails: boolean }): void {
    const scheduledEventId = this.#add('ACTIVITY_TASK_SCHEDULED', 0, {
      activityId: String(this.events.length),
      activityType: { name },
      input: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: base64(input) }] },
      workflowTaskCompletedEventId: this.#task,
    });
    const startedEventId = this.#add('ACTIVITY_TASK_STARTED', how.ms - 100, { scheduledEventId, attempt: how.attempt });
    const ids = { scheduledEventId, startedEventId };
    if (how.fails) this.#add('ACTIVITY_TASK_FAILED', 100, { ...ids, failure: { message: 'page is gone' } });
    else this.#add('ACTIVITY_TASK_COMPLETED', 100, ids);
    this.#taskNow();
  }

  #taskNow(): void {
    const scheduledEventId = this.#add('WORKFLOW_TASK_SCHEDULED', 0, { attempt: 1 });
    const startedEventId = this.#add('WORKFLOW_TASK_STARTED', 20, { scheduledEventId });
    this.#task = this.#add('WORKFLOW_TASK_COMPLETED', 30, { scheduledEventId, startedEventId });
  }

  #add(type: string, afterMs: number, attributes: object): string {
    this.#atMs += afterMs;
    const eventId = String(this.events.length + 1);
    const own = type.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    const eventTime = new Date(this.#atMs).toISOString();
    this.events.push({ eventId, eventTime, eventType: `EVENT_TYPE_${type}`, [`${own}EventAttributes`]: attributes });
    return eventId;
  }
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}
