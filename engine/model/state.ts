// The fold: what is known about a run after its first n events. The same reducer for every dialect; it never reads attributes.

import type { Effect, Failure, LinkRelation, OperationKey, OperationKind, OperationStatus, RunStatus } from './effect.ts';
import { isClosed, kindOfKey } from './effect.ts';
import type { Seq } from './event.ts';
import type { Json } from './json.ts';
import { unreachable } from './assert.ts';

export type Operation = {
  readonly key: OperationKey;
  readonly kind: OperationKind;
  readonly name: string;
  readonly label?: string;
  readonly about?: string;
  readonly startsUnseen?: boolean;
  readonly status: OperationStatus;
  readonly openedAt: Seq;
  readonly startedAt: Seq | null;
  readonly closedAt: Seq | null;
  readonly openedAtMs: number | null;
  readonly startedAtMs: number | null;
  readonly closedAtMs: number | null;
  /** When it is due by itself, ms since 1970. */
  readonly untilMs: number | null;
  /** The highest attempt that the history speaks of; 0 = not begun. */
  readonly attempts: number;
  /** The dialect's id of the event (a completed workflow task) with whose commands it came. */
  readonly task?: string;
  readonly cause?: OperationKey;
  readonly input?: Json;
  readonly options?: Json;
  readonly result?: Json;
  /** Why it ended badly. */
  readonly failure?: Failure;
  /** Why an earlier attempt did. */
  readonly lastFailure?: Failure;
};

export type Link = {
  readonly seq: Seq;
  readonly relation: LinkRelation;
  readonly workflowId?: string;
  readonly runId?: string;
  readonly workflowType?: string;
  readonly key?: OperationKey;
};

/** Mutable on purpose: one fold owns it. `operations` is in the order of opening. */
export type RunState = {
  seq: Seq;
  status: RunStatus;
  beginsAtMs?: number;
  operations: Map<OperationKey, Operation>;
  values: Map<string, Json>;
  links: Link[];
  input?: Json;
  result?: Json;
  failure?: Failure;
  reason?: string;
};

export function emptyState(): RunState {
  return { seq: 0, status: 'unknown', operations: new Map(), values: new Map(), links: [] };
}

/** Folds one event's effects into `state`. Events must come in order of seq, each once. */
export function applyEffects(state: RunState, seq: Seq, atMs: number | null, effects: readonly Effect[]): void {
  state.seq = seq;
  for (const effect of effects) applyEffect(state, seq, atMs, effect);
}

function applyEffect(state: RunState, seq: Seq, atMs: number | null, effect: Effect): void {
  switch (effect.type) {
    case 'open':
    case 'advance':
    case 'close':
      state.operations.set(effect.key, nextOperation(state.operations.get(effect.key), effect, seq, atMs));
      return;
    case 'run': {
      const { type: _, ...rest } = effect;
      Object.assign(state, rest);
      return;
    }
    case 'set':
      state.values.set(effect.name, effect.value);
      return;
    case 'link': {
      const { type: _, ...rest } = effect;
      state.links.push({ seq, ...rest });
      return;
    }
    default:
      unreachable(effect);
  }
}

export type OperationEffect = Extract<Effect, { key: OperationKey; type: 'open' | 'advance' | 'close' }>;

/**
 * One operation's next state. What is closed stays closed: later words about it change nothing but are still its events.
 * Only a new opening under the same key (a node that runs again) begins another attempt.
 * An operation whose opening is not in the history (a page, a cut file) is opened by the first word about it.
 */
export function nextOperation(before: Operation | undefined, effect: OperationEffect, seq: Seq, atMs: number | null): Operation {
  if (effect.type === 'open') {
    if (before === undefined) return opened(effect, seq, atMs);
    return isClosed(before.status) ? reopened(before) : before;
  }
  const known = before ?? orphan(effect.key, seq, atMs);
  if (isClosed(known.status)) return known;
  const attempts = Math.max(known.attempts, effect.attempt ?? (effect.status === 'started' ? 1 : 0));
  if (effect.type === 'close') {
    const { result, failure } = effect;
    const ended = { ...(result === undefined ? {} : { result }), ...(failure === undefined ? {} : { failure }) };
    return { ...known, ...ended, attempts, status: effect.status, closedAt: seq, closedAtMs: atMs };
  }
  const lastFailure = effect.failure === undefined ? {} : { lastFailure: effect.failure };
  const started = effect.status === 'started' && known.startedAt === null ? { startedAt: seq, startedAtMs: atMs } : {};
  return { ...known, ...lastFailure, ...started, attempts, status: effect.status };
}

function reopened(before: Operation): Operation {
  const { result: _, failure, ...rest } = before;
  const lastFailure = failure === undefined ? {} : { lastFailure: failure };
  return { ...rest, ...lastFailure, status: 'scheduled', attempts: before.attempts + 1, closedAt: null, closedAtMs: null };
}

function opened(effect: Extract<Effect, { type: 'open' }>, seq: Seq, atMs: number | null): Operation {
  const { type: _, attempt, untilMs, ...rest } = effect;
  return { ...unopened(seq, atMs), ...rest, untilMs: untilMs ?? null, attempts: attempt ?? 0 };
}

function orphan(key: OperationKey, seq: Seq, atMs: number | null): Operation {
  return { ...unopened(seq, atMs), key, kind: kindOfKey(key), name: key };
}

function unopened(seq: Seq, atMs: number | null): Omit<Operation, 'key' | 'kind' | 'name'> {
  return {
    status: 'scheduled',
    openedAt: seq,
    startedAt: null,
    closedAt: null,
    openedAtMs: atMs,
    startedAtMs: null,
    closedAtMs: null,
    untilMs: null,
    attempts: 0,
  };
}
