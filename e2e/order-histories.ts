// Three orders of one workflow: a completed one, one with a declined card, one with twelve attempts at its charge.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type OrderEnd = 'good' | 'declined' | 'stormy';

/** Writes the order into the folder, in Temporal's JSON; its workflow id is `order-<end>`. */
export function writeOrder(folder: string, end: OrderEnd): string {
  const order = new OrderWriter(end);
  order.activity(
    'reserve',
    { sku: 'teapot', traceId: end === 'stormy' ? 't-2' : 't-1' },
    { completed: { reserved: 2 }, tookMs: 200 },
  );
  if (end === 'declined')
    order.activity('charge', { cents: 4200, currency: 'USD' }, { failed: 'CardDeclined', tookMs: 300 });
  else
    order.activity(
      'charge',
      { cents: 4200, currency: 'EUR' },
      { completed: { receipt: 'C-1' }, tookMs: 300, ...(end === 'stormy' && { attempts: 12, retryMs: 126_000 }) },
    );
  if (end === 'declined') order.activity('releaseStock', { sku: 'teapot' }, { completed: true, tookMs: 100 });
  else {
    for (const item of ['cup', 'lid', 'pot', 'tray', 'box'])
      order.activity('pack', { item }, { completed: true, tookMs: 50 });
    order.activity('ship', { sku: 'teapot' }, { completed: { parcel: 'P-1' }, tookMs: 400 });
  }
  return order.save(folder, end === 'declined');
}

export function orderRun(end: OrderEnd): string {
  return `0000000d-0000-4000-8000-${Buffer.from(end).toString('hex').padStart(12, '0').slice(-12)}`;
}

type Outcome = {
  readonly completed?: unknown;
  readonly failed?: string;
  readonly tookMs: number;
  readonly attempts?: number;
  readonly retryMs?: number;
};

class OrderWriter {
  readonly #events: object[] = [];
  readonly #id: string;
  #atMs = Date.UTC(2026, 10, 21, 9);

  constructor(end: OrderEnd) {
    this.#id = `order-${end}`;
    this.#add('WORKFLOW_EXECUTION_STARTED', {
      workflowType: { name: 'order' },
      workflowId: this.#id,
      originalExecutionRunId: orderRun(end),
      input: payload('teapot'),
    });
  }

  activity(name: string, input: object, { completed, failed, tookMs, attempts = 1, retryMs = 0 }: Outcome): void {
    const task = this.#task();
    const activity = {
      activityId: task,
      activityType: { name },
      input: payload(input),
      workflowTaskCompletedEventId: task,
    };
    const scheduledEventId = this.#add('ACTIVITY_TASK_SCHEDULED', activity);
    this.#atMs += 10 + retryMs;
    const startedEventId = this.#add('ACTIVITY_TASK_STARTED', {
      scheduledEventId,
      attempt: attempts,
      ...(attempts > 1 && { lastFailure: failure('GatewayBusy') }),
    });
    this.#atMs += tookMs;
    if (failed === undefined)
      this.#add('ACTIVITY_TASK_COMPLETED', { scheduledEventId, startedEventId, result: payload(completed) });
    else
      this.#add('ACTIVITY_TASK_FAILED', {
        scheduledEventId,
        startedEventId,
        failure: failure(failed),
        retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE',
      });
  }

  save(folder: string, failed: boolean): string {
    const workflowTaskCompletedEventId = this.#task();
    if (failed)
      this.#add('WORKFLOW_EXECUTION_FAILED', { failure: failure('CardDeclined'), workflowTaskCompletedEventId });
    else this.#add('WORKFLOW_EXECUTION_COMPLETED', { result: payload('done'), workflowTaskCompletedEventId });
    const file = join(folder, `${this.#id}.json`);
    writeFileSync(file, JSON.stringify({ events: this.#events }));
    return file;
  }

  #task(): string {
    const scheduledEventId = this.#add('WORKFLOW_TASK_SCHEDULED', { taskQueue: { name: 'main' } });
    const startedEventId = this.#add('WORKFLOW_TASK_STARTED', { scheduledEventId });
    return this.#add('WORKFLOW_TASK_COMPLETED', { scheduledEventId, startedEventId });
  }

  #add(type: string, attributes: object): string {
    const eventId = String(this.#events.length + 1);
    const own = type.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    this.#events.push({
      eventId,
      eventTime: new Date(this.#atMs).toISOString(),
      eventType: `EVENT_TYPE_${type}`,
      [`${own}EventAttributes`]: attributes,
    });
    this.#atMs += 5;
    return eventId;
  }
}

function failure(type: string): object {
  return { message: `${type}: it did not go through`, source: 'TypeScriptSDK', applicationFailureInfo: { type } };
}

function payload(value: unknown): { readonly payloads: readonly object[] } {
  return {
    payloads: [
      { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: Buffer.from(JSON.stringify(value)).toString('base64') },
    ],
  };
}

/**
 * A run `sealed-<name>` that was terminated with one activity open: both inputs are encrypted, with a different text
 * per run.
 */
export function writeSealed(folder: string, name: string, address: unknown, reason: string): string {
  const sealed = {
    payloads: [
      {
        metadata: { encoding: Buffer.from('binary/encrypted').toString('base64') },
        data: Buffer.from(`sealed ${name}`).toString('base64'),
      },
    ],
  };
  const memo = { fields: { address: payload(address).payloads[0] } };
  const types: readonly (readonly [string, object])[] = [
    [
      'WorkflowExecutionStarted',
      {
        workflowType: { name: 'sealed' },
        workflowId: `sealed-${name}`,
        originalExecutionRunId: `sealed-run-${name}`,
        input: sealed,
        memo,
      },
    ],
    ['ActivityTaskScheduled', { activityId: '1', activityType: { name: 'whisper' }, input: sealed }],
    ['WorkflowExecutionTerminated', { reason }],
  ];
  const events = types.map(([eventType, attributes], i) => ({
    eventId: String(i + 1),
    eventTime: new Date(Date.UTC(2026, 10, 21, 9, 0, i)).toISOString(),
    eventType,
    [`${eventType.charAt(0).toLowerCase()}${eventType.slice(1)}EventAttributes`]: attributes,
  }));
  const file = join(folder, `sealed-${name}.json`);
  writeFileSync(file, JSON.stringify({ events }));
  return file;
}
