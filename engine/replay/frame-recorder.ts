// Records, during a replay, what the code does at each event.

import { type FrameLog, type Frames, FRAMES_VERSION } from '../model/replay/frames.ts';
import type { SourcePosition } from '../model/replay/verdict.ts';
import { NONE } from '../model/outline.ts';

/** Frequent values, each stored once. */
class Distinct<T> {
  readonly values: T[] = [];
  readonly #indices = new Map<string, number>();

  /** Index of the value: equal keys mean equal values. */
  indexOf(key: string, value: () => T): number {
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.values.push(value()) - 1;
      this.#indices.set(key, index);
    }
    return index;
  }
}

/** `ordinal`: number of the command in the code's order; equal ordinals are one command. */
type Asked = { readonly type: string; readonly ordinal: number };
type Said = { readonly level: string; readonly text: string };

export class FrameRecorder {
  readonly #length: number;
  readonly #activations: number[] = [];
  readonly #types = new Distinct<string>();
  readonly #type: number[] = [];
  readonly #activation: number[] = [];
  readonly #ordinals: number[] = [];
  readonly #events = new Map<number, number>();
  readonly #logs: FrameLog[] = [];

  /** `length`: number of events. */
  constructor(length: number) {
    this.#length = length;
  }

  /** The events up to `seq` are delivered to the code. */
  activated(seq: number): void {
    this.#activations.push(seq);
  }

  answered(commands: readonly Asked[], logs: readonly Said[]): void {
    const activation = this.#activations.length - 1;
    for (const { level, text } of logs) this.#logs.push({ activation, level, text });
    for (const { type, ordinal } of commands) {
      this.#type.push(this.#types.indexOf(type, () => type));
      this.#activation.push(activation);
      this.#ordinals.push(ordinal);
    }
  }

  /** The command led to the event `seq`. */
  matched(seq: number, ordinal: number): void {
    // A patch also leads to the event of the search attribute that names it.
    if (!this.#events.has(ordinal)) this.#events.set(ordinal, seq);
  }

  /** `stackOf`: gives a command's stack by its number; `positions`: converts a stack to source positions. */
  frames(
    code: string,
    stackOf: (ordinal: number) => string | undefined,
    positions: (stack: string) => readonly SourcePosition[],
  ): Frames {
    const places = new Distinct<SourcePosition>();
    const stacks = new Distinct<readonly number[]>();
    const placeOf = (place: SourcePosition): number =>
      places.indexOf(`${place.file}:${place.line}:${place.column}:${place.name ?? ''}`, () => place);
    const stack = this.#ordinals.map((ordinal) => {
      const text = stackOf(ordinal);
      if (text === undefined) return NONE;
      const index = stacks.indexOf(text, () => positions(text).map(placeOf));
      return stacks.values[index]?.length === 0 ? NONE : index;
    });
    return {
      version: FRAMES_VERSION,
      code,
      events: this.#length,
      activations: Int32Array.from(this.#activations),
      types: this.#types.values,
      type: Uint8Array.from(this.#type),
      activation: Int32Array.from(this.#activation),
      event: Int32Array.from(this.#ordinals, (ordinal) => this.#events.get(ordinal) ?? 0),
      stack: Int32Array.from(stack),
      stacks: stacks.values,
      places: places.values,
      logs: this.#logs,
    };
  }
}
