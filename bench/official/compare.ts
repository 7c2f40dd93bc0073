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
const workflows = 'workflows.ts';

const [seedsAsked = usualSeeds, file] = process.argv.slice(2);
if (!isInstalled) spawnSync('npm', ['ci'], { cwd: import.meta.dirname, stdio: 'inherit', shell: true });

const folder = mkdtempSync(join(tmpdir(), 'retrace-official-'));
try {
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  const runs = await changedRuns(seedsOf(seedsAsked), folder);
  const histories = runs.map(({ events }) => events);
  console.log(
    `${runs.length} runs of ${new Set(runs.map(({ seed }) => seed)).size} programs, ${changeNames.length} changes of code`,
  );
  const ours = await verdictsOf(runs);
  const official = await askOfficial({ workflowsPath: join(folder, workflows), histories, folder });
  report(runs, ours, official);
  if (file !== undefined) writeFileSync(file, runs.map((run, index) => lineOf(run, official[index])).join(''));
} finally {
  rmSync(folder, { recursive: true });
}

function seedsOf(text: string): readonly number[] {
  return text.split(',').flatMap((range) => {
    const [first = 1, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

async function verdictsOf(runs: readonly ChangedRun[]): Promise<readonly Official[]> {
  const replayer = new Replayer(await bundleCode({ workflowsPath: join(folder, workflows) }));
  try {
    const verdicts: Official[] = [];
    for (const { events } of runs) {
      const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
      verdicts.push((await replayer.replay({ payloads, workflowId: 'fake' })).official);
    }
    return verdicts;
  } finally {
    await replayer.close();
  }
}

function report(runs: readonly ChangedRun[], ours: readonly Official[], official: readonly OfficialAnswer[]): void {
  const passing = official.filter(({ error }) => error === null).length;
  console.log(`the official replayer passes ${passing}, fails ${official.length - passing}`);
  let disagreements = 0;
  let otherWords = 0;
  for (const [index, { seed, change }] of runs.entries()) {
    const [verdict, answer] = [ours[index]!, official[index]];
    const said = sentenceOf(answer?.message ?? '');
    if (answer === undefined || (verdict.passes ? null : verdict.error) !== answer.error) disagreements++;
    else if (verdict.passes || said.startsWith(verdict.text)) continue;
    else otherWords++;
    console.log(
      `program ${seed}, ${change}\n  official: ${answer?.error ?? 'passes'} ${said.slice(0, 300)}\n  ours: ${JSON.stringify(verdict)}`,
    );
  }
  console.log(`${disagreements} disagreements, ${otherWords} in other words alone`);
  if (disagreements > mostDisagreements * runs.length) process.exitCode = 1;
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
