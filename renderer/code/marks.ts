// Marks of source lines at an event: where calls wait, where commands were issued, and how often each line was reached
// so far.

import type { Seq } from '../../engine/model/event.ts';
import { NONE } from '../../engine/model/outline.ts';
import { commandOfEvent, commandsIn, commandSource, type Frames, reached } from '../../engine/model/replay/frames.ts';
import type { Fiber, Moment } from '../../engine/model/replay/locals.ts';
import type { SourcePosition } from '../../engine/model/replay/verdict.ts';
import type { Line, Replayed } from '../session/code/code-state.ts';
import { verdictTag } from './verdict-text.ts';

export type LineMark = {
  /** Names of the fibers whose innermost call waits here. */
  readonly waits: readonly string[];
  /** Names of the fibers that wait for a call made here. */
  readonly calls: readonly string[];
  /** The event at the cursor resulted from a command issued here. */
  readonly isEvent: boolean;
  /** A command was issued here in response to the event at the cursor. */
  readonly asks: boolean;
  /** The verdict's word for this line. */
  readonly verdict: string | null;
  /** Number of commands issued by calls here, up to the cursor. */
  readonly count: number;
};

export type Marks = {
  readonly of: (file: string, line: number) => LineMark | undefined;
  /** The most important line at the event. */
  readonly main: Line | null;
};

type Changing = { -readonly [K in keyof LineMark]: LineMark[K] extends readonly string[] ? string[] : LineMark[K] };

/** `moment`: null while it is loading. */
export function marksAt({ report, code: { frames } }: Replayed, moment: Moment | null, seq: Seq): Marks {
  const marks = new Map<string, Changing>();
  const at = ({ file, line }: Line): Changing => {
    const key = keyOf(file, line);
    const mark = marks.get(key) ?? { waits: [], calls: [], isEvent: false, asks: false, verdict: null, count: 0 };
    marks.set(key, mark);
    return mark;
  };
  const event = eventSource(frames, seq);
  if (event !== undefined) at(event).isEvent = true;
  for (const place of askedAt(frames, seq)) at(place).asks = true;
  if (report.source !== null) at(report.source).verdict = verdictTag(report.verdict);
  if (frames !== null)
    for (const [index, count] of reached(frames, seq)) {
      const place = frames.places[index];
      if (place !== undefined) at(place).count += count;
    }
  for (const { name, stack } of fibersOf(moment)) {
    const [first, ...callers] = stack;
    if (first !== undefined) at(first).waits.push(name);
    for (const caller of callers) at(caller).calls.push(name);
  }
  const isVerdictHere = report.source !== null && report.seq === seq;
  const [waiting] = fibersOf(moment).flatMap(({ stack }) => stack.slice(0, 1));
  return {
    of: (file, line) => marks.get(keyOf(file, line)),
    main: lineOf(isVerdictHere ? report.source : (event ?? waiting ?? report.source)),
  };
}

function keyOf(file: string, line: number): string {
  return `${line} ${file}`;
}

function lineOf(place: Line | null): Line | null {
  return place === null ? null : { file: place.file, line: place.line };
}

/** Source position of the call that led to an event. */
export function eventSource(frames: Frames | null, seq: Seq): SourcePosition | undefined {
  const command = frames === null ? NONE : commandOfEvent(frames, seq);
  return frames === null || command === NONE ? undefined : commandSource(frames, command)[0];
}

/** Commands that the code issued in response to an event. */
export function commandsAt(frames: Frames | null, seq: Seq): readonly number[] {
  const activation = frames?.activations.indexOf(seq) ?? NONE;
  return frames === null || activation === NONE ? [] : commandsIn(frames, activation);
}

function askedAt(frames: Frames | null, seq: Seq): readonly SourcePosition[] {
  if (frames === null) return [];
  return commandsAt(frames, seq).flatMap((command) => commandSource(frames, command).slice(0, 1));
}

export type NamedFiber = { readonly name: string; readonly stack: readonly SourcePosition[] };

export function fibersOf(moment: Moment | null): readonly NamedFiber[] {
  if (moment === null) return [];
  return moment.fibers.map((fiber) => ({
    name: fiberName(fiber),
    stack: fiber.stack.flatMap((index) => moment.calls[index]?.at ?? []),
  }));
}

export function fiberName({ root }: Fiber): string {
  if (root === null) return 'module';
  return root.type === 'main' ? 'main' : `${root.type} ${root.name}`;
}

/** `order.ts:52`. */
export function placeText({ file, line }: Line): string {
  return `${fileName(file)}:${line}`;
}

export function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
