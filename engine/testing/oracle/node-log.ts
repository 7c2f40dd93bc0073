// The runs of a node log and their state after some of their events: the eight types, fields under every known name;
// every answer recomputes from all events of a run.

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
  /** Input of the last iteration; undefined where its start has none. */
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

/**
 * The events of each run of the file, in order of their first event; events without a run belong to the previous run.
 */
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

/** An iteration begins with a start; a node that was not started only ends. */
function nodeOf(id: string, events: readonly LogEvent[], past: readonly LogEvent[]): OracleNode {
  const iterations = iterationsOf(events);
  const iteration = iterations.at(-1)!;
  const start = iteration.find(({ type }) => type === 'node_started');
  const end = iteration.find(({ type }) => type in nodeEnds);
  const before = iterations
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
    attempts: attemptsOf(iterations, past),
    openedAt: events[0]!.seq,
    closedAt: end?.seq ?? null,
    ...(input === undefined ? {} : { input }),
    ...(result === undefined ? {} : { result }),
    ...(failure === undefined ? {} : { failure }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
  };
}

/** One of the eight types. The status of `workflow_finished` and `node_finished` states which end they are. */
function typeOf(raw: Json): string {
  const type = textIn(raw, names.type) ?? '';
  const finished = /^(workflow|node)_finished$/.exec(type);
  if (finished === null) return type;
  const status = textIn(raw, ['status']) ?? '';
  return `${finished[1]}_${/^(succe|complete)/.test(status) ? 'completed' : status}`;
}

/**
 * A start begins an iteration, even where the previous iteration is cut off; a skip is an iteration of its own. An iteration has no events
 * after its end.
 */
function iterationsOf(events: readonly LogEvent[]): readonly (readonly LogEvent[])[] {
  const iterations: LogEvent[][] = [[]];
  for (const event of events) {
    const iteration = iterations.at(-1)!;
    const ended = iteration.some(({ type }) => type in nodeEnds);
    const started = iteration.some(({ type }) => type === 'node_started');
    if (ended && event.type !== 'node_started' && event.type !== 'node_skipped') continue;
    if (ended || (started && event.type === 'node_started')) iterations.push([event]);
    else iteration.push(event);
  }
  return iterations;
}

/** Counted by the writer's numbers, which begin at 0 where a 0 occurs; a start without a number counts as one more. */
function attemptsOf(iterations: readonly (readonly LogEvent[])[], past: readonly LogEvent[]): number {
  const numberOf = ({ raw }: LogEvent): number | undefined =>
    typeof raw['attempt'] === 'number' ? raw['attempt'] : undefined;
  const shift = past.some((event) => numberOf(event) === 0) ? 1 : 0;
  let attempts = 0;
  for (const iteration of iterations) {
    const told = iteration.map(numberOf).filter((number) => number !== undefined);
    const started = iteration.some(({ type }) => type === 'node_started');
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

/** Unwraps one level: inner fields take precedence over outer ones. */
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
