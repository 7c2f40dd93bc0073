// The measured histories: the longest real one of the shared corpus, or a generated one like it; and a generated one of
// a million events.

import { createWriteStream, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

export const scratch = mkdtempSync(join(tmpdir(), 'retrace-bench-'));

/** Runs of a real dev server. */
export const devServer = resolve(import.meta.dirname, '../../shared/corpus/temporal-devserver');
const longestReal = join(devServer, 'exports/feed-at-the-limit__72b0537c.json.gz');
/** The longest run of the dev server's database, as JSON. */
export const longestListed = {
  workflowId: 'turnstile-over-20k',
  path: join(devServer, 'exports/turnstile-over-20k__fd76e055.json.gz'),
  events: 20_680,
};
const longestEvents = 51_199;

export type Measured = { readonly path: string; readonly what: string };

/** 51,199 events, 43 MB of indented JSON. */
export function longHistory(): Measured {
  const path = join(scratch, 'feed.json');
  if (existsSync(longestReal)) {
    writeFileSync(path, gunzipSync(readFileSync(longestReal)));
    return { path, what: 'feed-at-the-limit, 51,199 events, 43 MB' };
  }
  writeFileSync(path, JSON.stringify({ events: [...feed(longestEvents)].slice(0, longestEvents) }, null, 2));
  return { path, what: 'a made feed, 51,199 events' };
}

/** 20,680 events. */
export function listedHistory(): Measured {
  if (!existsSync(longestListed.path)) return longHistory();
  const path = join(scratch, 'listed.json');
  writeFileSync(path, gunzipSync(readFileSync(longestListed.path)));
  return { path, what: 'turnstile-over-20k, 20,680 events' };
}

/** The pattern of a feed: a signal wakes the code, which runs an activity, endlessly. */
function* feed(count: number): Generator<object> {
  let id = 0;
  const base = Date.UTC(2026, 10, 21);
  const event = (type: string, attributes: object): object => {
    id += 1;
    const name = type.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    return {
      eventId: String(id),
      eventTime: new Date(base + id * 7).toISOString(),
      eventType: `EVENT_TYPE_${type}`,
      taskId: String(1_000_000 + id),
      [`${name}EventAttributes`]: attributes,
    };
  };
  const payload = (value: unknown): object => ({
    payloads: [
      { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: Buffer.from(JSON.stringify(value)).toString('base64') },
    ],
  });
  yield event('WORKFLOW_EXECUTION_STARTED', {
    workflowType: { name: 'endlessFeed' },
    input: payload({ feed: 1 }),
    originalExecutionRunId: '00000000-0000-4000-8000-000000000000',
    workflowId: 'feed',
  });
  while (id < count) {
    yield event('WORKFLOW_EXECUTION_SIGNALED', {
      signalName: 'post',
      input: payload({ id, text: 'x'.repeat(2000) }),
      identity: 'client',
    });
    yield event('WORKFLOW_TASK_SCHEDULED', {
      taskQueue: { name: 'feed', kind: 'TASK_QUEUE_KIND_NORMAL' },
      startToCloseTimeout: '10s',
      attempt: 1,
    });
    yield event('WORKFLOW_TASK_STARTED', { scheduledEventId: String(id), identity: 'worker', requestId: `${id}` });
    yield event('WORKFLOW_TASK_COMPLETED', {
      scheduledEventId: String(id - 1),
      startedEventId: String(id),
      identity: 'worker',
    });
    const task = id;
    yield event('ACTIVITY_TASK_SCHEDULED', {
      activityId: String(id),
      activityType: { name: 'publish' },
      input: payload({ id }),
      workflowTaskCompletedEventId: String(task),
    });
    const scheduled = id;
    yield event('ACTIVITY_TASK_STARTED', { scheduledEventId: String(scheduled), identity: 'worker', attempt: 1 });
    yield event('ACTIVITY_TASK_COMPLETED', {
      scheduledEventId: String(scheduled),
      startedEventId: String(id),
      result: payload('ok'),
    });
  }
}

/** A node log of exactly a million events. */
export async function millionEvents(): Promise<Measured> {
  const path = join(scratch, 'million.jsonl');
  const out = createWriteStream(path);
  const base = Date.UTC(2026, 10, 21);
  let seq = 0;
  const line = (event: object): string => `${JSON.stringify({ seq: ++seq, timestamp: base + seq * 3, ...event })}\n`;
  let chunk = line({
    type: 'workflow_started',
    workflow_id: 'million',
    run_id: 'million-1',
    input: { nodes: 499_999 },
  });
  for (let node = 1; node <= 499_999; node++) {
    chunk += line({ type: 'node_started', node_id: `n${node}`, node_name: `step ${node % 40}`, input: { node } });
    chunk += line(
      node % 997 === 0
        ? { type: 'node_failed', node_id: `n${node}`, error: { name: 'Timeout', message: 'took too long' } }
        : { type: 'node_completed', node_id: `n${node}`, output: { node } },
    );
    if (chunk.length > 1 << 20) {
      if (!out.write(chunk)) await once(out, 'drain');
      chunk = '';
    }
  }
  out.end(chunk + line({ type: 'workflow_completed', output: { ok: true } }));
  await once(out, 'finish');
  return { path, what: 'a made node log, 1,000,000 events' };
}
