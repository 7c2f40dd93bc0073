// The engine's state of a run against the formats' references on its raw events, over every recorded history.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { RunId } from '../../model/event.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { OutlineBuilder } from '../../model/outline-builder.ts';
import { recognise } from '../../formats/dialects.ts';
import { temporal } from '../../formats/temporal/temporal.ts';
import { ownHistories, sharedFiles, textOf } from '../corpus.ts';
import { asGrpc, asWebExport } from './cadence-forms.ts';
import { rawHistories } from './containers.ts';
import { type Aspect, aspects, type Disagreement, disagreements } from './disagreements.ts';
import { randomHistory } from '../random-history.ts';
import { walk } from '../walk.ts';

const seqsInShortRuns = 15;
const seqsInLongRuns = 5;
const seqsInTheLongest = 3;

type Told = Disagreement & { readonly file: string };
type Form = (events: readonly Json[]) => readonly Json[];

/** Files of engines without a reference here: their answers are beside their formats. */
const isOfOthers = /^events\.jsonl$|^(azure|derecho|conductor|stepfunctions)-/;
const own = globSync('*.{json,jsonl,json.gz}', { cwd: ownHistories })
  .filter((name) => !isOfOthers.test(name))
  .map((name) => join(ownHistories, name));
const cadence = sharedFiles('cadence/**/*.json', 'field-cases/cadence-*.json');

const collections: Readonly<Record<string, { readonly files: readonly string[]; readonly form?: Form }>> = {
  'the project’s own histories': { files: own },
  'the runs of a development server': { files: sharedFiles('temporal-devserver/exports*/*.{json,jsonl,json.gz}') },
  'public histories of Temporal': { files: sharedFiles('temporal/**/*.{json,json.gz}') },
  'public histories of Cadence': { files: cadence },
  'the same, as gRPC gives them': { files: cadence, form: asGrpc },
  'the same, as the web exports them': { files: cadence, form: asWebExport },
  'field cases': {
    files: sharedFiles('field-cases/*.input.json').filter((file) => !/not-a-history|pages-in-one-file/.test(file)),
  },
};

for (const [name, { files, form }] of Object.entries(collections)) {
  if (files.length === 0) continue;
  describe(`the engine beside the references, ${name}`, () => {
    const found = new Map<string, readonly Told[]>();
    const of = (aspect: Aspect): readonly Told[] =>
      files.flatMap((file) => {
        const told = found.get(file) ?? toldOf(file, form);
        found.set(file, told);
        return told.filter((one) => one.aspect === aspect);
      });
    for (const aspect of aspects) test(`F5 ${aspect}`, () => agree(of(aspect)));
  });
}

/** A run begins once; no rule defines the attempt of a run with two beginnings. */
test('F5 the engine beside the references, random histories with orphans, duplicates and unknown types', () => {
  fc.assert(
    fc.property(randomHistory, (events) =>
      agree(disagreements(temporal, events, events.length).filter(({ aspect }) => aspect !== 'run attempt')),
    ),
    { numRuns: 300 },
  );
});

test('O1 the outline agrees with the fold over random histories, at every seq and in both directions', () => {
  fc.assert(
    fc.property(randomHistory, (events) => {
      const builder = new OutlineBuilder();
      const reads = events.map((event) => temporal.read(event));
      for (const { atMs, type, explanation } of reads) builder.add(atMs, type, explanation);
      walk(builder.finish('random' as RunId, { id: 'temporal', inTasks: true }), reads);
    }),
    { numRuns: 150 },
  );
});

function toldOf(file: string, form: Form | undefined): readonly Told[] {
  return rawHistories(textOf(readFileSync(file))).flatMap((raws) => {
    if (form !== undefined && !raws.every(hasAttributes)) return [];
    const events = form?.(raws) ?? raws;
    const dialect = recognise(events.slice(0, 20) as readonly JsonObject[], '');
    assert.ok(dialect !== undefined, file);
    return disagreements(dialect, events, samplesOf(raws.length)).map((told) => ({ ...told, file: basename(file) }));
  });
}

function samplesOf(events: number): number {
  return events > 6000 ? seqsInTheLongest : events > 150 ? seqsInLongRuns : seqsInShortRuns;
}

function hasAttributes(event: Json): boolean {
  return isObject(event) && Object.keys(event).some((key) => key.endsWith('EventAttributes'));
}

/** Reports only the last seq per file and aspect, which is enough to see the error. */
function agree(told: readonly (Disagreement & { readonly file?: string })[]): void {
  const lines = told.map(
    ({ file, seq, about, aspect, oracle, engine }) =>
      `${file ?? ''} after event ${seq}, ${aspect} of ${about}: the references say ${JSON.stringify(oracle)}, the engine says ${JSON.stringify(engine)}`,
  );
  assert.equal(lines.slice(-8).join('\n'), '');
}
