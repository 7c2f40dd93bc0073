// What the code did at every event of a run, as columns beside the outline: its commands, the source position of each,
// and its log. Made by one replay of one version of the code. No payloads, no decisions.

import type { Seq } from '../event.ts';
import { NONE } from '../outline.ts';
import type { SourcePosition } from './verdict.ts';

/** 1: 2026-11, first shape. */
export const FRAMES_VERSION = 1;

/** Command columns have one entry per command, in the order in which the code issued the commands. */
export type Frames = {
  readonly version: typeof FRAMES_VERSION;
  /** Digest of the bundle: equal digests mean equal code. */
  readonly code: string;
  readonly events: number;
  /** The last event delivered to the code at each activation; ascending. */
  readonly activations: Int32Array;

  /** Names of commands in the SDK's terms; `type` points into the list. */
  readonly types: readonly string[];
  readonly type: Uint8Array;
  /** Activation in which the code issued the command. */
  readonly activation: Int32Array;
  /** Seq of the event that the command led to; 0 where there is none. */
  readonly event: Int32Array;
  /** Index into `stacks`, or NONE where no call in a person's source issued the command. */
  readonly stack: Int32Array;

  /** The call, then its callers; indexes into `places`. */
  readonly stacks: readonly (readonly number[])[];
  readonly places: readonly SourcePosition[];
  readonly logs: readonly FrameLog[];
};

export type FrameLog = {
  readonly activation: number;
  /** `info`, `warn` and so on, as the code chose. */
  readonly level: string;
  readonly text: string;
};

/** Source positions of the command with index `command`. */
export function commandSource(frames: Frames, command: number): readonly SourcePosition[] {
  const stack = frames.stack[command] ?? NONE;
  if (stack === NONE) return [];
  return (frames.stacks[stack] ?? []).flatMap((place) => frames.places[place] ?? []);
}

/** The command that led to an event; NONE without one. */
export function commandOfEvent(frames: Frames, seq: Seq): number {
  return frames.event.indexOf(seq);
}

/** The activation that delivered an event to the code, or the latest one before; NONE before the first activation. */
export function activationOf(frames: Frames, seq: Seq): number {
  return frames.activations.findIndex((last) => last >= seq);
}

/** Indexes of the commands issued in an activation. */
export function commandsIn(frames: Frames, activation: number): readonly number[] {
  const from = frames.activation.indexOf(activation);
  const end = frames.activation.lastIndexOf(activation) + 1;
  return from === -1 ? [] : Array.from({ length: end - from }, (_, i) => from + i);
}

/** How many calls each place has made by event `seq`: place → count. Counts the calls themselves, not their callers. */
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
