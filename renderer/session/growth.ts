// Follows the open run: events appended by any program appear in the next picture. Everything between two pictures is
// shown at once.

import type { RunGrowth } from '../../engine/model/api.ts';
import { GrowingOutline } from '../../engine/model/growing-outline.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { OutlineDelta } from '../../engine/model/outline-delta.ts';
import { unpackOutline } from '../../engine/model/packed-outline.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { follow } from './engine.ts';
import { growRun, isArriving, replaceRun, type Session, useSession } from './session.ts';

/** Maximum share of the time spent on showing growth, so that a person's input has the rest. */
const share = 1 / 2;
/** Maximum wait of an event before it is shown. */
const longestRestMs = 250;

const { getState, subscribe } = useSession;

/** Growth since the last picture. */
let waiting: RunGrowth[] = [];
let growing: GrowingOutline | undefined;
let frame = 0;
let notBeforeMs = 0;
let following = new AbortController();

/**
 * Called for every run that has grown: its outline before, its outline now, and the deltas; null deltas where the whole
 * outline was replaced.
 */
type Listener = (before: Outline, outline: Outline, deltas: readonly OutlineDelta[] | null) => void;
const listeners = new Set<Listener>();

/** Call once. */
export function watchGrowth(): void {
  subscribe((now, before) => {
    if (runOf(now) !== runOf(before) || now.connection !== before.connection) begin(now);
  });
}

/** True where the outline is overwritten by the next growth. */
export function isGrowing(outline: Outline): boolean {
  return growing?.outline === outline;
}

export function onGrowth(listener: Listener): void {
  listeners.add(listener);
}

function runOf({ open }: Session): string | undefined {
  return open?.summary.runId;
}

function begin({ open, connection }: Session): void {
  following.abort();
  following = new AbortController();
  waiting = [];
  if (open === null || connection !== 'ready') return;
  const { signal } = following;
  const { runId } = open.summary;
  const take = (growth: RunGrowth): void => {
    if (signal.aborted || isNothing(growth)) return;
    // For performance measurements; only the newest mark is kept.
    performance.clearMarks('run-grew');
    performance.mark('run-grew');
    waiting.push(growth);
    frame ||= requestAnimationFrame(show);
  };
  // The call rejects when the connection is lost or the run is gone: both are reported elsewhere.
  follow('followRun', { run: runId, from: open.outline.events }, take, signal).catch(() => undefined);
}

function isNothing(growth: RunGrowth): boolean {
  if (growth.type === 'whole') return false;
  const { summary, delta } = growth;
  return delta.events === delta.from && summary.expected === getState().open?.summary.expected;
}

function show(nowMs: number): void {
  frame = 0;
  if (waiting.length === 0) return;
  // The end of reading a run is shown at once: all of it can be stepped through from then on.
  const isRead = isArriving() && waiting.at(-1)?.summary.expected === undefined;
  if (nowMs < notBeforeMs && !isRead) {
    frame = requestAnimationFrame(show);
    return;
  }
  const startedAtMs = performance.now();
  const all = waiting;
  waiting = [];
  showAll(all);
  const endedAtMs = performance.now();
  notBeforeMs = endedAtMs + Math.min(longestRestMs, (endedAtMs - startedAtMs) * (1 / share - 1));
}

function showAll(all: readonly RunGrowth[]): void {
  const { open } = getState();
  if (open === null) return;
  const wholeAt = all.findLastIndex(({ type }) => type === 'whole');
  const whole = all[wholeAt];
  if (whole?.type === 'whole') {
    growing = new GrowingOutline(unpackOutline(whole.outline));
    replaceRun(whole.summary, growing.outline);
    tell(open.outline, growing.outline, null);
  }
  const grown = all.slice(wholeAt + 1).filter((growth) => growth.type === 'grown');
  const last = grown.at(-1);
  if (last !== undefined)
    grow(
      last.summary,
      grown.map(({ delta }) => delta),
    );
}

function grow(summary: RunSummary, deltas: readonly OutlineDelta[]): void {
  const { open } = getState();
  if (open === null) return;
  if (growing?.outline !== open.outline) growing = new GrowingOutline(open.outline);
  const outline = growing;
  for (const delta of deltas) outline.append(delta);
  // Called before the panes update: they may use the deltas.
  tell(open.outline, outline.outline, deltas);
  growRun(summary, outline.outline);
}

function tell(before: Outline, outline: Outline, deltas: readonly OutlineDelta[] | null): void {
  for (const listener of listeners) listener(before, outline, deltas);
}
