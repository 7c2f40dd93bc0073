// A thread that holds a copy of the open run's outline, and answers the newest question about it.

import type { Outline } from '../../engine/model/outline.ts';
import type { OutlineDelta } from '../../engine/model/outline-delta.ts';
import { copiedOutline } from './copied-outline.ts';
import { onGrowth } from './growth.ts';
import { isArriving } from './session.ts';

/** `outline`: present where the thread does not have the outline; otherwise `deltas` hold the growth since. */
export type OutlineQuestion<Wish> = {
  readonly id: number;
  readonly outline?: Outline;
  readonly deltas: readonly OutlineDelta[];
  readonly wish: Wish;
};

export type Failed = { readonly failure: string };
export type OutlineAnswer<Found> = { readonly id: number } & (Found | Failed);

const MOST_DELTAS = 500;
const ARRIVING_REST_MS = 500;

export class OutlineThread<Wish, Found extends object> {
  readonly #start: () => Worker;
  readonly #ended: string;
  #worker: Worker | undefined;
  #lastId = 0;
  /** The thread's outline after all deltas sent. */
  #sent: Outline | undefined;
  #deltas: OutlineDelta[] = [];
  #waiting: { readonly id: number; readonly done: (outcome: Found | Failed) => void } | undefined;

  /** `start` starts the worker when it is first needed; `ended`: the failure told where the worker ends by itself. */
  constructor(start: () => Worker, ended: string) {
    this.#start = start;
    this.#ended = ended;
    onGrowth((before, outline, more) => this.#grow(before, outline, more));
  }

  /** True where the next question sends no outline: the thread has it, up to its growth. */
  knows(outline: Outline): boolean {
    return this.#sent === outline;
  }

  /** Calls `done` once, unless a newer question comes first. */
  ask(outline: Outline, wish: Wish, done: (outcome: Found | Failed) => void): void {
    this.#worker ??= this.#started();
    const id = ++this.#lastId;
    this.#waiting = { id, done };
    const isKnown = this.knows(outline);
    const question: OutlineQuestion<Wish> = { id, deltas: isKnown ? this.#deltas : [], wish };
    if (isKnown) this.#worker.postMessage(question);
    else postOutline(this.#worker, question, copiedOutline(outline));
    this.#sent = outline;
    this.#deltas = [];
  }

  /** A hidden pane asks nothing: after too many deltas its next question sends the whole outline instead. */
  #grow(before: Outline, outline: Outline, more: readonly OutlineDelta[] | null): void {
    if (this.#sent !== before) return;
    if (more === null || this.#deltas.length > MOST_DELTAS) {
      this.#sent = undefined;
      this.#deltas = [];
      return;
    }
    this.#deltas.push(...more);
    this.#sent = outline;
  }

  #started(): Worker {
    const started = this.#start();
    started.addEventListener('message', ({ data }: MessageEvent<OutlineAnswer<Found>>) => this.#settle(data));
    started.addEventListener('error', () => {
      this.#worker = undefined;
      this.#sent = undefined;
      started.terminate();
      this.#settle({ id: this.#lastId, failure: this.#ended });
    });
    return started;
  }

  #settle(answer: OutlineAnswer<Found>): void {
    if (this.#waiting?.id !== answer.id) return;
    const { done } = this.#waiting;
    this.#waiting = undefined;
    done(answer);
  }
}

/**
 * The time until which a growing run leaves a thread alone: for `rest` times as long as its last answer took. Longer
 * while the run's file is read, for which the thread takes the processor away.
 */
export function pauseAfter(startedAtMs: number, rest: number): number {
  const nowMs = performance.now();
  return nowMs + Math.max((nowMs - startedAtMs) * rest, isArriving() ? ARRIVING_REST_MS : 0);
}

/** Gives the copy's memory away, so that it is not copied again. */
function postOutline(worker: Worker, question: object, outline: Outline): void {
  const columns = [...Object.values(outline), ...Object.values(outline.operations)].filter((column) =>
    ArrayBuffer.isView(column),
  );
  worker.postMessage(
    { ...question, outline },
    columns.map(({ buffer }) => buffer as ArrayBuffer),
  );
}
