// Temporal's own replayer and ours on the same histories and the same changed code, verdict by verdict: `npm run official [SEEDS] [FILE]`. It
// installs the former in this folder first. SEEDS, as `1-20` or `1,3,6`, says which programs are drawn; the verdicts are written to FILE, for the test that
// compares without the official replayer. Exit code 1 where they disagree in more than 5 of 1,000.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Official } from '../../engine/model/replay/verdict.ts';
import { Replayer } from '../../engine/replay/replayer.ts';
import { bundleCode } from '../../engine/sandbox/temporal/bundle.ts';
import { changeNames, type ChangedRun, changedRuns } from '../../engine/testing/code-changes/changed-runs.ts';
import { askOfficial, isInstalled, type OfficialAnswer } from './official-replayer.ts';

const mostDisagreements = 5 / 1000;
const usualSeeds = '1-20';
/** Programs in one bundle. */
const programsAtOnce = 4;

const [seedsAsked = usualSeeds, file] = process.argv.slice(2);
if (!isInstalled) spawnSync('npm', ['ci'], { cwd: import.meta.dirname, stdio: 'inherit', shell: true });

const seeds = seedsOf(seedsAsked);
const lines: string[] = [];
const counts = { runs: 0, passing: 0, disagreements: 0, otherWords: 0 };
console.log(`${seeds.length} programs, ${changeNames.length} changes of code`);
for (let at = 0; at < seeds.length; at += programsAtOnce) await compare(seeds.slice(at, at + programsAtOnce));
const { runs, passing, disagreements, otherWords } = counts;
console.log(`${runs} runs: the official replayer passes ${passing}, fails ${runs - passing}`);
console.log(`${disagreements} disagreements, ${otherWords} in other words alone`);
if (disagreements > mostDisagreements * runs) process.exitCode = 1;
if (file !== undefined) writeFileSync(file, lines.join(''));

async function compare(some: readonly number[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-official-'));
  try {
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
    const drawn = await changedRuns(some, folder);
    const workflowsPath = join(folder, 'workflows.ts');
    const histories = drawn.map(({ events }) => events);
    const ours = await verdictsOf(drawn, workflowsPath);
    const official = await askOfficial({ workflowsPath, histories, folder, withoutMap: true });
    report(drawn, ours, official);
    lines.push(...drawn.map((run, index) => lineOf(run, official[index])));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function seedsOf(text: string): readonly number[] {
  return text.split(',').flatMap((range) => {
    const [first = 1, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

async function verdictsOf(drawn: readonly ChangedRun[], workflowsPath: string): Promise<readonly Official[]> {
  const replayer = new Replayer(await bundleCode({ workflowsPath }));
  try {
    const verdicts: Official[] = [];
    for (const { events } of drawn) {
      const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
      verdicts.push((await replayer.replay({ payloads, workflowId: 'fake' })).official);
    }
    return verdicts;
  } finally {
    await replayer.close();
  }
}

function report(drawn: readonly ChangedRun[], ours: readonly Official[], official: readonly OfficialAnswer[]): void {
  counts.runs += drawn.length;
  counts.passing += official.filter(({ error }) => error === null).length;
  for (const [index, { seed, change }] of drawn.entries()) {
    const [verdict, answer] = [ours[index]!, official[index]];
    const said = sentenceOf(answer?.message ?? '');
    if (answer === undefined || (verdict.passes ? null : verdict.error) !== answer.error) counts.disagreements++;
    else if (verdict.passes || said.startsWith(verdict.text)) continue;
    else counts.otherWords++;
    console.log(
      `program ${seed}, ${change}\n  official: ${answer?.error ?? 'passes'} ${said.slice(0, 300)}\n  ours: ${JSON.stringify(verdict)}`,
    );
  }
}

/** Its sentence, without the dump around it. */
function sentenceOf(message: string): string {
  const [, quoted] = /message: "((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  return (quoted ?? message).replaceAll(/\\(["\\])/g, '$1');
}

function lineOf({ seed, change, digest }: ChangedRun, answer: OfficialAnswer | undefined): string {
  if (answer === undefined) throw new Error(`no answer for program ${seed}, ${change}`);
  // Where it prints a whole event its words count up to the id.
  const said = sentenceOf(answer.message).replace(/(HistoryEvent \{ event_id: \d+).*$/s, '$1');
  return `${[seed, change, digest, answer.error ?? 'passes', answer.error === null ? '' : said].join('\t')}\n`;
}
