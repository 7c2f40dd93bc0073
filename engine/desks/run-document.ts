// Gathers what the page of one run tells, from a run that can be asked. Of a long run not every event is read.

import { must } from '../model/assert.ts';
import { isBad } from '../model/effect.ts';
import type { Seq } from '../model/event.ts';
import { failedTasks } from '../model/failed-tasks.ts';
import { whyFailed } from '../model/failure-sentence.ts';
import { finalStatusOf, hasFlag, kindOf, NONE, nameOf, type Outline, reasonOf } from '../model/outline.ts';
import type { DocumentEvent, DocumentTrouble, RunDocument } from '../report/run-document.ts';
import { runFacts } from '../runs/run-facts.ts';
import type { RunReader } from '../runs/run-reader.ts';

/** Number of events listed at each end of a long run, and of bad ones between them. */
const mostAtEnds = 1000;
const mostBad = 500;
const mostTroubles = 40;

export async function runDocument(reader: RunReader): Promise<RunDocument> {
  const { outline, summary } = reader;
  const facts = await runFacts(reader);
  const { values } = await reader.state(outline.events);
  const deciding = facts.failure === undefined ? NONE : whyFailed(outline, facts.failure).operation;
  const troubles = troublesOf(outline, deciding);
  return {
    summary,
    outline,
    facts,
    values,
    events: await eventsOf(reader, listedEvents(outline)),
    troubles: await Promise.all(troubles.slice(0, mostTroubles).map((trouble) => withFailure(reader, trouble))),
    moreTroubles: Math.max(0, troubles.length - mostTroubles),
  };
}

/** Rising. */
function listedEvents(outline: Outline): readonly Seq[] {
  const { events } = outline;
  const listed: Seq[] = [];
  let bad = 0;
  for (let seq = 1; seq <= events; seq++) {
    const isAtEnd = seq <= mostAtEnds || seq > events - mostAtEnds;
    if (isAtEnd || (hasFlag(outline, seq, 'bad') && bad++ < mostBad)) listed.push(seq);
  }
  return listed;
}

async function eventsOf(reader: RunReader, seqs: readonly Seq[]): Promise<readonly DocumentEvent[]> {
  const events: DocumentEvent[] = [];
  for (const [from, to] of stretchesOf(seqs)) {
    const previews = await reader.previews(from, to);
    for (const [i, { seq, summary }] of (await reader.rows(from, to)).entries())
      events.push({ seq, summary, preview: previews[i] ?? '' });
  }
  return events;
}

/** First and last of each run of consecutive seqs. */
function stretchesOf(seqs: readonly Seq[]): readonly (readonly [from: Seq, to: Seq])[] {
  const stretches: [Seq, Seq][] = [];
  for (const seq of seqs) {
    const last = stretches.at(-1);
    if (last !== undefined && last[1] === seq - 1) last[1] = seq;
    else stretches.push([seq, seq]);
  }
  return stretches;
}

function troublesOf(outline: Outline, deciding: number): readonly DocumentTrouble[] {
  const failedTask = new Set(failedTasks(outline));
  const groups = new Map<string, { operations: number[]; recovered: boolean }>();
  for (let operation = 0; operation < outline.operations.count; operation++) {
    const isTask = kindOf(outline, operation) === 'workflowTask';
    const failed = isTask ? failedTask.has(operation) : isBad(finalStatusOf(outline, operation));
    if (!failed && (isTask || outline.operations.attempts[operation]! < 2)) continue;
    const end = failed ? `${finalStatusOf(outline, operation)} ${reasonOf(outline, operation)}` : '';
    const key = `${kindOf(outline, operation)} ${nameOf(outline, operation)} ${end}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { operations: [operation], recovered: !failed });
    else known.operations.push(operation);
  }
  const weight = ({ operations, recovered }: DocumentTrouble): number =>
    operations.includes(deciding) ? 0 : recovered ? 2 : 1;
  return [...groups.values()].toSorted((a, b) => weight(a) - weight(b));
}

async function withFailure(reader: RunReader, trouble: DocumentTrouble): Promise<DocumentTrouble> {
  const [first] = trouble.operations;
  const { failure, lastFailure } = await reader.operation(must(reader.outline.operations.keys[must(first)]));
  const told = failure ?? lastFailure;
  return told === undefined ? trouble : { ...trouble, failure: told };
}
