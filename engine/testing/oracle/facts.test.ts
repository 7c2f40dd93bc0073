// For every fact in any recorded history: a copy of the run with only that fact changed does not compare as the same.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Engine } from '../../engine.ts';
import type { Json } from '../../model/json.ts';
import type { RunId } from '../../model/event.ts';
import { ownHistories, sharedFiles, textOf } from '../corpus.ts';
import { importText, onlyRun, openEngine } from '../library.ts';
import { rawHistories } from './containers.ts';
import { changed, type Fact, factsOf, patternOf } from './facts.ts';

const mostLetters = 300_000;

const files = {
  'the project’s own histories': globSync('*.{json,json.gz}', { cwd: ownHistories })
    .filter((name) => !/http|reverse|raw-server/.test(name))
    .map((name) => join(ownHistories, name)),
  'the runs of a development server': sharedFiles('temporal-devserver/exports/*.json').filter(
    (file) => !/\.(sdk|http|http-full|reverse)\.json/.test(file),
  ),
  'public histories': sharedFiles('temporal/**/*.json', 'cadence/**/*.json').filter((file) => !/synthetic/.test(file)),
};

for (const [name, paths] of Object.entries(files)) {
  if (paths.length === 0) continue;
  describe(`whatever is recorded is compared, ${name}`, () => {
    test('D6 a change of any fact is a difference', async (context) => {
      const blind = await blindPatterns(context, shortestWith(paths));
      assert.deepEqual(blind.toSorted(), []);
    });
  });
}

type Sample = { readonly raws: readonly Json[]; readonly fact: Fact };

/** For each pattern, the first fact of the shortest run that has one. */
function shortestWith(paths: readonly string[]): ReadonlyMap<string, Sample> {
  const samples = new Map<string, Sample>();
  for (const path of paths) {
    const text = textOf(readFileSync(path));
    if (text.length > mostLetters) continue;
    for (const raws of rawHistories(text)) {
      for (const fact of factsOf(raws))
        if ((samples.get(patternOf(fact))?.raws.length ?? Infinity) > raws.length)
          samples.set(patternOf(fact), { raws, fact });
    }
  }
  return samples;
}

async function blindPatterns(context: TestContext, samples: ReadonlyMap<string, Sample>): Promise<string[]> {
  const engine = openEngine(context);
  const originals = new Map<readonly Json[], RunId>();
  const blind: string[] = [];
  for (const [pattern, { raws, fact }] of samples) {
    const left = originals.get(raws) ?? (await imported(engine, raws));
    originals.set(raws, left);
    const right = await imported(engine, changed(raws, fact));
    assert.notEqual(left, right, `${pattern}: the copy is no other run`);
    const { comparison } = await engine.compareRuns({ left, right, ignore: [] });
    if (comparison.same) blind.push(`${pattern} (${JSON.stringify(fact.value).slice(0, 40)})`);
  }
  return blind;
}

async function imported(engine: Engine, raws: readonly Json[]): Promise<RunId> {
  return onlyRun(await importText(engine, JSON.stringify({ events: raws }))).runId;
}
