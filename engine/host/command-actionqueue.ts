// retrace show DIR|FILE, retrace events DIR|FILE, where that is an ActionQueue data directory or one of its files. Reads it, and nothing else.

import { existsSync } from 'node:fs';
import { fieldsOf, readable } from '../formats/actionqueue/readable.ts';
import { explain } from '../formats/actionqueue/explain.ts';
import { readBytes } from '../formats/actionqueue/payload.ts';
import { msOf, timeOf } from '../formats/actionqueue/event.ts';
import { type FoldedEvent, type FoldedPages, outlineOfPages } from '../runs/fold-run.ts';
import { RetraceError } from '../model/errors.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { foldLog, type FoldedLog, type ReadRecord, recordsOf } from '../sources/actionqueue/fold-log.ts';
import { inspect, type Inspection } from '../sources/actionqueue/inspection.ts';
import { openLog, type OpenLog, recogniseActionQueue } from '../sources/actionqueue/open-log.ts';
import { readEvents } from '../sources/actionqueue/read-events.ts';
import type { PlacedBadRecord } from '../sources/actionqueue/record-frame.ts';
import { type CommandOptions, oneWord } from './command.ts';
import { printEvents, stateFields, stateLines } from './command-show.ts';
import { complain, printJson, printLine } from './terminal.ts';

const dialect = { id: 'actionqueue', decode: readBytes };

/** The log that is named, opened; undefined where the name means something else. The caller closes its file. */
async function opened(options: CommandOptions<never>): Promise<{ readonly path: string; readonly log: OpenLog } | undefined> {
  const path = oneWord(options, 'run or file');
  const what = existsSync(path) ? await recogniseActionQueue(path) : undefined;
  return what && { path, log: await openLog(path, what) };
}

/** Undefined where it is no ActionQueue log. */
export async function eventsOfActionQueue(options: CommandOptions<'json'>): Promise<number | undefined> {
  const found = await opened(options);
  if (found === undefined) return undefined;
  try {
    const { log } = found;
    const outline = await outlineOfPages(dialect, pagesOf(log));
    await printEvents(pagesOf(log, sayDamage), outline, dialect, options.json);
    return 0;
  } finally {
    await found.log.file.close();
  }
}

/** `onBad` is told where the reading ends before the end of the file. */
async function* pagesOf(log: OpenLog, onBad: (bad: PlacedBadRecord) => void = () => undefined): FoldedPages {
  for await (const batch of readEvents(log.file, log.size)) {
    yield [...recordsOf(batch)].map(foldedEvent);
    if (batch.bad !== null) onBad(batch.bad);
  }
}

function sayDamage({ code, offset, index, text }: PlacedBadRecord): void {
  complain(`${code}: At byte ${offset}, after ${index} whole records: ${text}. See retrace show.`);
}

function foldedEvent({ event, number, offset, length }: ReadRecord): FoldedEvent {
  const raw = { sequence: readable(event.sequence), event: { [event.type]: fieldsOf(event) }, offset, length };
  return { seq: number, raw, read: { atMs: msOf(timeOf(event)), type: event.type, explanation: explain(event), odd: [] } };
}

/** Undefined where it is no ActionQueue log. */
export async function showActionQueue(options: CommandOptions<'at' | 'json'>): Promise<number | undefined> {
  const found = await opened(options);
  if (found === undefined) return undefined;
  const { path, log } = found;
  try {
    const wanted = wantedNumber(options.at);
    const inspection = await inspect(log, wanted);
    const folded = await foldLog(log, numberOf(inspection, wanted));
    const run = { runId: null, dialect: 'actionqueue', workflowId: null, workflowType: null, events: inspection.count, form: 'ActionQueue log, version 5', file: path };
    const outline = await outlineOfPages(dialect, pagesOf(log));
    if (options.json) printJson({ run, seq: folded.state.seq, sequence: readable(folded.sequence), state: stateFields(folded.state, outline, dialect), ...inspectionFields(log, inspection), projection: folded.projection });
    else [...headLines(folded, path, inspection), ...stateLines(folded.state, outline, { run, count: inspection.count }).slice(2)].forEach(printLine);
    return 0;
  } finally {
    await log.file.close();
  }
}

function wantedNumber(text: string | undefined): number | bigint | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,20}$/.test(text)) throw new RetraceError('bad-usage', `--at takes a whole number, not ${JSON.stringify(text)}.`);
  return BigInt(text) <= 2n ** 53n ? Number(text) : BigInt(text);
}

/** An event's number; one past the last is taken for a sequence of the log, which may have gaps. */
function numberOf({ count, asked }: Inspection, wanted: number | bigint | undefined): number {
  if (wanted === undefined) return count;
  if (typeof wanted === 'number' && wanted <= count) return wanted;
  if (asked !== undefined) return asked;
  throw new RetraceError('no-such-event', `The log has ${count} records; there is no record ${wanted}, and none has that sequence.`);
}

function inspectionFields(log: OpenLog, { stopped, bad, survey, opening, opened: upstream, findings, violations, broken }: Inspection): JsonObject {
  const cut = cutOf(log, { stopped, bad, survey });
  return readable({
    upstream: { ...opening, ...(opening.opens && { stats: upstream.stats() }), repair: cut },
    damage: bad && { code: bad.code, upstreamCode: bad.upstream, offset: bad.offset, recordsBefore: bad.index, recordsAfter: survey?.events ?? 0, text: bad.text },
    ...(log.snapshot.type !== 'none' && opening.opens && { opened: upstream.json() }),
    findings: findings.map(({ number, ...finding }) => ({ ...finding, seq: number })),
    promises: violations.map(({ number, ...violation }) => ({ ...violation, seq: number, hypothetical: stopped !== null && number > stopped.number })),
    broken,
  }) as JsonObject;
}

/** What the repair of ActionQueue 0.1 would cut off; null where it would not cut. */
function cutOf({ size }: OpenLog, { stopped, bad, survey }: Pick<Inspection, 'stopped' | 'bad' | 'survey'>): Json {
  const elided = stopped !== null && stopped.json['code'] === 'decode_failure' && stopped.offset !== bad?.offset ? stopped : null;
  if (elided !== null) return { cutAt: elided.offset, bytes: size - elided.offset };
  return bad && { cutAt: bad.offset, bytes: size - bad.offset, wholeRecords: survey?.events ?? 0 };
}

/** So many of one promise are printed. */
const mostPrinted = 5;

function brokenLines(violations: Inspection['violations'], times: number): readonly string[] {
  const lines = violations.slice(0, mostPrinted).map(({ promise, severity, number, text }) => `  ${severity.padEnd(7)}  ${promise}  ${number === 0 ? '' : `record ${number}: `}${text}`);
  return times > lines.length ? [...lines, `           ${violations[0]?.promise}  ${times} times in all`] : lines;
}

function headLines({ state, sequence }: FoldedLog, path: string, inspection: Inspection): readonly string[] {
  const { count, opening, findings, violations, broken } = inspection;
  return [
    `ActionQueue log  ${path}`,
    `after record ${state.seq} of ${count} (sequence ${sequence}): ${state.status}`,
    opening.opens ? 'ActionQueue 0.1 opens it.' : `ActionQueue 0.1 does not open it again: ${opening.error}`,
    ...findings.map(({ code, severity, text }) => `  ${severity.padEnd(7)}  ${code}  ${text}`),
    ...broken.flatMap(({ promise, count: times }) => brokenLines(violations.filter((each) => each.promise === promise), times)),
  ];
}
