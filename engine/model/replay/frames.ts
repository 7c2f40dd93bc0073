// What the code did at every event of a run, as columns beside the outline: its commands, where in the source each was asked for, and what it
// logged. Made by one replay of one version of the code. No payloads, no decisions.

import type { Seq } from '../event.ts';
import { NONE } from '../outline.ts';
import type { SourcePosition } from './verdict.ts';

/** 1: 2026-11, first shape. */
export const FRAMES_VERSION = 1;

/** Command columns have one entry per command, in the order in which the code asked for them. */
export type Frames = {
  readonly version: typeof FRAMES_VERSION;
  /** Of the bundle: equal digests are equal code. */
  readonly code: string;
  readonly events: number;
  /** The last event that the code was told of, each time that it was told anything; ascending. */
  readonly activations: Int32Array;

  /** Names of commands, as the SDK calls them; `type` points into it. */
  readonly types: readonly string[];
  readonly type: Uint8Array;
  /** The activation in which it was asked for. */
  readonly activation: Int32Array;
  /** The event that it led to; 0 where there is none. */
  readonly event: Int32Array;
  /** Into `stacks`, or NONE where no call of a person's asked for it. */
  readonly stack: Int32Array;

  /** The call, then its callers; into `places`. */
  readonly stacks: readonly (readonly number[])[];
  readonly places: readonly SourcePosition[];
  readonly logs: readonly FrameLog[];
};

export type FrameLog = {
  readonly activation: number;
  /** `info`, `warn` …, as the code said. */
  readonly level: string;
  readonly text: string;
};

/** A command by its index. */
export function commandSource(frames: Frames, command: number): readonly SourcePosition[] {
  const stack = frames.stack[command] ?? NONE;
  if (stack === NONE) return [];
  return (frames.stacks[stack] ?? []).flatMap((place) => frames.places[place] ?? []);
}

/** The command that led to an event; NONE where none did. */
export function commandOfEvent(frames: Frames, seq: Seq): number {
  return frames.event.indexOf(seq);
}

/** The activation in which the code was told of an event, or, where it was told of none by then, NONE. */
export function activationOf(frames: Frames, seq: Seq): number {
  return frames.activations.findIndex((last) => last >= seq);
}

/** What was asked for in an activation. */
export function commandsIn(frames: Frames, activation: number): readonly number[] {
  const from = frames.activation.indexOf(activation);
  const end = frames.activation.lastIndexOf(activation) + 1;
  return from === -1 ? [] : Array.from({ length: end - from }, (_, i) => from + i);
}

/** How often each place was the one that asked, by then: place → count. Of the calls alone, not of their callers. */
export function reached(frames: Frames, seq: Seq): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let command = 0; command < frames.stack.length; command++) {
    const told = frames.activations[frames.activation[command] ?? 0] ?? 0;
    if (told > seq) break;
    const [place] = frames.stacks[frames.stack[command] ?? NONE] ?? [];
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** The events that the calls at one line led to. */
export function eventsOfLine(frames: Frames, file: string, line: number): readonly Seq[] {
  const isThere = frames.stacks.map(([place]) => {
    const position = frames.places[place ?? NONE];
    return position?.file === file && position.line === line;
  });
  return [...frames.event].filter((seq, command) => seq > 0 && isThere[frames.stack[command] ?? NONE] === true);
}
