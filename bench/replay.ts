// Benchmark of replaying a history with its code: sequential activities, up to the longest history that a server
// allows.

import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Json } from '../engine/model/json.ts';
import { inLanes, type ReplayLane } from '../engine/replay/check/replay-pool.ts';
import { Replayer } from '../engine/replay/replayer.ts';
import type { Bundle } from '../engine/sandbox/bundle.ts';
import { bundleCode } from '../engine/sandbox/temporal/bundle.ts';
import { sharedFile, textOf } from '../engine/testing/corpus.ts';
import { RecordedRun } from '../engine/testing/replay/recorded-run.ts';
import { scratch } from './histories.ts';
import { askOfficial, askOfficialTogether, isInstalled } from './official/official-replayer.ts';
import { root } from './program.ts';
import { median, type Row } from './statistics.ts';

const rounds = 5;
const leastPerSecond = 50_000;
/** Maximum ratio of the time per event in the longest history to that in one a fifth as long. */
const mostGrowth = 1.5;
const corpusOf = 500;

const workflow = `
import { proxyActivities } from '@temporalio/workflow';
const { step } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function steps(count) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += await step(i);
  return sum;
}`;

type Code = { readonly workflowsPath: string; readonly bundle: Bundle; readonly replayer: Replayer };
type Measured = { readonly what: string; readonly events: readonly Json[]; readonly least: number };

export async function measureReplay(): Promise<readonly Row[]> {
  const folder = folderFor('replay');
  writeFileSync(join(folder, 'workflows.js'), workflow);
  const code = await codeOf(join(folder, 'workflows.js'));
  try {
    return [...(await lengthRows(code)), await corpusRow(code), ...(await realRows())];
  } finally {
    await code.replayer.close();
  }
}

function folderFor(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function codeOf(workflowsPath: string): Promise<Code> {
  const bundle = await bundleCode({ workflowsPath });
  return { workflowsPath, bundle, replayer: new Replayer(bundle) };
}

function stepsOf(about: number): readonly Json[] {
  const passes = Math.floor((about - 5) / 6);
  const run = new RecordedRun('steps', passes).task();
  for (let i = 0; i < passes; i++) run.activity('step', i, i);
  return run.completed((passes * (passes - 1)) / 2).events;
}

async function lengthRows(code: Code): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const speeds: number[] = [];
  for (const [about, least] of [
    [1000, 20],
    [10_000, 30],
    [51_200, 50],
  ] as const) {
    const what = `replay: ${about} events, one activity after another`;
    const events = stepsOf(about);
    const perSecond = await speedOf(code.replayer, events);
    speeds.push(perSecond);
    const measured = `${Math.round(perSecond)} events/s`;
    if (about < 10_000) rows.push({ what, measured, target: '', met: null });
    else rows.push({ what, measured, target: `≥ ${leastPerSecond} events/s`, met: perSecond >= leastPerSecond });
    rows.push(await besideOfficial({ what, events, least }, code, perSecond));
  }
  const growth = (speeds[1] ?? 0) / (speeds[2] ?? 1);
  const what = 'replay: time for an event, 51,200 against 10,000';
  const target = `≤ × ${mostGrowth}`;
  return [...rows, { what, measured: `× ${growth.toFixed(2)}`, target, met: growth <= mostGrowth }];
}

/** Events a second, from their bytes to the verdict, in a thread that runs already. */
async function speedOf(replayer: Replayer, events: readonly Json[]): Promise<number> {
  const payloads = bytesOf(events);
  const spent: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const { official } = await replayer.replay({ payloads, workflowId: 'fake' });
    spent.push(performance.now() - begun);
    if (!official.passes) throw new Error(`the history does not fit its own code: ${official.text}`);
  }
  return (events.length / median(spent)) * 1000;
}

function bytesOf(events: readonly Json[]): readonly Uint8Array[] {
  return events.map((event) => Buffer.from(JSON.stringify(event)));
}

async function besideOfficial({ what, events, least }: Measured, { workflowsPath }: Code, ours: number): Promise<Row> {
  const row = { what: `… over Worker.runReplayHistory (${what})`, target: `≥ ${least} ×` };
  if (!isInstalled) return notInstalled(row);
  const [answer] = await askOfficial({ workflowsPath, histories: [events], folder: dirname(workflowsPath) }, 600_000);
  if (answer?.error !== null) throw new Error(`the official replayer: ${answer?.message}`);
  const theirs = (events.length / answer.ms) * 1000;
  return { ...row, ...ratioOf(ours, theirs, least, 'events/s') };
}

function notInstalled(row: Pick<Row, 'what' | 'target'>): Row {
  return { ...row, measured: 'install it: npm ci --prefix bench/official', met: null };
}

function ratioOf(ours: number, theirs: number, least: number, unit: string): Pick<Row, 'measured' | 'met'> {
  const ratio = ours / theirs;
  return {
    measured: `${ratio.toFixed(1)} × (${Math.round(ours)} to ${Math.round(theirs)} ${unit})`,
    met: ratio >= least,
  };
}

/** Many short ones, on all cores, as `check` replays them. */
async function corpusRow({ workflowsPath, bundle }: Code): Promise<Row> {
  const histories = Array.from({ length: corpusOf }, () => stepsOf(100));
  const count = histories.reduce((sum, { length }) => sum + length, 0);
  const replay = async (payloads: readonly Uint8Array[], lane: ReplayLane): Promise<void> =>
    void (await lane.with(bundle, (replayer) => replayer.replay({ payloads, workflowId: 'fake' })));
  const given = Readable.from(histories.map(bytesOf)) as AsyncIterable<readonly Uint8Array[]>;
  const begun = performance.now();
  await inLanes(given, availableParallelism(), replay);
  const ours = (count / (performance.now() - begun)) * 1000;
  const row = { what: `${corpusOf} histories of 100 events, over Worker.runReplayHistories`, target: '≥ 30 ×' };
  if (!isInstalled) return notInstalled(row);
  const theirs =
    (count / (await askOfficialTogether({ workflowsPath, histories, folder: dirname(workflowsPath) }))) * 1000;
  return { ...row, ...ratioOf(ours, theirs, 30, 'events/s') };
}

const realRuns = [
  { name: 'feed-at-the-limit', file: 'exports/feed-at-the-limit__72b0537c.json.gz', least: 50 },
  { name: 'turnstile-over-20k', file: 'exports/turnstile-over-20k__fd76e055.json.gz', least: 40 },
] as const;

/** The longest runs of a real server, where the shared histories are there. */
async function realRows(): Promise<readonly Row[]> {
  const index = sharedFile('temporal-devserver/INDEX.tsv');
  if (index === undefined) return [];
  const folder = folderFor('real-runs');
  for (const name of ['workflows', 'activities.ts', 'nexusService.ts', 'support'])
    cpSync(join(dirname(index), name), join(folder, name), { recursive: true });
  const code = await codeOf(join(folder, 'workflows/index.ts'));
  try {
    const rows: Row[] = [];
    for (const { name, file, least } of realRuns) {
      const { events } = JSON.parse(textOf(readFileSync(join(dirname(index), file)))) as { events: readonly Json[] };
      const what = `replay: ${name}, ${events.length} events`;
      const perSecond = await speedOf(code.replayer, events);
      rows.push({ what, measured: `${Math.round(perSecond)} events/s`, target: '', met: null });
      rows.push(await besideOfficial({ what, events, least }, code, perSecond));
    }
    return rows;
  } finally {
    await code.replayer.close();
  }
}
