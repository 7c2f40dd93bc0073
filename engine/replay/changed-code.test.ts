import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { commandSource } from '../model/replay/frames.ts';
import type { Verdict } from '../model/replay/verdict.ts';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { changeNames, type ChangedRun, changedRuns, unchanged } from '../testing/code-changes/changed-runs.ts';
import { CodeFolder } from '../testing/replay/code-folder.ts';
import { Replayer } from './replayer.ts';

// What Temporal's own replayer said of programs drawn by chance and of changes of their code: recorded by `npm run official 1-4 FILE`.

type Recorded = { readonly digest: string; readonly verdict: string; readonly text: string };
const recorded = new Map(
  readFileSync(join(import.meta.dirname, '../testing/code-changes/official-verdicts.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): [string, Recorded] => {
      const [seed, change, digest = '', verdict = '', text = ''] = line.split('\t');
      return [`${seed} ${change}`, { digest, verdict, text }];
    }),
);
const seeds = [...new Set([...recorded.keys()].map((key) => Number.parseInt(key, 10)))];
const nameOf = ({ seed, change }: ChangedRun): string => `${seed} ${change}`;
const payloadsOf = ({ events }: ChangedRun): readonly Uint8Array[] =>
  events.map((event) => Buffer.from(JSON.stringify(event)));

suite('programs drawn by chance, and changes of their code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-changes-'));
  let replayer: Replayer;
  let runs: readonly ChangedRun[] = [];
  const verdicts = new Map<ChangedRun, Verdict>();

  before(async () => {
    const { path } = new CodeFolder(join(folder, 'code'));
    runs = await changedRuns(seeds, path);
    replayer = new Replayer(await bundleCode({ workflowsPath: join(path, 'workflows.ts') }));
    for (const run of runs) verdicts.set(run, await replayer.replay({ payloads: payloadsOf(run), workflowId: 'fake' }));
  });

  after(async () => {
    await replayer.close();
    rmSync(folder, { recursive: true });
  });

  /** Lines of the calls that led to events of a run. */
  async function shownLines(run: ChangedRun): Promise<ReadonlySet<number>> {
    const { verdict, frames } = await replayer.record({ payloads: payloadsOf(run), workflowId: 'fake' });
    assert.ok(frames !== undefined && verdict.official.passes);
    return new Set(
      [...frames.event].flatMap((event, command) =>
        event === 0 ? [] : (commandSource(frames, command)[0]?.line ?? []),
      ),
    );
  }

  test('P142 they come out of their seeds as they were when their verdicts were recorded', () => {
    assert.ok(changeNames.length >= 40);
    assert.deepEqual(
      runs.map((run) => [nameOf(run), run.digest]),
      [...recorded].map(([name, { digest }]) => [name, digest]),
    );
  });

  test('P143 the official replayer and ours say the same of each, in the same words', () => {
    for (const [run, { official }] of verdicts) {
      const { verdict, text } = recorded.get(nameOf(run))!;
      assert.equal(official.passes ? 'passes' : official.error, verdict, nameOf(run));
      if (!official.passes) assert.ok(text.startsWith(official.text), `${nameOf(run)}: ${text} / ${official.text}`);
    }
  });

  test('P144 what the official replayer lets pass is drift, of the attribute that was changed, at its line', async () => {
    let found = 0;
    let shown: ReadonlySet<number> = new Set();
    for (const [run, { official, drift }] of verdicts) {
      if (run.change === unchanged) shown = await shownLines(run);
      const { expected } = run;
      if (!official.passes || expected === undefined || !shown.has(expected.lineBefore)) continue;
      const places = drift.map(({ attribute, source: [place] }) => `${attribute} ${place?.line ?? 0}`);
      const isFound = places.some(
        (place) => place.startsWith(expected.attribute) && place.endsWith(` ${expected.line}`),
      );
      assert.ok(isFound, `${nameOf(run)}: ${JSON.stringify(expected)} in ${places.join(', ')}`);
      found++;
    }
    assert.ok(found > 20, `${found}`);
  });
});
