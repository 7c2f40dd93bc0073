// The fold: the state of a run after its first n events. The same reducer for every dialect; it never reads attributes.

import type { Effect, Failure, LinkRelation, OperationKey, OperationKind, RunStatus } from './effect.ts';
import { kindOfKey, nameOfKey } from './effect.ts';
import type { Seq } from './event.ts';
import type { Json } from './json.ts';
import { unreachable } from './assert.ts';
import { OperationNames } from './operation-names.ts';
import {
  isAnother,
  nextRun,
  nextStanding,
  type OpenEffect,
  openedStanding,
  type OperationEffect,
  type RunEffect,
  type Standing,
} from './transition.ts';

export type Operation = Standing & {
  readonly key: OperationKey;
  readonly kind: OperationKind;
  readonly name: string;
  readonly label?: string;
  readonly about?: string;
  readonly startsUnseen?: boolean;
  readonly openedAt: Seq;
  readonly openedAtMs: number | null;
  readonly startedAtMs: number | null;
  readonly closedAtMs: number | null;
  /** When the operation is due by itself, ms since 1970. */
  readonly untilMs: number | null;
  /** The dialect's id of the event (a completed workflow task) whose commands include the operation. */
  readonly task?: string;
  readonly cause?: OperationKey;
  readonly input?: Json;
  readonly options?: Json;
  readonly result?: Json;
  /** Why the operation failed. */
  readonly failure?: Failure;
  /** Why an earlier attempt failed. */
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

/** Mutable on purpose: one fold owns the state. `operations` is in order of opening. */
export type RunState = {
  seq: Seq;
  status: RunStatus;
  beginsAtMs?: number;
  awaits?: string;
  operations: Map<OperationKey, Operation>;
  names: OperationNames;
  values: Map<string, Json>;
  links: Link[];
  input?: Json;
  result?: Json;
  nextInput?: Json;
  failure?: Failure;
  reason?: string;
  /** The last event about the run has an unknown type. */
  unclear?: true;
};

export function emptyState(): RunState {
  return {
    seq: 0,
    status: 'unknown',
    operations: new Map(),
    names: new OperationNames(),
    values: new Map(),
    links: [],
  };
}

/** Folds one event's effects into `state`. Events must come in order of seq, each once. */
export function applyEffects(state: RunState, seq: Seq, atMs: number | null, effects: readonly Effect[]): void {
  state.seq = seq;
  for (const effect of state.names.resolve(seq, effects)) applyEffect(state, seq, atMs, effect);
}

function applyEffect(state: RunState, seq: Seq, atMs: number | null, effect: Effect): void {
  switch (effect.type) {
    case 'open':
    case 'advance':
    case 'close':
      delete state.unclear;
      state.operations.set(effect.key, nextOperation(state.operations.get(effect.key), effect, seq, atMs));
      return;
    case 'mention': {
      const known = state.operations.get(effect.key);
      if (known !== undefined) state.operations.set(effect.key, nextOperation(known, effect, seq, atMs));
      return;
    }
    case 'mentionRun':
      state.unclear = true;
      return;
    case 'run':
      delete state.unclear;
      applyToRun(state, effect);
      return;
    case 'set':
      state.values.set(effect.name, effect.value);
      return;
    case 'unset':
      state.values.delete(effect.name);
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

function applyToRun(state: RunState, effect: RunEffect): void {
  const { status, input } = state;
  const next = nextRun({ status, ...(input !== undefined && { input }) }, effect);
  delete state.result;
  delete state.nextInput;
  delete state.failure;
  delete state.reason;
  delete state.beginsAtMs;
  delete state.awaits;
  Object.assign(state, next);
}

/**
 * One operation's next state, by the transition law. A closed operation stays closed: later effects change nothing but
 * still belong to its events. An operation whose opening is missing (a page, a cut file) is opened by its first effect.
 */
export function nextOperation(
  before: Operation | undefined,
  effect: OperationEffect,
  seq: Seq,
  atMs: number | null,
): Operation {
  if (before === undefined && effect.type === 'open') return opened(effect, seq, atMs);
  const known = before ?? orphan(effect, seq, atMs);
  const standing = nextStanding(known, effect, seq);
  if (standing === known) return known;
  const { unclear: _, ...values } = withValues(known, effect);
  return {
    ...values,
    ...standing,
    startedAtMs: standing.startedAt === known.startedAt ? known.startedAtMs : atMs,
    closedAtMs: standing.closedAt === null ? null : atMs,
  };
}

/** An operation's input and results after an effect that moved it. */
function withValues(before: Operation, effect: OperationEffect): Operation {
  switch (effect.type) {
    case 'open':
      return isAnother(before, effect) ? begunAnew(before, effect) : before;
    case 'advance':
      return effect.failure === undefined ? before : { ...before, lastFailure: effect.failure };
    case 'close':
      return {
        ...before,
        ...(effect.result !== undefined && { result: effect.result }),
        ...(effect.failure && { failure: effect.failure }),
      };
    case 'mention':
      return before;
  }
}

/**
 * The operation with the values of this opening. After a good end the values of the previous iteration are dropped; after a
 * bad end the retry keeps its input.
 */
function begunAnew(operation: Operation, effect: OpenEffect): Operation {
  const { result: _, failure, input: givenInput, options: givenOptions, ...before } = operation;
  const again = before.status === 'completed' ? {} : { input: givenInput, options: givenOptions };
  const { input, options } = {
    ...again,
    ...(effect.input !== undefined && { input: effect.input }),
    ...(effect.options !== undefined && { options: effect.options }),
  };
  return {
    ...before,
    ...(input !== undefined && { input }),
    ...(options !== undefined && { options }),
    ...(failure && { lastFailure: failure }),
  };
}

function opened(effect: OpenEffect, seq: Seq, atMs: number | null): Operation {
  const { type: _, attempt: __, anew: ___, also: ____, takes: _____, untilMs, ...rest } = effect;
  return { ...rest, ...openedStanding(effect), ...openedAt(seq, atMs), untilMs: untilMs ?? null };
}

function orphan(effect: OperationEffect, seq: Seq, atMs: number | null): Operation {
  const { key } = effect;
  return {
    key,
    kind: kindOfKey(key),
    name: nameOfKey(key),
    ...openedStanding(effect),
    ...openedAt(seq, atMs),
    untilMs: null,
  };
}

function openedAt(
  seq: Seq,
  atMs: number | null,
): Pick<Operation, 'openedAt' | 'openedAtMs' | 'startedAtMs' | 'closedAtMs'> {
  return { openedAt: seq, openedAtMs: atMs, startedAtMs: null, closedAtMs: null };
}
