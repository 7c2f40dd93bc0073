// retrace show RUN|FILE [--at SEQ], retrace events RUN|FILE

import { foldTo, type FoldedEvent, type FoldedPages } from '../runs/fold-run.ts';
import type { Dialect } from '../formats/dialect.ts';
import { withNumbersAsWritten } from '../formats/exact-json.ts';
import type { SourceReport } from '../sources/source.ts';
import { briefJson } from '../model/compare/json-brief.ts';
import { PlainReader } from '../model/compare/plain-value.ts';
import { durationText } from '../model/duration.ts';
import type { Effect, Failure } from '../model/effect.ts';
import { RetraceError } from '../model/errors.ts';
import type { EventRecord } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { isoText, spanMs } from '../model/moment.ts';
import { OperationNames } from '../model/operation-names.ts';
import { plainValue } from '../model/shown-payload.ts';
import { failureWords, whyFailed } from '../model/failure-sentence.ts';
import { calledOf, saidOf } from '../model/operation-name.ts';
import { NONE, type Outline, timeOf } from '../model/outline.ts';
import type { Operation, RunState } from '../model/state.ts';
import { type Waiting, waitFinderOf } from '../model/waiting.ts';
import { utcClock, waitingText } from '../model/waiting-text.ts';
import { decodeAsAsked } from './codec-option.ts';
import { type CommandOptions, wholeNumber } from './command.ts';
import { openSource, type RunSource } from './run-source.ts';
import { printJson, printLine } from './terminal.ts';

export async function showCommand(
  options: CommandOptions<'at' | 'db' | 'json' | 'partial' | 'codecEndpoint' | 'namespace'>,
): Promise<number> {
  const source = await openSource(options);
  try {
    await decodeAsAsked(options, source.dialect, source.pages());
    if (source.report !== undefined) return await showReport(source, await source.report(options.at), options.json);
    const at = wholeNumber(options.at, '--at') ?? source.count;
    if (at > source.count)
      throw new RetraceError('no-such-event', `The run has ${source.count} events; there is no event ${at}.`);
    const state = await foldTo(source.pages(), at);
    const outline = await source.outline();
    if (options.json)
      printJson({
        run: source.run,
        seq: at,
        goesOn: source.goesOn,
        state: stateFields(state, outline, source.dialect),
      });
    else stateLines(state, outline, source).forEach(printLine);
    return 0;
  } finally {
    await source.close();
  }
}

/** Prints the report of a source that has one. */
async function showReport(
  source: RunSource,
  { state, count, dialect, fields, lines }: SourceReport,
  json: boolean,
): Promise<number> {
  const { run } = source;
  const outline = await source.outline();
  if (json) printJson({ run, seq: state.seq, state: stateFields(state, outline, dialect), ...fields });
  else
    [
      `${dialect.describe([], {})}  ${text(run['file'] ?? run['source'])}`,
      ...lines,
      ...stateLines(state, outline, { run, count, dialect }).slice(2),
    ].forEach(printLine);
  return 0;
}

export function stateFields(
  state: RunState,
  outline: Outline,
  dialect: Pick<Dialect, 'decode'>,
): Record<string, unknown> {
  const waiting = waitFinderOf(outline).at(state.seq);
  const all = [...state.operations.values()];
  const readable = (value: unknown): Json => printable(dialect, value as Json);
  const { status, operations, values, links, seq: _, names: __, ...ending } = state;
  return {
    status,
    ...(state.failure === undefined ? {} : { whyFailed: whyFailed(outline, decoded(dialect, state.failure)).sentence }),
    operations: [...operations.values()].map((operation) => readable(operation)),
    values: Object.fromEntries([...values].map(([name, value]) => [name, readable(value)])),
    waiting: waiting === null ? null : waitingFields(outline, waiting),
    waitingFor:
      waiting === null
        ? []
        : waitedFor(waiting)
            .flatMap((operation) => all.slice(operation, operation + 1))
            .map(waitedFields),
    links,
    ...(readable(ending) as object),
  };
}

function printable(dialect: Pick<Dialect, 'decode'>, value: Json): Json {
  return withNumbersAsWritten(() => plainValue(dialect.decode(value)));
}

/** `sentence` continues "waits for"; `type` as in `model/waiting.ts`. */
function waitingFields(outline: Outline, waiting: Waiting): Record<string, unknown> {
  const keysOf = (operations: readonly number[]): readonly string[] =>
    operations.flatMap((operation) => outline.operations.keys.slice(operation, operation + 1));
  const { type, since, wakers, inProgress } = waiting;
  return {
    type,
    sentence: waitingWords(outline, waiting),
    since: since || null,
    sinceMs: timeOf(outline, since),
    wakers,
    inProgress: keysOf(inProgress),
  };
}

function waitedFor({ task, operations }: Waiting): readonly number[] {
  return task === NONE ? operations : [task];
}

function waitedFields({
  key,
  kind,
  name,
  label,
  about,
  status,
  openedAt,
  openedAtMs,
  untilMs,
  attempts,
}: Operation): Record<string, unknown> {
  return { key, kind, name, label, about, status, since: openedAt, sinceMs: openedAtMs, untilMs, attempts };
}

function waitingWords(outline: Outline, waiting: Waiting): string {
  return waitingText(outline, waiting, { clock: utcClock(), most: 10 });
}

export function stateLines(
  state: RunState,
  outline: Outline,
  { run, count, goesOn, dialect }: Pick<RunSource, 'run' | 'count' | 'dialect'> & Partial<Pick<RunSource, 'goesOn'>>,
): readonly string[] {
  const waiting = waitFinderOf(outline).at(state.seq);
  return [
    `${text(run['workflowType'])}  ${text(run['workflowId'])}  ${text(run['runId'])}`,
    `after event ${state.seq} of ${count}: ${state.status}${state.failure === undefined ? reasonOf(state) : ` (${whyFailed(outline, decoded(dialect, state.failure)).sentence})`}`,
    ...(waiting === null ? [] : [`waits for: ${waitingWords(outline, waiting)}`]),
    ...valueLines(state, dialect),
    ...(goesOn === true ? [`goes on behind event ${count}, which is the last here`] : []),
    '',
    ...[...state.operations.values()].flatMap((operation, index) =>
      operation.kind === 'workflowTask'
        ? []
        : [operationLine(operation, calledOf(outline, index)) + failureText(operation, dialect)],
    ),
  ];
}

/** The run's input and outcome; a run continued as new has no result, but an input for the next run. */
function valueLines(
  { input, result, nextInput }: RunState,
  dialect: Pick<Dialect, 'decode' | 'listsValues'>,
): readonly string[] {
  const plain = new PlainReader(dialect.listsValues === true);
  const values = { input, result, 'input of the next run': nextInput };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${briefJson(plain.value(dialect.decode(value)), valueLetters)}`],
  );
}

const valueLetters = 100;

function reasonOf({ reason }: RunState): string {
  return reason === undefined ? '' : ` (${reason})`;
}

function operationLine(
  { kind, status, openedAt, closedAt, openedAtMs, closedAtMs, attempts }: Operation,
  name: string,
): string {
  const took = openedAtMs === null || closedAtMs === null ? '' : durationText(spanMs(openedAtMs, closedAtMs));
  const seqs = `${openedAt}–${closedAt ?? ''}`;
  return `  ${seqs.padStart(13)}  ${kind.padEnd(14)}  ${status.padEnd(15)}  ${took.padStart(10)}  ${name}${attempts > 1 ? ` (${attempts} attempts)` : ''}`;
}

function decoded(dialect: Pick<Dialect, 'decode'>, failure: Failure): Failure {
  return dialect.decode(failure) as unknown as Failure;
}

/** For example `: CardDeclined: card declined`; for an open operation, the failure of its last attempt. */
function failureText({ failure, lastFailure, closedAt }: Operation, dialect: Pick<Dialect, 'decode'>): string {
  const words = (written: Failure): string => failureWords(decoded(dialect, written));
  if (failure !== undefined) return `: ${words(failure)}`;
  return lastFailure === undefined || closedAt !== null ? '' : `, last failure: ${words(lastFailure)}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '-';
}

export async function eventsCommand(
  options: CommandOptions<'db' | 'json' | 'partial' | 'codecEndpoint' | 'namespace'>,
): Promise<number> {
  const source = await openSource(options);
  try {
    await decodeAsAsked(options, source.dialect, source.pages());
    await printEvents(source.pages(), await source.outline(), source.dialect, options.json);
    return 0;
  } finally {
    await source.close();
  }
}

/** `chained`: the place of the run in a chain, whose events are numbered through. */
export async function printEvents(
  pages: FoldedPages,
  outline: Outline,
  dialect: Pick<Dialect, 'decode'>,
  json: boolean,
  chained?: Chained,
): Promise<void> {
  const keys = new OperationNames();
  for await (const page of pages)
    for (const event of page) printEvent(withKeys(event, keys), outline, dialect, json, chained);
}

type Chained = { readonly runId: string; readonly before: number };

/** `event` as returned by `withKeys`. */
export function printEvent(
  event: FoldedEvent,
  outline: Outline,
  dialect: Pick<Dialect, 'decode'>,
  json: boolean,
  chained?: Chained,
): void {
  const at = (chained?.before ?? 0) + event.seq;
  if (json) printJson({ ...(chained && { at, runId: chained.runId }), ...eventFields(event, dialect, outline) });
  else
    printLine(
      `${String(at).padStart(6)}  ${clock(event.read.atMs)}  ${event.read.type.padEnd(34)}  ${said(event, outline)}`,
    );
}

/** The event with its effects under the operation keys of this run. */
export function withKeys({ seq, raw, read }: FoldedEvent, keys: OperationNames): FoldedEvent {
  const effects = keys.resolve(seq, read.explanation.effects);
  return effects === read.explanation.effects
    ? { seq, raw, read }
    : { seq, raw, read: { ...read, explanation: { ...read.explanation, effects } } };
}

function eventFields(
  { seq, raw, read }: FoldedEvent,
  dialect: Pick<Dialect, 'decode'>,
  outline: Outline,
): EventRecord & Record<string, unknown> {
  const { effects } = read.explanation;
  return {
    seq,
    atMs: read.atMs,
    type: read.type,
    summary: said({ seq, raw, read }, outline),
    effects: effects.map((effect) => printable(dialect, effect as unknown as Json)),
    operations: operationsOf(effects),
    attributes: raw,
  };
}

function operationsOf(effects: readonly Effect[]): readonly string[] {
  return [...new Set(effects.flatMap((effect) => ('key' in effect && effect.key !== undefined ? [effect.key] : [])))];
}

/** The operation's name and the event's summary. */
function said({ seq, read }: FoldedEvent, outline: Outline): string {
  const operation = outline.operation[seq - 1] ?? NONE;
  return operation === NONE ? read.explanation.summary : saidOf(outline, operation, read.explanation.summary);
}

function clock(atMs: number | null): string {
  return (atMs === null ? '' : isoText(atMs)).padEnd(24);
}
