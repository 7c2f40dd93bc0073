// Breakpoints: at an event type, an operation, a source line, or where an expression becomes true. The list is stored
// across sessions; a run continues to the next stop, or back to the previous one.

import { create } from 'zustand';
import type { Seq } from '../../../engine/model/event.ts';
import { nameOf, NONE, type Outline, typeOf } from '../../../engine/model/outline.ts';
import { eventsOfLine, type Frames } from '../../../engine/model/replay/frames.ts';
import { ask } from '../engine.ts';
import { moveTo, useSession } from '../session.ts';
import { say } from '../shell-state.ts';
import { replayedOf, type Replayed } from '../code/code-state.ts';

export type StopWhat =
  | { readonly type: 'event'; readonly name: string }
  | { readonly type: 'operation'; readonly name: string }
  | { readonly type: 'line'; readonly file: string; readonly line: number }
  | { readonly type: 'expression'; readonly text: string };

export type Breakpoint = { readonly what: StopWhat; readonly on: boolean };

const KEY = 'retrace.breakpoints';

export const useBreakpoints = create<{ readonly list: readonly Breakpoint[] }>(() => ({ list: remembered() }));

const { getState, setState } = useBreakpoints;

export function keyOf(what: StopWhat): string {
  return JSON.stringify(what);
}

export function addBreakpoint(what: StopWhat): void {
  const others = getState().list.filter((each) => keyOf(each.what) !== keyOf(what));
  keep([...others, { what, on: true }]);
}

export function removeBreakpoint(what: StopWhat): void {
  keep(getState().list.filter((each) => keyOf(each.what) !== keyOf(what)));
}

/** Adds or removes a breakpoint. */
export function toggleBreakpoint(what: StopWhat): void {
  if (getState().list.some((each) => keyOf(each.what) === keyOf(what))) removeBreakpoint(what);
  else addBreakpoint(what);
}

export function switchBreakpoint(what: StopWhat, on: boolean): void {
  keep(getState().list.map((each) => (keyOf(each.what) === keyOf(what) ? { what, on } : each)));
}

/** Toggles a breakpoint at the type of the event at the cursor. */
export function toggleHere(): void {
  const { open, cursor } = useSession.getState();
  if (open !== null && cursor > 0) toggleBreakpoint({ type: 'event', name: typeOf(open.outline, cursor) });
}

type AskedStops = {
  readonly events: number;
  readonly replayed: Replayed | null;
  readonly seqs: Promise<readonly Seq[]>;
};

/** The list, the marks and whoever runs on ask for the same. */
const asked = new WeakMap<Outline, Map<string, AskedStops>>();

/**
 * Rising seqs of the events after which a breakpoint stops. Without replayed code, a breakpoint that needs code has no
 * stops.
 */
export function stopsOf(what: StopWhat, outline: Outline, replayed: Replayed | null): Promise<readonly Seq[]> {
  const ofRun = asked.get(outline) ?? new Map<string, AskedStops>();
  asked.set(outline, ofRun);
  const { events } = outline;
  const before = ofRun.get(keyOf(what));
  if (before?.events === events && before.replayed === replayed) return before.seqs;
  const seqs = foundStops(what, outline, replayed);
  ofRun.set(keyOf(what), { events, replayed, seqs });
  seqs.catch(() => ofRun.get(keyOf(what))?.seqs === seqs && ofRun.delete(keyOf(what)));
  return seqs;
}

async function foundStops(what: StopWhat, outline: Outline, replayed: Replayed | null): Promise<readonly Seq[]> {
  if (what.type === 'event') return seqsWhere(outline, (seq) => typeOf(outline, seq) === what.name);
  if (what.type === 'operation') return seqsWhere(outline, (seq) => operationName(outline, seq) === what.name);
  if (replayed === null) return [];
  const { seqs } = await ask('findStops', { ...replayed.asked, at: what });
  if (what.type === 'expression') return seqs;
  const atLine = linesAsked(replayed.code.frames, what.file, what.line);
  return [...new Set([...seqs, ...atLine])].toSorted((a, b) => a - b);
}

/** The last event delivered to the code before each command at a line. */
function linesAsked(frames: Frames | null, file: string, line: number): readonly Seq[] {
  if (frames === null) return [];
  return eventsOfLine(frames, file, line).flatMap((event) => {
    const activation = frames.activation[frames.event.indexOf(event)] ?? NONE;
    return frames.activations[activation] ?? [];
  });
}

function seqsWhere({ events }: Outline, test: (seq: Seq) => boolean): readonly Seq[] {
  const seqs: Seq[] = [];
  for (let seq = 1; seq <= events; seq++) if (test(seq)) seqs.push(seq);
  return seqs;
}

function operationName(outline: Outline, seq: Seq): string | null {
  const operation = outline.operation[seq - 1] ?? NONE;
  return operation === NONE ? null : nameOf(outline, operation);
}

/**
 * Moves to the next stop of an enabled breakpoint, or to the previous one; without one, to the end or the beginning.
 */
export async function runTo(step: 1 | -1): Promise<void> {
  const { open, cursor } = useSession.getState();
  if (open === null) return;
  const { outline } = open;
  const next = nextStop(await allStops(outline), cursor, step);
  if (next !== undefined) moveTo(next);
  else {
    say(step === 1 ? 'No stop behind this event.' : 'No stop before this event.');
    moveTo(step === 1 ? outline.events : 1);
  }
}

function nextStop(stops: readonly Seq[], cursor: Seq, step: 1 | -1): Seq | undefined {
  const behind = stops.filter((seq) => (step === 1 ? seq > cursor : seq < cursor)).toSorted((a, b) => a - b);
  return step === 1 ? behind[0] : behind.at(-1);
}

/** Stops of all enabled breakpoints. A breakpoint whose stops are unknown says so in the list and stops nothing. */
export async function allStops(outline: Outline): Promise<readonly Seq[]> {
  const on = getState().list.filter((each) => each.on);
  const all = on.map(({ what }) => stopsOf(what, outline, replayedOf(outline.run)));
  const answers = await Promise.allSettled(all);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

function keep(list: readonly Breakpoint[]): void {
  setState({ list });
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    // Without storage the breakpoints last for this session only.
  }
}

function remembered(): readonly Breakpoint[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as unknown[]).filter(isBreakpoint) : [];
  } catch {
    return [];
  }
}

function isBreakpoint(value: unknown): value is Breakpoint {
  if (typeof value !== 'object' || value === null || !('on' in value) || !('what' in value)) return false;
  const { what } = value;
  if (typeof what !== 'object' || what === null || !('type' in what)) return false;
  if (what.type === 'line') return 'file' in what && 'line' in what && typeof what.file === 'string';
  return (
    ((what.type === 'event' || what.type === 'operation') && 'name' in what && typeof what.name === 'string') ||
    (what.type === 'expression' && 'text' in what && typeof what.text === 'string')
  );
}
