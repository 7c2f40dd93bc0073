// Runs all samples of `examples/` in workers that are killed at random moments: every run ends as it should, no activity
// with a recorded end runs again, no timer is lost, and the code replays every history.

import { deepStrictEqual } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { assert } from '../../model/assert.ts';
import type { Json } from '../../model/json.ts';
import type { NativeEvent } from '../../model/native-event.ts';
import { isEnd } from '../../model/native-history.ts';
import { loadCode } from '../../replay/load-code.ts';
import { replayReport } from '../../replay/replay-report.ts';
import { Replayer } from '../../replay/replayer.ts';
import { WorkflowClient } from '../../runtime/client.ts';
import { decoded } from '../../runtime/history.ts';
import { RunStore } from '../../store/register/run-store.ts';
import { nodeOptions } from '../command-line.ts';
import { historyOfEvents } from '../native-replay.ts';
import { Chance } from './chance.ts';

const sample = (name: string): string => join(import.meta.dirname, '../../../examples', `${name}.ts`);

type Sample = { readonly file: string; readonly type: string; readonly input: Json; readonly ends: Json };

const samples: readonly Sample[] = [
  {
    file: sample('order'),
    type: 'order',
    input: { id: '7', items: ['lamp'], cents: 4900 },
    ends: { payment: 'pay-7', tracking: 'parcel-7' },
  },
  {
    file: sample('approval'),
    type: 'expense',
    input: { what: 'desk', cents: 90_000, remindEvery: '1h', deadline: '1d' },
    ends: { approved: true, by: 'ann', inTime: true, reminders: 0 },
  },
  {
    file: sample('agent'),
    type: 'agent',
    input: { question: 'What is 6 times 7, and is it rainy?' },
    ends: { answer: '42; there is no tool weather', steps: 3 },
  },
  {
    file: sample('batch'),
    type: 'batch',
    input: { items: [1, 2, 3, 4, 5, 6, 7], atOnce: 2 },
    ends: { sum: 91, done: 6, failed: [7] },
  },
  { file: sample('poller'), type: 'poll', input: { every: '50ms', until: 7 }, ends: 'found after 7 looks' },
];

/** A killed worker's attempt counts: with more kills an activity of three attempts may be lost three times. */
export const mostKills = 2;
/** A worker that finds nothing to do this long is killed all the same. */
const longestMs = 3000;

export type KilledSamples = {
  readonly kills: number;
  readonly runs: number;
  readonly events: number;
  /** Attempts that their killed worker had begun. */
  readonly lost: number;
};

/** Each round runs all samples anew, and kills their worker up to `kills` times, at most `mostKills`. */
export async function killedSamples(plan: {
  readonly seed: number;
  readonly rounds: number;
  readonly kills: number;
  readonly folder: string;
}): Promise<KilledSamples> {
  const chance = new Chance(plan.seed);
  const total = { kills: 0, runs: 0, events: 0, lost: 0 };
  for (let round = 0; round < plan.rounds; round++) {
    const db = join(plan.folder, `samples-${round}.db`);
    const store = RunStore.inFile(db);
    const code = new SampleCode();
    try {
      const client = new WorkflowClient(store);
      total.kills += await killed(db, client, store, { chance, kills: plan.kills });
      for (const { events, file } of await historiesOf(client, store)) {
        total.runs++;
        total.events += events.length;
        total.lost += events.filter(
          (event) => event.type === 'activity_attempt_failed' && event.failure.kind === 'worker-lost',
        ).length;
        assertSound(events);
        await code.assertReplays(events, file);
      }
    } finally {
      await store.close();
      await code.close();
    }
  }
  return total;
}

async function killed(
  db: string,
  client: WorkflowClient,
  store: RunStore,
  { chance, kills }: { readonly chance: Chance; readonly kills: number },
): Promise<number> {
  for (const { type, input, file } of samples) await client.start<Json, unknown>(type, input, { id: type, code: file });
  let done = 0;
  for (; done < kills && (await eventsOf(client, store)) < Infinity; done++) {
    const worker = startWorker(db);
    const until = (await eventsOf(client, store)) + chance.between(1, 16);
    for (let waitedMs = 0; (await eventsOf(client, store)) < until && waitedMs < longestMs; waitedMs += 2)
      await setTimeout(2);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    if (done === 0) await client.signal('expense', 'decide', { by: 'ann', approved: true });
  }
  const last = startWorker(db);
  try {
    for (const { type, ends } of samples) {
      const end = await client.endOf((await client.list({ workflowId: type })).at(-1)!.run);
      deepStrictEqual(end, { type: 'completed', result: ends }, type);
    }
    return done;
  } finally {
    last.kill('SIGKILL');
    await once(last, 'exit');
  }
}

function startWorker(db: string): ChildProcess {
  const files = samples.map(({ file }) => file);
  return spawn(process.execPath, [...nodeOptions, 'worker', ...files, '--db', db], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** How many events all runs have; Infinity once all have ended. */
async function eventsOf(client: WorkflowClient, store: RunStore): Promise<number> {
  const rows = await client.list({ limit: 1000 });
  if (rows.every(({ closed }) => closed)) return Infinity;
  let events = 0;
  for (const { run } of rows) events += await store.log.streamLen(run);
  return events;
}

async function historiesOf(
  client: WorkflowClient,
  store: RunStore,
): Promise<readonly { readonly events: readonly NativeEvent[]; readonly file: string }[]> {
  const rows = await client.list({ limit: 1000 });
  return await Promise.all(
    rows.map(async ({ run, code }) => ({
      events: (await store.log.read(run, 1, Infinity)).map(decoded),
      file: code ?? '',
    })),
  );
}

function assertSound(events: readonly NativeEvent[]): void {
  const over = new Set<number>();
  const timers = new Map<number, number>();
  for (const event of events)
    switch (event.type) {
      case 'activity_started':
        assert(!over.has(event.id), `activity ${event.id} is begun after its end`);
        break;
      case 'activity_completed':
      case 'activity_failed':
      case 'activity_cancelled':
        assert(!over.has(event.id), `activity ${event.id} ends twice`);
        over.add(event.id);
        break;
      case 'timer_started':
        timers.set(event.id, event.fireAt);
        break;
      case 'timer_fired':
        assert(event.at >= (timers.get(event.id) ?? Infinity), `timer ${event.id} fires early, twice or unasked`);
        timers.delete(event.id);
        break;
      case 'timer_cancelled':
        timers.delete(event.id);
        break;
      default:
    }
  const end = events.filter(isEnd);
  assert(end.length === 1, `a run has ${end.length} ends`);
}

/** One replayer for each workflow. */
class SampleCode {
  readonly #replayers = new Map<string, Promise<Replayer>>();

  async assertReplays(events: readonly NativeEvent[], file: string): Promise<void> {
    const history = historyOfEvents(events);
    const workflowType = history.named.workflow ?? '';
    const replayer = this.#replayers.get(workflowType) ?? replayerOf(file, workflowType, history.guest);
    this.#replayers.set(workflowType, replayer);
    const { verdict } = await replayReport(await replayer, history, { name: file, path: file });
    assert(verdict === 'same', `the code of ${file} replays as ${verdict}`);
  }

  async close(): Promise<void> {
    for (const replayer of this.#replayers.values()) await (await replayer).close();
  }
}

async function replayerOf(
  path: string,
  workflowType: string,
  guest: ReturnType<typeof historyOfEvents>['guest'],
): Promise<Replayer> {
  return new Replayer(await loadCode({ path, workflowType, guest }), {});
}
