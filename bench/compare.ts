// Benchmark of comparing two long runs, and many short ones, against `git diff --no-index` of the same events, one per
// line.

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sideOf } from '../engine/compare/comparer.ts';
import { Engine } from '../engine/engine.ts';
import { findSources } from '../engine/import/import-job.ts';
import { assert } from '../engine/model/assert.ts';
import { distances } from '../engine/model/compare/compare-many.ts';
import { compareRuns } from '../engine/model/compare/compare-runs.ts';
import type { Comparison } from '../engine/model/compare/comparison.ts';
import { type Plan, type Planned, sideOf as sideOfPlan } from '../engine/testing/planned-run.ts';
import { longHistory, scratch } from './histories.ts';
import { median, ms, type Row, times } from './statistics.ts';

const rounds = 7;
const operations = 17_066;
const names = ['fetchPage', 'classify', 'classify', 'store'] as const;

/** A run of `operations` operations with three events each: 51,200 events. */
export function longPlan(from = 0, word = 'item', shuffle = 1): Plan {
  const list = Array.from({ length: operations }, (_, i): Planned => ({
    name: names[(i * shuffle) % names.length]!,
    input: { [word]: from + i, text: 'x'.repeat(20) },
    result: 'ok',
    attempts: 1,
    options: { startToCloseTimeout: '10s' },
    failure: null,
  }));
  return { operations: list, tasks: 0, offset: 0, lag: 3 };
}

/** Removes, inserts, changes or retries one operation in a hundred. */
export function edited(plan: Plan): Plan {
  const list = plan.operations.flatMap((each, i): readonly Planned[] => {
    if (i % 400 === 50) return [];
    if (i % 400 === 150) return [each, { ...each, input: 'new' }];
    if (i % 400 === 250) return [{ ...each, result: 'another' }];
    return i % 400 === 350 ? [{ ...each, attempts: 3 }] : [each];
  });
  return { ...plan, operations: list };
}

export async function measureComparing(): Promise<readonly Row[]> {
  const left = longPlan();
  const cases = {
    'with 1 % edits': edited(left),
    'one operation moved': {
      ...left,
      operations: left.operations.toSpliced(100, 1).toSpliced(9000, 0, left.operations[100]!),
    },
    'one more retried': { ...left, operations: left.operations.with(5000, { ...left.operations[5000]!, attempts: 4 }) },
    'numbered otherwise': { ...left, offset: 7 },
  };
  const rows: Row[] = [];
  for (const [name, right] of Object.entries(cases)) rows.push(...besideGit(name, left, right));
  rows.push(
    within('two unrelated runs of 51,200 events aligned', left, longPlan(1_000_000, 'other', 7), 2000),
    manyRow(),
    memoryRow(),
    await fingerprintsRow(),
  );
  return rows;
}

function timed(left: Plan, right: Plan): { spent: number; found: Comparison } {
  const [a, b] = [sideOfPlan(left), sideOfPlan(right)];
  const spent: number[] = [];
  let found: Comparison | undefined;
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    found = compareRuns(a, b);
    spent.push(performance.now() - begun);
  }
  return { spent: median(spent), found: found! };
}

function within(what: string, left: Plan, right: Plan, mostMs: number): Row {
  const { spent } = timed(left, right);
  return { what, measured: ms(spent), target: `≤ ${mostMs} ms`, met: spent <= mostMs };
}

function besideGit(name: string, left: Plan, right: Plan): readonly Row[] {
  const { spent, found } = timed(left, right);
  const { counts } = found;
  const ours = counts.left + counts.right + counts.changed + counts.moved;
  const git = gitDiff(left, right);
  const fewer = name === 'with 1 % edits' ? ours <= git.lines : ours < git.lines || git.lines === 0;
  return [
    { what: `two runs of 51,200 events, ${name}: aligned`, measured: ms(spent), target: '≤ 300 ms', met: spent <= 300 },
    {
      what: '… over git diff --no-index of them',
      measured: `${times(spent / git.spent)} (${ms(git.spent)})`,
      target: '≤ 1 ×',
      met: spent <= git.spent,
    },
    {
      what: '… differences, and lines that git reports',
      measured: `${ours}, ${git.lines}`,
      target: 'fewer',
      met: fewer,
    },
  ];
}

function gitDiff(left: Plan, right: Plan): { spent: number; lines: number } {
  const files = [left, right].map((plan, i) => {
    const path = join(scratch, `side-${i}.jsonl`);
    writeFileSync(path, lines(plan));
    return path;
  });
  const spent: number[] = [];
  let added = 0;
  for (let round = 0; round < 3; round++) {
    const begun = performance.now();
    const { stdout } = spawnSync('git', ['diff', '--no-index', '--numstat', ...files], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    spent.push(performance.now() - begun);
    const [plus = '0', minus = '0'] = stdout.split('\t');
    added = Number(plus) + Number(minus);
  }
  return { spent: median(spent), lines: added };
}

/** The events as an engine writes them, each with its id. */
function lines({ operations: list, offset }: Plan): string {
  let id = offset;
  return list
    .map(({ name, input, result, attempts, options }) => {
      const opened = ++id;
      const event = (type: string, more: object): string => `${JSON.stringify({ eventId: id, type, ...more })}\n`;
      const scheduled = event('scheduled', { name, input, options });
      id += 1;
      const started = event('started', { opened, attempts });
      id += 1;
      return scheduled + started + event('completed', { opened, result });
    })
    .join('');
}

function manyRow(): Row {
  const short = (seed: number): Plan => ({
    operations: Array.from({ length: 33 }, (_, i): Planned => ({
      name: names[(i + (seed % 3)) % names.length]!,
      input: { i, seed: seed % 7 },
      result: 'ok',
      attempts: 1,
      options: {},
      failure: null,
    })),
    tasks: 0,
    offset: 0,
    lag: 1,
  });
  const one = sideOfPlan(short(0));
  const others = Array.from({ length: 500 }, (_, i) => sideOfPlan(short(i)));
  const begun = performance.now();
  distances(one, others);
  const spent = performance.now() - begun;
  return { what: 'one run beside 500 of 100 events', measured: ms(spent), target: '≤ 2000 ms', met: spent <= 2000 };
}

/** Measures peak memory with and without comparing, each in a separate process. */
function memoryRow(): Row {
  const run = (...words: string[]): { peak: number; outlines: number } =>
    JSON.parse(
      execFileSync(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'compare-memory.ts'), ...words],
        { encoding: 'utf8' },
      ),
    ) as { peak: number; outlines: number };
  const shares = Array.from({ length: 5 }, () => {
    const without = run();
    const compared = run('compare');
    return (compared.peak - without.peak) / compared.outlines;
  });
  const share = median(shares);
  return {
    what: 'memory of aligning them at its peak, over both outlines',
    measured: times(share),
    target: '≤ 3 ×',
    met: share <= 3,
  };
}

/** Extra cost of a run's first comparison: one pass over its events. */
async function fingerprintsRow(): Promise<Row> {
  const { path, what } = longHistory();
  const engine = Engine.open({ database: ':memory:', version: 'bench', filesByPath: true });
  const [outcome] = await engine.import(() => findSources([path]));
  assert(outcome !== undefined && 'run' in outcome, 'the history cannot be read');
  const reader = await engine.reader(outcome.run.runId);
  const begun = performance.now();
  await sideOf(reader);
  const spent = performance.now() - begun;
  await engine.close();
  return {
    what: `fingerprints of a run, once before it is first compared (${what})`,
    measured: ms(spent),
    target: '',
    met: null,
  };
}
