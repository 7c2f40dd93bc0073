// Walks a run forward and backward and compares the outline with the fold at every seq.

import assert from 'node:assert/strict';
import {
  attemptsAt,
  isRunUnclearAt,
  isUnclearAt,
  openedCount,
  OpenOperations,
  runStatusAt,
  statusAt,
} from '../model/cursor.ts';
import { isClosed } from '../model/effect.ts';
import type { Seq } from '../model/event.ts';
import type { Explanation } from '../model/explanation.ts';
import { labelOf } from '../model/operation-name.ts';
import { OperationNames } from '../model/operation-names.ts';
import { finalStatusOf, kindOf, nameOf, type Outline, writtenTimeOf } from '../model/outline.ts';
import { applyEffects, emptyState, type Operation, type RunState } from '../model/state.ts';

export type WalkedEvent = { readonly atMs: number | null; readonly explanation: Explanation };

/** Runs up to this length are folded anew at every seq, longer ones at a few seqs. */
const freshEverywhere = 250;
const freshInLongRuns = 5;

export function walk(outline: Outline, events: readonly WalkedEvent[]): void {
  assert.equal(outline.events, events.length);
  const open = new OpenOperations(outline);
  const seen = forward(outline, events, open);
  for (const seq of backwardSeqs(events.length)) {
    const fresh = foldAfresh(events, seq);
    assertSameState(outline, fresh, open);
    if (seen.length > 0)
      assert.deepEqual(pictureOf(fresh), seen[seq], `stepping back to ${seq} differs from stepping forward to it`);
  }
  assertEnd(outline, foldAfresh(events, events.length));
}

export function foldAfresh(events: readonly WalkedEvent[], upTo: Seq): RunState {
  const state = emptyState();
  for (let seq = 1; seq <= upTo; seq++) step(state, events, seq);
  return state;
}

function step(state: RunState, events: readonly WalkedEvent[], seq: Seq): void {
  const { atMs, explanation } = events[seq - 1]!;
  applyEffects(state, seq, atMs, explanation.effects);
}

/** One fold over all events; for short runs with the state at each seq. */
function forward(outline: Outline, events: readonly WalkedEvent[], open: OpenOperations): readonly unknown[] {
  const state = emptyState();
  const seen: unknown[] = [];
  const names = new OperationNames();
  const openNow = new Map<number, string>();
  const indexes = new Map(outline.operations.keys.map((key, index) => [key, index]));
  for (let seq = 0; seq <= events.length; seq++) {
    if (seq > 0) step(state, events, seq);
    assert.equal(runStatusAt(outline, seq), state.status, `status of the run after ${seq}`);
    assert.equal(openedCount(outline, seq), state.operations.size, `operations opened by ${seq}`);
    for (const effect of names.resolve(seq, events[seq - 1]?.explanation.effects ?? [])) {
      const operation = 'key' in effect && effect.key !== undefined ? state.operations.get(effect.key) : undefined;
      if (operation === undefined) continue;
      const index = indexes.get(operation.key) ?? -1;
      assert.equal(statusAt(outline, index, seq), operation.status, `${operation.key} after ${seq}`);
      if (isClosed(operation.status)) openNow.delete(index);
      else openNow.set(index, operation.key);
    }
    assert.deepEqual(
      open.at(seq),
      [...openNow.keys()].sort((a, b) => a - b),
      `open after ${seq}`,
    );
    if (events.length <= freshEverywhere) seen.push(pictureOf(state));
  }
  return seen;
}

function backwardSeqs(last: Seq): readonly Seq[] {
  const steps = last <= freshEverywhere ? last : freshInLongRuns;
  return Array.from({ length: steps + 1 }, (_, i) => Math.round(last - (i * last) / Math.max(1, steps)));
}

/** A copy that later events do not change. */
function pictureOf(state: RunState): unknown {
  return { ...state, operations: [...state.operations.values()], values: [...state.values], links: [...state.links] };
}

/** Compares every answer of the outline at a seq with the fold of the events up to it. */
export function assertSameState(outline: Outline, state: RunState, open: OpenOperations): void {
  const { seq } = state;
  const operations = [...state.operations.values()];
  assert.equal(runStatusAt(outline, seq), state.status);
  assert.equal(openedCount(outline, seq), operations.length);
  assert.equal(isRunUnclearAt(outline, seq), state.unclear === true, `the run is unclear after ${seq}`);
  for (const [index, { key, kind, status, openedAt, label, name, attempts, unclear }] of operations.entries()) {
    assert.equal(outline.operations.keys[index], key);
    assert.equal(kindOf(outline, index), kind);
    assert.equal(nameOf(outline, index), name);
    assert.equal(labelOf(outline, index), label ?? '');
    assert.equal(outline.operations.openedAt[index], openedAt);
    assert.equal(statusAt(outline, index, seq), status, `${key} after ${seq}`);
    assert.equal(attemptsAt(outline, index, seq), attempts, `attempts of ${key} after ${seq}`);
    assert.equal(isUnclearAt(outline, index, seq), unclear === true, `${key} is unclear after ${seq}`);
  }
  for (let later = operations.length; later < outline.operations.count; later++)
    assert.equal(statusAt(outline, later, seq), null);
  const openKeys = open.at(seq).map((index) => outline.operations.keys[index]);
  assert.deepEqual(
    openKeys,
    operations.filter(({ status }) => !isClosed(status)).map(({ key }) => key),
  );
}

/** Compares the outline's statements about the whole history. */
function assertEnd(outline: Outline, state: RunState): void {
  const { count, attempts, startedAt, closedAt, openedAt, untilMs } = outline.operations;
  assert.equal(count, state.operations.size);
  for (const [index, operation] of [...state.operations.values()].entries()) {
    assert.deepEqual(
      [
        finalStatusOf(outline, index),
        attempts[index],
        openedAt[index],
        startedAt[index],
        closedAt[index],
        untilMs[index],
      ],
      [
        operation.status,
        operation.attempts,
        operation.openedAt,
        operation.startedAt ?? 0,
        operation.closedAt ?? 0,
        operation.untilMs ?? Number.NaN,
      ],
      operation.key,
    );
    assertTimes(outline, operation);
  }
  const named = new Set(outline.sets.map(({ name }) => name));
  for (const name of state.values.keys()) assert.ok(named.has(name), name);
  assert.deepEqual(outline.links, state.links);
}

function assertTimes(outline: Outline, { openedAt, closedAt, openedAtMs, closedAtMs }: Operation): void {
  assert.equal(writtenTimeOf(outline, openedAt), openedAtMs);
  assert.equal(closedAt === null ? null : writtenTimeOf(outline, closedAt), closedAtMs);
}
