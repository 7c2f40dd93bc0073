// What events mean: the small closed vocabulary that every dialect explains its events in, and the only input of the fold.

import type { Json, JsonObject } from './json.ts';

/** `<kind>:<id>`, unique in its run; the id is the dialect's own (`activity:5` = opened by event 5). */
export type OperationKey = `${OperationKind}:${string}`;

export const operationKinds = [
  'activity',
  'localActivity',
  'timer',
  'signal',
  'signalExternal',
  'update',
  'query',
  'childWorkflow',
  'cancelRequest',
  'cancelExternal',
  'sideEffect',
  'version',
  'marker',
  'nexus',
  'pause',
  'node',
  'workflowTask',
  'other',
  'task',
  'run',
  'attempt',
  'lease',
  'budget',
  'subscription',
  'actor',
] as const;
export type OperationKind = (typeof operationKinds)[number];

export const openStatuses = ['scheduled', 'started', 'retrying', 'accepted', 'cancelRequested', 'paused'] as const;
export const closedStatuses = [
  'completed',
  'failed',
  'timedOut',
  'canceled',
  'terminated',
  'rejected',
  'skipped',
] as const;
export const operationStatuses = [...openStatuses, ...closedStatuses] as const;
export type OpenStatus = (typeof openStatuses)[number];
export type ClosedStatus = (typeof closedStatuses)[number];
export type OperationStatus = (typeof operationStatuses)[number];

export const runStatuses = [
  'running',
  'paused',
  'completed',
  'failed',
  'timedOut',
  'canceled',
  'terminated',
  'continuedAsNew',
  'unknown',
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Why something ended badly, innermost reason last in the chain of causes. */
export type Failure = {
  readonly message: string;
  /** The name of the reason: an error class, a timeout kind, a cause of a workflow task failure. */
  readonly type?: string;
  readonly stack?: string;
  readonly source?: string;
  readonly nonRetryable?: boolean;
  readonly details?: Json;
  /** What else its source says of it that is no number of an event and no name of a worker: the delay before the next retry, whether it may be retried. */
  readonly more?: JsonObject;
  /** The operation in which it arose, where the history says so. */
  readonly operation?: OperationKey;
  /** It only says that its cause arose in another operation, be it named here or not: its words are its writer's, not the code's. */
  readonly wraps?: true;
  readonly cause?: Failure;
};

export const linkRelations = [
  'parent',
  'child',
  'continuedFrom',
  'continuedAs',
  'resetFrom',
  'root',
  'external',
] as const;
export type LinkRelation = (typeof linkRelations)[number];

/**
 * Values (`input`, `result`, `details`, `value`) are the dialect's own encoding; `Dialect.decode` makes them readable.
 * A key `<kind>:?` is that of an operation whose id is not said: it stands alone. `also` are other names of the operation, the surer
 * one first: where one is known, that is the operation. An opening makes its names known. What is said under `<kind>:?=<name>` is said
 * of the operation whose opening took that name last, and of none where nobody took it.
 */
export type Effect =
  | {
      readonly type: 'open';
      readonly key: OperationKey;
      readonly also?: readonly OperationKey[];
      readonly takes?: OperationKey;
      readonly kind: OperationKind;
      readonly name: string;
      /** What a person wrote about it (a user-set summary). */
      readonly label?: string;
      /** What tells it from others of its name: the id of a child workflow, the receiver of a signal, the first argument of an update. */
      readonly about?: string;
      /** Its start is written down only when the attempt that began is over: until then a history does not tell whether it runs. */
      readonly startsUnseen?: boolean;
      readonly input?: Json;
      readonly options?: Json;
      /** The dialect's id of the event (a completed workflow task) with whose commands it came. */
      readonly task?: string;
      /** The operation whose handler opened it, where the history proves it. */
      readonly cause?: OperationKey;
      /** When it is due by itself (a timer's firing), ms since 1970. */
      readonly untilMs?: number;
      readonly attempt?: number;
      /** true: it is another attempt also of one that is still open (its worker was lost without a word). false: it is no attempt at all. */
      readonly anew?: boolean;
    }
  | {
      readonly type: 'advance';
      readonly key: OperationKey;
      readonly also?: readonly OperationKey[];
      readonly status: OpenStatus;
      /** As its writer counts: from 1, or, once it says 0, from 0. */
      readonly attempt?: number;
      readonly failure?: Failure;
      readonly details?: Json;
      /** Who took it. */
      readonly worker?: string;
    }
  | {
      readonly type: 'close';
      readonly key: OperationKey;
      readonly also?: readonly OperationKey[];
      readonly status: ClosedStatus;
      /** As its writer counts: from 1, or, once it says 0, from 0. */
      readonly attempt?: number;
      readonly result?: Json;
      readonly failure?: Failure;
    }
  | {
      readonly type: 'run';
      readonly status: RunStatus;
      /** Its code is not begun before then (a delayed start, a retry's back-off), ms since 1970. */
      readonly beginsAtMs?: number;
      readonly input?: Json;
      readonly result?: Json;
      /** What the run that goes on from this one is given: this one has no result. */
      readonly nextInput?: Json;
      readonly failure?: Failure;
      readonly reason?: string;
    }
  /** An event of a type that nobody knows names the operation: what has become of it is not known. It opens none. */
  | { readonly type: 'mention'; readonly key: OperationKey }
  /** The same of the run. */
  | { readonly type: 'mentionRun' }
  | { readonly type: 'set'; readonly name: string; readonly value: Json }
  | { readonly type: 'unset'; readonly name: string }
  | {
      readonly type: 'link';
      readonly relation: LinkRelation;
      readonly workflowId?: string;
      readonly runId?: string;
      readonly workflowType?: string;
      /** The operation that stands for the other run here. */
      readonly key?: OperationKey;
    };

export function isClosed(status: OperationStatus): status is ClosedStatus {
  return (closedStatuses as readonly string[]).includes(status);
}

/** A status that a person would call bad: what `next failure` stops at. */
export function isBad(status: OperationStatus | RunStatus): boolean {
  return status === 'failed' || status === 'timedOut' || status === 'terminated' || status === 'rejected';
}

export function kindOfKey(key: string): OperationKind {
  const kind = key.slice(0, key.indexOf(':'));
  return (operationKinds as readonly string[]).includes(kind) ? (kind as OperationKind) : 'other';
}

/** `childWorkflow` → `child workflow` */
export function kindWord(kind: OperationKind): string {
  if (kind === 'other') return 'operation';
  return kind === 'nexus' ? 'nexus operation' : kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What ran and has no name in the history: `activity:5`, and where its id is not said either, `unnamed activity`. */
export function nameOfKey(key: OperationKey): string {
  return key.startsWith('?', key.indexOf(':') + 1) ? unnamed(kindOfKey(key)) : key;
}

export function unnamed(kind: OperationKind): string {
  return `unnamed ${kindWord(kind)}`;
}

const standing: ReadonlySet<OperationKind> = new Set(['workflowTask', 'task', 'attempt', 'lease', 'budget', 'actor']);

/** A kind that is open for as long as other things go on, or with another that says as much: nobody waits for it. */
export function isStanding(kind: OperationKind): boolean {
  return standing.has(kind);
}

/** The innermost failure of a chain: what a person wants to read first. */
export function innermost(failure: Failure): Failure {
  let inner = failure;
  while (inner.cause !== undefined) inner = inner.cause;
  return inner;
}

/** The innermost failure in a line of at most so many letters: `CardDeclined: card declined`. */
export function failureLine(failure: Failure, most = 200): string {
  const { type = '', message } = innermost(failure);
  if (type === '' || message.startsWith(type)) return shortened(message || 'no message', most);
  return shortened(message === '' ? type : `${type}: ${message}`, most);
}

/** On one line, cut after so many letters. */
export function shortened(text: string, most: number): string {
  const line = text
    .slice(0, 2 * most)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > most || text.length > 2 * most ? `${line.slice(0, most).toWellFormed()}…` : line;
}
