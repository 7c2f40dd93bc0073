// retrace show RUN|FILE [--at SEQ], retrace events RUN|FILE

import { foldTo, type FoldedEvent, type FoldedPages } from '../fold-run.ts';
import type { Dialect } from '../formats/dialect.ts';
import { durationText } from '../model/duration.ts';
import type { Effect } from '../model/effect.ts';
import { RetraceError } from '../model/errors.ts';
import type { EventRecord } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { OperationNames } from '../model/operation-names.ts';
import { plainValue } from '../model/shown-payload.ts';
import { type Operation, type RunState, waitingFor } from '../model/state.ts';
import { type CommandOptions, printable, printJson, printLine, wholeNumber } from './command.ts';
import { openSource } from './run-source.ts';

export async function showCommand(options: CommandOptions): Promise<number> {
  const source = await openSource(options);
  try {
    const at = wholeNumber(options.at, '--at') ?? source.count;
    if (at > source.count) throw new RetraceError('no-such-event', `The run has ${source.count} events; there is no event ${at}.`);
    const state = await foldTo(source.pages, at);
    if (options.json) printJson({ run: source.run, seq: at, state: stateFields(state, source.dialect) });
    else printLine(printableLines(stateLines(state, source.run, source.count)));
    return 0;
  } finally {
    await source.close();
  }
}

export function stateFields(state: RunState, dialect: Pick<Dialect, 'decode'>): Record<string, unknown> {
  const readable = (value: unknown): Json => plainValue(dialect.decode(value as Json));
  const { status, operations, values, links, seq: _, names: __, ...ending } = state;
  return {
    status,
    operations: [...operations.values()].map((operation) => readable(operation)),
    values: Object.fromEntries([...values].map(([name, value]) => [name, readable(value)])),
    waitingFor: waitingFor(state).map(({ key, kind, name, status: now, openedAt, openedAtMs, untilMs, attempts }) => ({ key, kind, name, status: now, since: openedAt, sinceMs: openedAtMs, untilMs, attempts })),
    links,
    ...(readable(ending) as object),
  };
}

export function stateLines(state: RunState, run: Record<string, unknown>, count: number): readonly string[] {
  const waits = waitingFor(state);
  return [
    `${text(run['workflowType'])}  ${text(run['workflowId'])}  ${text(run['runId'])}`,
    `after event ${state.seq} of ${count}: ${state.status}${state.failure === undefined ? '' : ` (${state.failure.message})`}`,
    ...(waits.length === 0 ? [] : [`waits for: ${waits.slice(0, 10).map(({ name, openedAt }) => `${name} since ${openedAt}`).join(', ')}${waits.length > 10 ? ` and ${waits.length - 10} more` : ''}`]),
    '',
    ...[...state.operations.values()].filter(({ kind }) => kind !== 'workflowTask').map(operationLine),
  ];
}

function operationLine({ kind, name, status, openedAt, closedAt, openedAtMs, closedAtMs, attempts }: Operation): string {
  const took = openedAtMs === null || closedAtMs === null ? '' : durationText(closedAtMs - openedAtMs);
  const seqs = `${openedAt}–${closedAt ?? ''}`;
  return `  ${seqs.padStart(13)}  ${kind.padEnd(14)}  ${status.padEnd(15)}  ${took.padStart(10)}  ${name}${attempts > 1 ? ` (${attempts} attempts)` : ''}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '-';
}

export function printableLines(lines: readonly string[]): string {
  return lines.map(printable).join('\n');
}

export async function eventsCommand(options: CommandOptions): Promise<number> {
  const source = await openSource(options);
  try {
    await printEvents(source.pages, source.dialect, options.json);
    return 0;
  } finally {
    await source.close();
  }
}

export async function printEvents(pages: FoldedPages, dialect: Pick<Dialect, 'decode'>, json: boolean): Promise<void> {
  const names = new Map<string, string>();
  const keys = new OperationNames();
  for await (const page of pages) {
    for (const written of page) {
      const event = withKeys(written, keys);
      noteNames(event.read.explanation.effects, names);
      if (json) printJson(eventFields(event, dialect, names));
      else printLine(printable(`${String(event.seq).padStart(6)}  ${clock(event.read.atMs)}  ${event.read.type.padEnd(34)}  ${said(event, names)}`));
    }
  }
}

/** Its effects under the keys that their operations have in this run. */
function withKeys({ seq, raw, read }: FoldedEvent, keys: OperationNames): FoldedEvent {
  const effects = keys.resolve(seq, read.explanation.effects);
  return effects === read.explanation.effects ? { seq, raw, read } : { seq, raw, read: { ...read, explanation: { ...read.explanation, effects } } };
}

/** Names of operations, as far as events up to here tell them. */
function noteNames(effects: readonly Effect[], names: Map<string, string>): void {
  for (const effect of effects) if (effect.type === 'open' && !names.has(effect.key)) names.set(effect.key, effect.label ?? effect.name);
}

function eventFields({ seq, raw, read }: FoldedEvent, dialect: Pick<Dialect, 'decode'>, names: ReadonlyMap<string, string>): EventRecord & Record<string, unknown> {
  const { effects } = read.explanation;
  return {
    seq,
    atMs: read.atMs,
    type: read.type,
    summary: said({ seq, raw, read }, names),
    effects: effects.map((effect) => plainValue(dialect.decode(effect as unknown as Json))),
    operations: operationsOf(effects),
    attributes: raw,
  };
}

function operationsOf(effects: readonly Effect[]): readonly string[] {
  return [...new Set(effects.flatMap((effect) => ('key' in effect && effect.key !== undefined ? [effect.key] : [])))];
}

function said({ read }: FoldedEvent, names: ReadonlyMap<string, string>): string {
  const key = operationsOf(read.explanation.effects)[0];
  return key === undefined ? read.explanation.summary : `${names.get(key) ?? key} ${read.explanation.summary}`.trim();
}

function clock(atMs: number | null): string {
  return atMs === null ? ' '.repeat(24) : new Date(atMs).toISOString();
}
