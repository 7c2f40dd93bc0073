// The first script of a context: takes its globals in hand, and gives the host what it drives runs with. Speaks JSON texts with it.

import * as author from '../../../author/retrace.ts';
import type { NativeEvent } from '../../../model/native-event.ts';
import { isEnd } from '../../../model/native-history.ts';
import type { FiberRoot } from '../../../model/replay/locals.ts';
import type { Activation } from '../activation.ts';
import { refusing, replaceGlobals, setRunning } from './globals.ts';
import { GuestContext } from './guest-context.ts';
import { Kernel, type Notes, type WorkflowFunction } from './kernel.ts';
import { type Told, toldAgain } from './told-again.ts';

replaceGlobals();

export { author, refusing };

type Load = () => Record<string, unknown>;

/** `load` evaluates the module of the workflows, anew for each run: nothing in it is shared between runs. */
function kernelOf(load: Load, workflowType: string): Kernel {
  const loaded: { workflow?: WorkflowFunction } = {};
  const kernel = new Kernel(
    (ctx, input) => {
      const { workflow } = loaded;
      return workflow?.(ctx, input);
    },
    (own, scope, fiber) => new GuestContext(own, scope, fiber),
  );
  setRunning(kernel);
  const found = load()[workflowType];
  if (typeof found !== 'function') throw new Error(`The file exports no workflow ${workflowType}.`);
  loaded.workflow = found as WorkflowFunction;
  return kernel;
}

/** What the host asks, and what is answered; in variables of the context, so that no object of one side reaches the other. */
export class GuestDriver {
  readonly #kernel: Kernel;

  constructor(load: Load, workflowType: string) {
    this.#kernel = kernelOf(load, workflowType);
  }

  begin(activation: string): void {
    setRunning(this.#kernel);
    this.#kernel.begin(JSON.parse(activation) as Activation);
  }

  /** One fiber goes on; false where none can. */
  turn(): boolean {
    setRunning(this.#kernel);
    return this.#kernel.turn();
  }

  answer(): string {
    return JSON.stringify(this.#kernel.answer());
  }

  query(name: string, input: string): string {
    setRunning(this.#kernel);
    return JSON.stringify(this.#kernel.query(name, JSON.parse(input)));
  }
}

/** A whole history, told again task by task; behind its last the task that is not recorded, where there is something to be told. */
export class HistoryDriver {
  readonly #kernel: Kernel;
  readonly #told: Told;
  readonly #last: NativeEvent | undefined;
  readonly hasEnded: boolean;
  #next = 0;

  /** `history`: the events, as a JSON list. */
  constructor(load: Load, workflowType: string, history: string, notes: Notes) {
    const events = JSON.parse(history) as readonly NativeEvent[];
    this.#told = toldAgain(events);
    this.#last = events.at(-1);
    this.hasEnded = events.findLastIndex(isEnd) !== -1;
    this.#kernel = kernelOf(load, workflowType);
    this.#kernel.notes = notes;
  }

  /** Tells of what begins fibers. */
  watch(beginning: (root: FiberRoot, run: () => void) => void): void {
    this.#kernel.beginning = beginning;
  }

  /** Seq of the event that completed the next task; 0 where it is not recorded. */
  get nextSeq(): number {
    return this.#told.replayed[this.#next]?.seq ?? 0;
  }

  begin(): void {
    setRunning(this.#kernel);
    this.#kernel.begin(this.#told.replayed[this.#next++] ?? this.#beyond());
  }

  /** Something else than the history. */
  tell(activation: string): void {
    setRunning(this.#kernel);
    this.#kernel.begin(JSON.parse(activation) as Activation);
  }

  #beyond(): Activation {
    const { replayed, unseen } = this.#told;
    return { task: replayed.length + 1, atMs: this.#last?.at ?? 0, events: unseen };
  }

  turn(): boolean {
    return this.#kernel.turn();
  }

  /** Of a recorded task; undefined where all was as recorded, and nothing is to be told. */
  difference(): string | undefined {
    return this.#kernel.isUneventful ? undefined : this.answer();
  }

  answer(): string {
    return JSON.stringify(this.#kernel.answer());
  }

  query(name: string, input: string): string {
    setRunning(this.#kernel);
    return JSON.stringify(this.#kernel.query(name, JSON.parse(input)));
  }

  queries(): string {
    return JSON.stringify(this.#kernel.queryNames);
  }
}
