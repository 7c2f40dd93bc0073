// Workflow programs drawn by chance: what they do step by step, as data that can be changed and printed as code.

import type { Json } from '../../model/json.ts';
import type { Chance } from '../survival/chance.ts';

export type Options = Readonly<Record<string, Json>>;
type Numbered = { readonly id: number };
/** One that fails now and then says how often it is heard of, and the failure is caught. */
export type Activity = Numbered & { kind: 'activity'; name: string; args: Json[]; options: Options; isCaught: boolean };
export type Local = Numbered & { kind: 'local'; name: string; args: Json[] };
export type Timer = Numbered & { kind: 'timer'; ms: number };
export type Child = Numbered & {
  kind: 'child';
  type: string;
  workflowId: string;
  args: Json[];
  options: Options;
  /** Only its start is waited for. */
  isDetached: boolean;
};
type Wait = Numbered & { kind: 'wait'; count: number; timeoutMs: number | null };
/** Several at once; `isRace`: the first that ends is enough. */
type Together = Numbered & { kind: 'together'; steps: Step[]; isRace: boolean };
type Loop = Numbered & { kind: 'loop'; times: number; steps: Step[] };
type Patched = Numbered & { kind: 'patched'; patchId: string; steps: Step[]; otherwise: Step[] };
type Deprecated = Numbered & { kind: 'deprecated'; patchId: string };
type Choice = Numbered & { kind: 'choice'; isFlipped: boolean; steps: Step[]; otherwise: Step[] };
type Memo = Numbered & { kind: 'memo'; value: Json };
export type Signalled = Numbered & { kind: 'signal'; target: string; name: string; args: Json[] };
/** An activity that is cancelled after a while. */
type Limited = Numbered & { kind: 'limited'; ms: number; step: Activity };
/** Begun, and not waited for. */
type Loose = Numbered & { kind: 'loose'; step: Activity | Timer };

export type Step =
  | Activity
  | Local
  | Timer
  | Child
  | Wait
  | Together
  | Loop
  | Patched
  | Deprecated
  | Choice
  | Memo
  | Signalled
  | Limited
  | Loose;

export type Handler = Numbered & { signal: string; step: Activity | null };
export type End = Numbered & { kind: 'return' | 'throw' | 'continueAsNew'; word: string };
export type Program = { handlers: Handler[]; steps: Step[]; end: End };

export const activityNames = ['reserve', 'charge', 'ship', 'notify'];
const usual: Options = { startToCloseTimeout: '1 minute' };

/** Draws programs, and the steps that changes bring into them. */
export class Pen {
  readonly #chance: Chance;
  #id = 0;
  #patches = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  program(): Program {
    const handlers = this.#many(0, 2, (index) => this.handler(`signal${index}`));
    const steps = this.#many(2, 5, () => this.#step(2));
    if (handlers.length > 0) steps.push({ id: this.id(), kind: 'wait', count: this.#between(1, 2), timeoutMs: null });
    if (this.#one(2)) steps.push(this.activity());
    const kind = this.#chance.pick(['return', 'return', 'return', 'throw', 'continueAsNew'] as const);
    return { handlers, steps, end: { id: this.id(), kind, word: 'done' } };
  }

  id(): number {
    return ++this.#id;
  }

  handler(signal: string): Handler {
    return { id: this.id(), signal, step: this.#one(2) ? this.activity() : null };
  }

  activity(): Activity {
    const name = this.#chance.pick(activityNames);
    const args = this.#many(0, 2, () => this.#between(1, 99));
    const isCaught = this.#one(3);
    const options = isCaught ? { ...usual, heartbeatTimeout: '20s' } : usual;
    return { id: this.id(), kind: 'activity', name, args, options, isCaught };
  }

  timer(): Timer {
    return { id: this.id(), kind: 'timer', ms: 1000 * this.#between(1, 60) };
  }

  child(): Child {
    const id = this.id();
    const args = [this.#between(1, 99)];
    return { id, kind: 'child', type: 'part', workflowId: `part-${id}`, args, options: {}, isDetached: this.#one(4) };
  }

  patchId(): string {
    return `patch-${++this.#patches}`;
  }

  #step(depth: number): Step {
    const id = this.id();
    const simple = [
      () => this.activity(),
      () => this.activity(),
      () => this.timer(),
      () => this.child(),
      (): Step => ({ id, kind: 'local', name: 'price', args: [this.#between(1, 99)] }),
      (): Step => ({ id, kind: 'memo', value: this.#between(1, 99) }),
      (): Step => ({ id, kind: 'signal', target: `other-${id}`, name: 'poke', args: [this.#between(1, 99)] }),
      (): Step => ({ id, kind: 'limited', ms: 30_000, step: this.activity() }),
      (): Step => ({ id, kind: 'loose', step: this.#one(2) ? this.activity() : this.timer() }),
    ];
    const nested = [
      (): Step => ({
        id,
        kind: 'together',
        steps: this.#many(2, 3, () =>
          this.#chance.pick([() => this.activity(), () => this.timer(), () => this.child()])(),
        ),
        isRace: this.#one(4),
      }),
      (): Step => ({ id, kind: 'loop', times: this.#between(2, 3), steps: this.#steps(depth - 1, 1, 2) }),
      (): Step => ({
        id,
        kind: 'patched',
        patchId: this.patchId(),
        steps: this.#steps(depth - 1, 1, 2),
        otherwise: this.#steps(depth - 1, 0, 1),
      }),
      (): Step => ({
        id,
        kind: 'choice',
        isFlipped: false,
        steps: this.#steps(depth - 1, 1, 2),
        otherwise: this.#steps(depth - 1, 0, 1),
      }),
    ];
    return this.#chance.pick(depth > 0 && this.#one(2) ? nested : simple)();
  }

  #steps(depth: number, least: number, most: number): Step[] {
    return this.#many(least, most, () => this.#step(depth));
  }

  #many<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.#between(least, most) }, (_, index) => make(index));
  }

  #between(lowest: number, highest: number): number {
    return this.#chance.between(lowest, highest);
  }

  /** True one time in so many. */
  #one(inSoMany: number): boolean {
    return this.#chance.between(1, inSoMany) === 1;
  }
}
