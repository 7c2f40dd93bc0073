// What a run waits for, and where an activity's time went: the engine against the server's own rules on the raw events.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import type { RunId } from '../../model/event.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Outline } from '../../model/outline.ts';
import { OutlineBuilder } from '../../model/outline-builder.ts';
import { timePartsOf } from '../../model/time-parts.ts';
import { type Waiting as Told, WaitFinder } from '../../model/waiting.ts';
import { recognise } from '../../formats/dialects.ts';
import { ownHistories, sharedFiles, textOf } from '../corpus.ts';
import { rawHistories } from './containers.ts';
import { sampledSeqs } from './disagreements.ts';
import { operationsAt } from './operations.ts';
import { type PlainEvent, plainEvents } from './raw-event.ts';
import { timeSpent } from './time-spent.ts';
import { isWithinTask, type Waiting, waitingAt } from './waiting.ts';

const tooLong = 6000;
const seqsInARun = 40;

const files = {
  'the project’s own histories': globSync('*.{json,jsonl,json.gz}', { cwd: ownHistories })
    .filter((name) => name !== 'events.jsonl')
    .map((name) => join(ownHistories, name)),
  'the runs of a development server': sharedFiles('temporal-devserver/exports*/*.{json,jsonl,json.gz}').filter(
    (file) => !/\.(sdk|http|http-full|reverse)\.json/.test(file),
  ),
  'public histories of Temporal': sharedFiles('temporal/**/*.{json,json.gz}').filter((file) => !/synthetic/.test(file)),
  'public histories of Cadence': sharedFiles('cadence/**/*.json'),
};

type Run = { readonly file: string; readonly events: readonly PlainEvent[]; readonly outline: Outline };

for (const [name, paths] of Object.entries(files)) {
  if (paths.length === 0) continue;
  describe(`beside the server's rules, ${name}`, () => {
    test('F9 what the run waits for', () => eachRun(paths, waitsAgree));
    test('D8 where the time of an activity went', () => eachRun(paths, timesAgree));
  });
}

function eachRun(paths: readonly string[], look: (run: Run) => readonly string[]): void {
  const lines = paths.flatMap((path) =>
    rawHistories(textOf(readFileSync(path))).flatMap((raws) =>
      raws.length > tooLong ? [] : look(runOf(basename(path), raws)),
    ),
  );
  assert.equal(lines.slice(-12).join('\n'), '', `${lines.length} disagreements`);
}

function runOf(file: string, raws: readonly Json[]): Run {
  const builder = new OutlineBuilder();
  const dialect = recognise(raws.slice(0, 20) as readonly JsonObject[], '');
  assert.ok(dialect !== undefined, file);
  for (const raw of raws) {
    const { atMs, type, explanation } = dialect.read(raw);
    builder.add(atMs, type, explanation);
  }
  return { file, events: plainEvents(raws), outline: builder.finish('run' as RunId, dialect) };
}

/**
 * Between the commands of one task the run's wait is not yet known; nor is it for a run that began before its first
 * event here.
 */
function waitsAgree({ file, events, outline }: Run): readonly string[] {
  if (events[0]?.name !== 'WorkflowExecutionStarted') return [];
  const finder = new WaitFinder(outline);
  return sampledSeqs(events.length, seqsInARun)
    .filter((seq) => !isWithinTask(events, seq))
    .flatMap((seq) => {
      const [oracle, engine] = [told(waitingAt(events, seq)), wordsOf(outline, finder.at(seq))];
      return oracle === engine
        ? []
        : [`${file} after event ${seq} (${events[seq - 1]!.name}): the rules say ${oracle}, the engine says ${engine}`];
    });
}

function told(waiting: Waiting): string {
  const { type } = waiting;
  if (type === 'task')
    return waiting.state === 'failed' || waiting.state === 'timedOut'
      ? 'a task is tried again'
      : `a task is ${waiting.state}`;
  if (type === 'taskDue') return `a task is due because of ${waiting.because.join()}`;
  if (type === 'delayed') return `begins at ${Math.round(waiting.untilMs)}`;
  return type === 'operations'
    ? `${waiting.keys.join()} (${waiting.inProgress.length})`
    : type === 'message'
      ? `a message (${waiting.inProgress.length})`
      : type;
}

function wordsOf(outline: Outline, waiting: Told | null): string {
  if (waiting === null) return 'ended';
  const { type, wakers, operations, inProgress, untilMs } = waiting;
  const words: Readonly<Partial<Record<Told['type'], string>>> = {
    pause: 'paused',
    taskScheduled: 'a task is scheduled',
    taskRunning: 'a task is started',
    taskRetry: 'a task is tried again',
  };
  if (type === 'begin') return `begins at ${Math.round(untilMs ?? 0)}`;
  if (type === 'taskDue') return `a task is due because of ${wakers.join()}`;
  if (type === 'operations')
    return `${operations.map((operation) => outline.operations.keys[operation]).join()} (${inProgress.length})`;
  return words[type] ?? (type === 'message' || type === 'code' ? `a message (${inProgress.length})` : type);
}

function timesAgree({ file, events, outline }: Run): readonly string[] {
  const nowMs = events.at(-1)?.atMs ?? 0;
  const operations = new Map(outline.operations.keys.map((key, i) => [key, i]));
  return operationsAt(events, events.length)
    .filter(({ kind, closedAt }) => kind === 'activity' && closedAt !== null)
    .flatMap((operation) => {
      const spent = timeSpent(events, operation, nowMs);
      const index = operations.get(operation.key);
      const parts = index === undefined ? null : timePartsOf(outline, index);
      if (spent === undefined || parts === null) return [];
      const [oracle, engine] = [
        [spent.waiting, spent.retrying, spent.running, spent.unknown],
        [parts.scheduleToStart, parts.retrying, parts.running, parts.unknown],
      ].map((list) => list.map((ms) => Math.round(ms * 100) / 100).join());
      return oracle === engine
        ? []
        : [
            `${file} ${operation.key}, ${operation.attempts} attempts: waiting, retrying, running, unknown are ${oracle}, the engine says ${engine}`,
          ];
    });
}
