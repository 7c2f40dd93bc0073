// Tests that a comparison covers every attribute of the recorded events, except the bookkeeping listed here.

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sideOf } from './comparer.ts';
import { sourceInFile } from '../runs/event-source.ts';
import { bookkeeping, listedValues, repeated, tracingHeaders, valueMaps } from '../formats/temporal/compared-lists.ts';
import { eventTypeName } from '../formats/temporal/vocabulary.ts';
import { parseEvent, readHistories } from '../sources/json/history-file.ts';
import { explainHistory } from '../import/import-history.ts';
import { compareRuns } from '../model/compare/compare-runs.ts';
import type { Side } from '../model/compare/comparison.ts';
import { packOutline } from '../model/packed-outline.ts';
import type { RunId } from '../model/event.ts';
import { isObject, type Json, objectOf } from '../model/json.ts';
import { RunReader } from '../runs/run-reader.ts';
import { type Attribute, attributesIn, changed } from '../testing/changed-attribute.ts';
import { collections, textOf } from '../testing/corpus.ts';

const reported = join(import.meta.dirname, '../testing/cases');

const values: ReadonlySet<string> = new Set([...listedValues, ...valueMaps, 'input', 'result', 'args']);

/**
 * Attributes around the content: time, event id, server version; links to other runs; the handler that issued the
 * command.
 */
const envelope = new Set([
  'eventId',
  'eventTime',
  'timestamp',
  'eventType',
  'taskId',
  'version',
  'workerMayIgnore',
  'links',
  'id',
  'name',
  'category',
  'classification',
]);
/** Attributes of failures: the place in the code, and ids and workers of the failed operation. */
const ofFailures = new Set([
  'stackTrace',
  'source',
  'activityFailureInfo',
  'childWorkflowExecutionFailureInfo',
  'nexusOperationExecutionFailureInfo',
]);
const comparedOfThem = new Set(['retryState', 'retryStatus']);
/** Encoding of values, and notes of a worker for itself. */
const writing = new Set(['metadata', 'data', '_protoMessageType']);

/** The workflow's own id, the SDKs' notes about a local activity, and the SDK's number for a side effect. */
const listed: Readonly<Record<string, readonly string[]>> = {
  WorkflowExecutionStarted: ['workflowId'],
  MarkerRecorded: ['activityId', 'time', 'meta', 'side-effect-id'],
};

type Sample = {
  readonly file: string;
  readonly history: number;
  readonly event: number;
  readonly attribute: Attribute;
};
type Parsed = readonly { readonly events: readonly Json[] }[];

const parsed = new Map<string, Parsed>();

function parse(path: string): Parsed {
  const known = parsed.get(path) ?? readAll(path);
  parsed.set(path, known);
  return known;
}

function readAll(path: string): Parsed {
  const histories = readHistories(Buffer.from(textOf(readFileSync(path))), false);
  return histories.map((history) => ({ events: history.events.map((event) => parseEvent(history.bytes, event)) }));
}

async function sideOfEvents(events: readonly Json[]): Promise<Side> {
  const [history] = readHistories(Buffer.from(JSON.stringify({ events })), false);
  const { summary, outline } = await explainHistory(history!, () => 'r' as RunId, { source: '', nowMs: 0 });
  return await sideOf(
    new RunReader(
      sourceInFile(history!, () => outline),
      summary,
      () => packOutline(outline),
    ),
  );
}

/** One sample of each attribute, from the shortest history that has it. */
function samplesOf(files: readonly { readonly path: string; readonly events: number }[]): ReadonlyMap<string, Sample> {
  const samples = new Map<string, Sample>();
  for (const { path } of files.toSorted((a, b) => a.events - b.events)) {
    for (const [history, { events }] of parse(path).entries()) {
      const stuck = stuckAt(events);
      events.forEach((raw, event) => {
        const type = typeOf(raw);
        // Node logs have none of these types, and their own test.
        if (type === '' || (type.startsWith('WorkflowTask') && event !== stuck)) return;
        for (const attribute of attributesIn(raw, values)) {
          if (isBookkeeping(type, attribute) || isCopy(raw, attribute)) continue;
          const key = `${type} ${attribute.path.slice(-4).join('.')} ${typeof attribute.value}`;
          if (!samples.has(key)) samples.set(key, { file: path, history, event, attribute });
        }
      });
    }
  }
  return samples;
}

function typeOf(raw: Json): string {
  const event = objectOf(raw);
  const type = event['eventType'] ?? event['event_type'];
  return typeof type === 'string' || typeof type === 'number' ? eventTypeName(type) : '';
}

/** Index of the failed workflow task after which no task completed; a reset does not count as failed. */
function stuckAt(events: readonly Json[]): number {
  const at = events.findLastIndex((raw) => /^WorkflowTask(Completed|Failed)$/.test(typeOf(raw)));
  return at !== -1 &&
    typeOf(events[at]!) === 'WorkflowTaskFailed' &&
    !/reset/i.test(JSON.stringify(objectOf(events[at]!)))
    ? at
    : -1;
}

const opening =
  /(Started|Scheduled|Initiated|Accepted|Admitted|Rejected|Signaled|Recorded|Requested|Upsert.*|Modified.*|Updated)$/;

function isBookkeeping(type: string, { path, steps, value }: Attribute): boolean {
  const isRepeated =
    (!opening.test(type) || type === 'ChildWorkflowExecutionStarted' || type.startsWith('ExternalWorkflow')) &&
    !type.startsWith('WorkflowExecution');
  const names = [...path, ...steps.filter((step) => typeof step === 'string')].slice(1);
  if (envelope.has(path[0] ?? '')) return true;
  // Of an event's groups, only the label is compared.
  if (path[0] === 'eventGroupMarkers') return path[2] !== 'label' || path[3] !== 'label';
  if (listed[type]?.some((name) => names.includes(name))) return true;
  // Attempts 0 and 1 are both the first.
  if (path.at(-1) === 'attempt' && value === 0) return true;
  if (names.some((name) => bookkeeping.has(name) || tracingHeaders.has(name) || writing.has(name))) return true;
  if (names.some((name) => ofFailures.has(name)) && !names.some((name) => comparedOfThem.has(name))) return true;
  if (
    isRepeated &&
    names.some((name) => repeated.includes(name) && !['result', 'failure', 'cause', 'timeoutType'].includes(name))
  )
    return true;
  if (isUnreadable(value)) return true;
  return false;
}

/** Whether the attribute is in the second copy of the attributes that screen exports add under other names. */
function isCopy(raw: Json, { path }: Attribute): boolean {
  return path[0] === 'attributes' && Object.keys(objectOf(raw)).some((key) => key.endsWith('EventAttributes'));
}

function isUnreadable(value: Json): boolean {
  return isObject(value) && /ZW5jcnlwdGVk|encrypted/.test(JSON.stringify(objectOf(value)['metadata'] ?? ''));
}

describe('every attribute of every recorded event', () => {
  test('D14 changed in a copy of the run, it is a difference', async () => {
    const recorded = collections()
      .flatMap((collection) => collection.files)
      // The lists above do not cover these two dialects.
      .filter(({ path, events }) => existsSync(path) && events <= 3000 && !/azure|stepfunctions/.test(path));
    const cases = globSync('*.json', { cwd: reported }).map((name) => ({ path: join(reported, name), events: 0 }));
    const files = [...recorded, ...cases.filter(({ path }) => !/not-a-history|pages/.test(path))];
    const samples = samplesOf(files);
    const sides = new Map<string, Promise<Side>>();
    const blind: string[] = [];
    for (const [key, { file, history, event, attribute }] of samples) {
      const { events } = parse(file)[history]!;
      const place = `${file} ${history}`;
      const side = sides.get(place) ?? sideOfEvents(events);
      sides.set(place, side);
      const other = await sideOfEvents(events.with(event, changed(events[event]!, attribute.steps)));
      if (compareRuns(await side, other).same)
        blind.push(
          `${key}: ${JSON.stringify(attribute.value).slice(0, 80)} (${file.slice(file.lastIndexOf('/') + 1)}, event ${event + 1})`,
        );
    }
    assert.ok(samples.size > (collections().length > 1 ? 300 : 100), String(samples.size));
    assert.deepEqual(blind, []);
  });
});
