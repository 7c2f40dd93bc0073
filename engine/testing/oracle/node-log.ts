// The runs of a node log and what is known of each after some of its events: the eight types, their fields under every name in use,
// all events of a run gone over again for each answer.

import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Chain, Reason } from './raw-failure.ts';

type LogEvent = { readonly seq: number; readonly type: string; readonly raw: JsonObject };

export type OracleNode = {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly attempts: number;
  readonly openedAt: number;
  readonly closedAt: number | null;
  /** Of the pass that is the last; undefined where its start says nothing. */
  readonly input?: Json;
  readonly result?: Json;
  readonly failure?: Chain;
  readonly lastFailure?: Chain;
};

export type OracleLogRun = {
  readonly status: string;
  readonly result?: Json;
  readonly failure?: Chain;
  readonly reason?: string;
  readonly nodes: readonly OracleNode[];
};

const names = {
  type: ['type', 'event_type', 'eventType', 'event', 'kind'],
  run: ['run_id', 'runId', 'workflow_run_id', 'workflowRunId'],
  node: ['node_id', 'nodeId', 'node', 'step_id', 'stepId', 'step'],
  name: ['node_name', 'nodeName', 'title', 'name'],
  input: ['input', 'inputs'],
  output: ['output', 'outputs', 'result'],
  message: ['message', 'error_message', 'errorMessage', 'reason', 'error', 'msg'],
  kind: ['type', 'error_type', 'errorType', 'class', 'code', 'name'],
  failure: ['error', 'failure', 'exception'],
} as const;

const ends: Readonly<Record<string, string>> = {
  workflow_completed: 'completed',
  workflow_failed: 'failed',
  workflow_cancelled: 'canceled',
};
const nodeEnds: Readonly<Record<string, string>> = {
  node_completed: 'completed',
  node_failed: 'failed',
  node_skipped: 'skipped',
};

/** The events of each run of the file, in the order of their first; those that name none belong to the one before. */
export function runsInLog(raws: readonly Json[]): readonly (readonly Json[])[] {
  let current = '';
  const named = raws.map((raw) => {
    current = textIn(raw, names.run) ?? current;
    return { raw, run: current };
  });
  return [...Map.groupBy(named, ({ run }) => run).values()].map((events) => events.map(({ raw }) => raw));
}

export function logRunAt(raws: readonly Json[], upTo: number): OracleLogRun {
  const past = raws.slice(0, upTo).map((raw, i) => ({ seq: i + 1, type: typeOf(raw), raw: flat(raw) }));
  const last = past.findLast(({ type }) => type === 'workflow_started' || type in ends);
  const nodes = Map.groupBy(
    past.filter(({ type }) => type === 'node_started' || type in nodeEnds),
    ({ raw, seq }) => textIn(raw, names.node) ?? `?${seq}`,
  );
  const run = {
    status: last === undefined ? 'unknown' : (ends[last.type] ?? 'running'),
    nodes: [...nodes].map(([id, events]) => nodeOf(id, events, past)),
  };
  if (last === undefined || !(last.type in ends)) return run;
  const result = pick(last.raw, names.output);
  const failure = last.type === 'workflow_failed' ? failureOf(last.raw) : undefined;
  const reason = last.type === 'workflow_cancelled' ? textIn(last.raw, ['reason']) : undefined;
  return {
    ...run,
    ...(result === undefined ? {} : { result }),
    ...(failure === undefined ? {} : { failure }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A pass begins with a start; what was not started ends by itself. */
function nodeOf(id: string, events: readonly LogEvent[], past: readonly LogEvent[]): OracleNode {
  const passes = passesOf(events);
  const pass = passes.at(-1)!;
  const start = pass.find(({ type }) => type === 'node_started');
  const end = pass.find(({ type }) => type in nodeEnds);
  const before = passes
    .slice(0, -1)
    .flat()
    .findLast(({ type }) => type === 'node_failed');
  const input = start === undefined ? undefined : pick(start.raw, names.input);
  const result = end?.type === 'node_completed' ? pick(end.raw, names.output) : undefined;
  const failure = end?.type === 'node_failed' ? failureOf(end.raw) : undefined;
  const lastFailure = before === undefined ? undefined : failureOf(before.raw);
  return {
    id,
    name: events.map(({ raw }) => textIn(raw, names.name)).find((name) => name !== undefined) ?? id,
    status: end === undefined ? 'started' : nodeEnds[end.type]!,
    attempts: attemptsOf(passes, past),
    openedAt: events[0]!.seq,
    closedAt: end?.seq ?? null,
    ...(input === undefined ? {} : { input }),
    ...(result === undefined ? {} : { result }),
    ...(failure === undefined ? {} : { failure }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
  };
}

/** Of the eight. `workflow_finished` and `node_finished` say in their status which of them they are. */
function typeOf(raw: Json): string {
  const type = textIn(raw, names.type) ?? '';
  const finished = /^(workflow|node)_finished$/.exec(type);
  if (finished === null) return type;
  const status = textIn(raw, ['status']) ?? '';
  return `${finished[1]}_${/^(succe|complete)/.test(status) ? 'completed' : status}`;
}

/** A start begins a pass, also where the one before it was cut off; a skip is a pass of its own. Behind its end a pass holds nothing. */
function passesOf(events: readonly LogEvent[]): readonly (readonly LogEvent[])[] {
  const passes: LogEvent[][] = [[]];
  for (const event of events) {
    const pass = passes.at(-1)!;
    const ended = pass.some(({ type }) => type in nodeEnds);
    const started = pass.some(({ type }) => type === 'node_started');
    if (ended && event.type !== 'node_started' && event.type !== 'node_skipped') continue;
    if (ended || (started && event.type === 'node_started')) passes.push([event]);
    else pass.push(event);
  }
  return passes;
}

/** By the numbers that the writer gave, which began at 0 where a 0 is among them; a start without one is one more. */
function attemptsOf(passes: readonly (readonly LogEvent[])[], past: readonly LogEvent[]): number {
  const numberOf = ({ raw }: LogEvent): number | undefined =>
    typeof raw['attempt'] === 'number' ? raw['attempt'] : undefined;
  const shift = past.some((event) => numberOf(event) === 0) ? 1 : 0;
  let attempts = 0;
  for (const pass of passes) {
    const told = pass.map(numberOf).filter((number) => number !== undefined);
    const started = pass.some(({ type }) => type === 'node_started');
    attempts = Math.max(started ? attempts + 1 : attempts, ...told.map((number) => number + shift));
  }
  return attempts;
}

function failureOf(raw: JsonObject): Chain | undefined {
  const nested = names.failure.map((name) => raw[name]).find((value) => value !== undefined && value !== null);
  const chain: Reason[] = [];
  for (let link: Json | undefined = isObject(nested) ? nested : raw; isObject(link); link = link['cause']) {
    const message = textIn(link, names.message);
    const type = textIn(link, link === raw ? ['error_type', 'errorType', 'error_code', 'errorCode'] : names.kind);
    if (message === undefined && type === undefined) break;
    chain.push(type === undefined ? { message: message ?? '' } : { message: message ?? '', type });
  }
  return chain.length === 0 ? undefined : chain;
}

/** One level of wrapping is undone: the fields within go before those around. */
function flat(raw: Json): JsonObject {
  if (!isObject(raw)) return {};
  const inner = ['data', 'payload', 'attributes'].map((name) => raw[name]).find(isObject);
  return inner === undefined ? raw : { ...raw, ...inner };
}

function pick(raw: JsonObject, fields: readonly string[]): Json | undefined {
  return fields.map((field) => raw[field]).find((value) => value !== undefined && value !== null);
}

function textIn(raw: Json, fields: readonly string[]): string | undefined {
  const all = isObject(raw) ? [raw, flat(raw)] : [];
  return all
    .flatMap((holder) => fields.map((field) => holder[field]))
    .find((value) => typeof value === 'string' && value !== '') as string | undefined;
}
