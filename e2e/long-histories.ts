// Histories too long, or too big, to draw whole.

import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The longest run that a real server allows: 51,199 events. Not part of the repository. */
const longestReal = resolve(
  import.meta.dirname,
  '../../shared/corpus/temporal-devserver/exports/feed-at-the-limit__72b0537c.json.gz',
);

/** A run of more than 50,000 events: the real one where available, else a similar one. */
export function longHistory(folder: string): string {
  if (existsSync(longestReal)) return longestReal;
  const writer = new HistoryWriter('feed', 'feed');
  while (writer.count < 51_000) writer.round({ post: writer.count });
  return writer.save(folder, 'feed.json');
}

/** One of several activities has an input of this many characters, with `needle` in its middle. */
export function heavyHistory(folder: string, letters: number, needle: string): string {
  const writer = new HistoryWriter('import', 'heavy');
  writer.round({ page: 1 });
  const half = 'lorem ipsum '.repeat(letters / 24);
  writer.round({ text: half + needle + half });
  return writer.save(folder, 'heavy.json');
}

class HistoryWriter {
  readonly #events: object[] = [];

  constructor(type: string, workflowId: string) {
    const runId = '0000000b-0000-4000-8000-000000000000';
    this.#add('WORKFLOW_EXECUTION_STARTED', {
      workflowType: { name: type },
      workflowId,
      originalExecutionRunId: runId,
    });
  }

  get count(): number {
    return this.#events.length;
  }

  /** A signal wakes the code, which runs an activity. */
  round(input: object): void {
    this.#add('WORKFLOW_EXECUTION_SIGNALED', { signalName: 'post', identity: 'client' });
    const task = this.#add('WORKFLOW_TASK_SCHEDULED', { taskQueue: { name: 'main' } });
    const started = this.#add('WORKFLOW_TASK_STARTED', { scheduledEventId: task });
    const completed = this.#add('WORKFLOW_TASK_COMPLETED', { scheduledEventId: task, startedEventId: started });
    const scheduled = this.#add('ACTIVITY_TASK_SCHEDULED', {
      activityId: task,
      activityType: { name: 'publish' },
      input: payload(input),
      workflowTaskCompletedEventId: completed,
    });
    const begun = this.#add('ACTIVITY_TASK_STARTED', { scheduledEventId: scheduled, attempt: 1 });
    this.#add('ACTIVITY_TASK_COMPLETED', { scheduledEventId: scheduled, startedEventId: begun, result: payload('ok') });
  }

  save(folder: string, name: string): string {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify({ events: this.#events }));
    return file;
  }

  #add(type: string, attributes: object): string {
    const eventId = String(this.#events.length + 1);
    const own = type.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    const eventTime = new Date(Date.UTC(2026, 10, 21) + this.#events.length * 7).toISOString();
    this.#events.push({ eventId, eventTime, eventType: `EVENT_TYPE_${type}`, [`${own}EventAttributes`]: attributes });
    return eventId;
  }
}

function payload(value: unknown): object {
  return {
    payloads: [
      { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: Buffer.from(JSON.stringify(value)).toString('base64') },
    ],
  };
}
