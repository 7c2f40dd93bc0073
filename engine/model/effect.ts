// The meaning of events: the small closed vocabulary in which every dialect explains its events, and the only input of
// the fold.

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

/** Why something ended badly; the innermost reason is last in the chain of causes. */
export type Failure = {
  readonly message: string;
  /** The name of the reason: an error class, a timeout kind, a cause of a workflow task failure. */
  readonly type?: string;
  readonly stack?: string;
  readonly source?: string;
  readonly nonRetryable?: boolean;
  readonly details?: Json;
  /**
   * Other facts of the source about the failure, without event numbers and worker names: the delay before the next
   * retry, whether a retry is allowed.
   */
  readonly more?: JsonObject;
  /** The operation in which the failure arose, where the history says so. */
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
 * Values (`input`, `result`, `details`, `value`) have the dialect's own encoding; `Dialect.decode` makes them readable.
 * A key `<kind>:?` means an operation whose id is missing: the operation stands alone. `also` lists other names of the
 * operation, the more reliable name first: a known name identifies the operation. An opening makes its names known. An
 * effect under `<kind>:?=<name>` concerns the operation whose opening last took that name, or no operation where no
 * opening took the name.
 */
export type Effect =
  | {
      readonly type: 'open';
      readonly key: OperationKey;
      readonly also?: readonly OperationKey[];
      readonly takes?: OperationKey;
      readonly kind: OperationKind;
      readonly name: string;
      /** A person's text about the operation (a user-set summary). */
      readonly label?: string;
      /**
       * What distinguishes the operation from others of the same name: the id of a child workflow, the receiver of a
       * signal, the first argument of an update.
       */
      readonly about?: string;
      /**
       * The history records the start only after the attempt is over: until then the history does not tell whether the
       * operation runs.
       */
      readonly startsUnseen?: boolean;
      readonly input?: Json;
      readonly options?: Json;
      /** The dialect's id of the event (a completed workflow task) whose commands include this operation. */
      readonly task?: string;
      /** The operation whose handler scheduled it, where the history proves it. */
      readonly cause?: OperationKey;
      /** When the operation is due by itself (a timer's firing), ms since 1970. */
      readonly untilMs?: number;
      readonly attempt?: number;
      /**
       * true: another attempt, even of an operation that is still open (its worker was lost silently). false: not an
       * attempt.
       */
      readonly anew?: boolean;
    }
  | {
      readonly type: 'advance';
      readonly key: OperationKey;
      readonly also?: readonly OperationKey[];
      readonly status: OpenStatus;
      /** Number of the attempt as its writer counts: from 1 or, once a 0 occurs, from 0. */
      readonly attempt?: number;
      readonly failure?: Failure;
      readonly details?: Json;
      /** The worker that took the operation. */
      readonly worker?: string;
    }
  | {
      readonly type: 'close';
      readonly key: OperationKey;
      readonly also?: readonly OperationKey[];
      readonly status: ClosedStatus;
      /** Number of the attempt as its writer counts: from 1 or, once a 0 occurs, from 0. */
      readonly attempt?: number;
      readonly result?: Json;
      readonly failure?: Failure;
    }
  | {
      readonly type: 'run';
      readonly status: RunStatus;
      /** The run's code does not begin before this time (a delayed start, a retry's back-off), ms since 1970. */
      readonly beginsAtMs?: number;
      /**
       * What the run waits for by its source's own word, in words that continue "Waits for", until something opens
       * or what is open moves on: its turn in a queue, its next attempt.
       */
      readonly awaits?: string;
      readonly input?: Json;
      readonly result?: Json;
      /** Input of the run that continues this one; this run then has no result. */
      readonly nextInput?: Json;
      readonly failure?: Failure;
      readonly reason?: string;
    }
  /**
   * An event of an unknown type names the operation, so the operation's further status is unknown. The event opens no
   * operation.
   */
  | { readonly type: 'mention'; readonly key: OperationKey }
  /** An event of an unknown type concerns the run. */
  | { readonly type: 'mentionRun' }
  | { readonly type: 'set'; readonly name: string; readonly value: Json }
  | { readonly type: 'unset'; readonly name: string }
  | {
      readonly type: 'link';
      readonly relation: LinkRelation;
      readonly workflowId?: string;
      readonly runId?: string;
      readonly workflowType?: string;
      /** The operation that represents the other run in this run. */
      readonly key?: OperationKey;
    };

export function isClosed(status: OperationStatus): status is ClosedStatus {
  return (closedStatuses as readonly string[]).includes(status);
}

/** True for a status that a person would call bad: the command `next failure` stops there. */
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

/** The name of an operation without a name in the history: `activity:5` or, without an id, `unnamed activity`. */
export function nameOfKey(key: OperationKey): string {
  return key.startsWith('?', key.indexOf(':') + 1) ? unnamed(kindOfKey(key)) : key;
}

export function unnamed(kind: OperationKind): string {
  return `unnamed ${kindWord(kind)}`;
}

const standing: ReadonlySet<OperationKind> = new Set(['workflowTask', 'task', 'attempt', 'lease', 'budget', 'actor']);

/**
 * True for a kind that stays open beside other operations, or together with an equivalent one: a run never waits for
 * it.
 */
export function isStanding(kind: OperationKind): boolean {
  return standing.has(kind);
}

/** The innermost failure of a chain: the failure that a person wants to read first. */
export function innermost(failure: Failure): Failure {
  let inner = failure;
  while (inner.cause !== undefined) inner = inner.cause;
  return inner;
}

/** The innermost failure in one line of at most `most` letters: `CardDeclined: card declined`. */
export function failureLine(failure: Failure, most = 200): string {
  const { type = '', message } = innermost(failure);
  if (type === '' || message.startsWith(type)) return shortened(message || 'no message', most);
  return shortened(message === '' ? type : `${type}: ${message}`, most);
}

/** A text on one line, cut after `most` letters. */
export function shortened(text: string, most: number): string {
  const line = text
    .slice(0, 2 * most)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > most || text.length > 2 * most ? `${line.slice(0, most).toWellFormed()}…` : line;
}
