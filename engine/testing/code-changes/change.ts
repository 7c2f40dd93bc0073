// A change of a program's code as people make them, and what of it the official replayer lets pass.

import type { Chance } from '../survival/chance.ts';
import type { Pen, Program, Step } from './program.ts';

/** Drift that the change is, where the history shows the step: `attribute` begins its path. */
export type Expected = { readonly step: number; readonly attribute: string };

/** Changes the program that it is given. Says false where the program has no place for it. */
export type Change = (program: Program, place: Places, pen: Pen) => boolean | Expected;

type Place<K extends Step['kind']> = {
  readonly step: Extract<Step, { kind: K }>;
  /** The list that it stands in, and where. */
  readonly list: Step[];
  readonly index: number;
};

/** Where in a program something can be changed: one of the places, by chance. */
export class Places {
  readonly #all: Place<Step['kind']>[] = [];
  readonly #lists: Step[][] = [];
  readonly #chance: Chance;

  constructor(program: Program, chance: Chance) {
    this.#chance = chance;
    this.#collect(program.steps, true);
  }

  /** A step of that kind that stands in a list of steps; in a handler or around another step there is none. */
  of<K extends Step['kind']>(kind: K): Place<K> | undefined {
    return this.#one(this.#all.filter(({ step }) => step.kind === kind) as unknown as readonly Place<K>[]);
  }

  /** A step of whatever kind that is a statement with a next one. */
  pair(): Place<Step['kind']> | undefined {
    return this.#one(this.#all.filter(({ list, index }) => this.#lists.includes(list) && index + 1 < list.length));
  }

  /** A list of statements, and a place in it. */
  gap(): { readonly list: Step[]; readonly index: number } {
    const list = this.#chance.pick(this.#lists);
    return { list, index: this.#chance.between(0, list.length) };
  }

  one<T>(of: readonly T[]): T | undefined {
    return this.#one(of);
  }

  /** One after the other, and not at once. */
  areStatements(list: Step[]): boolean {
    return this.#lists.includes(list);
  }

  #one<T>(of: readonly T[]): T | undefined {
    return of.length === 0 ? undefined : this.#chance.pick(of);
  }

  #collect(list: Step[], areStatements: boolean): void {
    if (areStatements) this.#lists.push(list);
    list.forEach((step, index) => {
      this.#all.push({ step, list, index });
      if ('steps' in step) this.#collect(step.steps, step.kind !== 'together');
      if ('otherwise' in step) this.#collect(step.otherwise, true);
    });
  }
}
