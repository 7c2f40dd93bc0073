// The content of a run and its operations as one number per part: enough to detect equal parts without keeping the
// values. Computed when a run is first compared; disposable.

import type { Seq } from '../event.ts';
import type { Json } from '../json.ts';
import type { Outline } from '../outline.ts';
import { kindOf, NONE } from '../outline.ts';
import type { Fact } from './facts.ts';
import type { IgnoreRule, RuleKind } from './ignore-rules.ts';
import { type IgnoreState, ignoring } from './ignore-rules-match.ts';
import { earlierName, endParts, type OperationPart, operationParts, type RunPart, runParts } from './parts.ts';
import type { Unread } from './plain-value.ts';
import { followedBy, hashOf, underName } from './value-hash.ts';

/** Raise this version when equal histories get different numbers. */
export const FINGERPRINTS_VERSION = 5;

/** One iteration of an operation that ran several times under one name, such as a node in a loop. */
export type Iteration = { readonly openedAt: Seq; readonly print: number };

/** Columns of 32-bit hashes, one entry for each operation of the outline; 0 = nothing recorded. */
export type Fingerprints = { readonly [P in OperationPart]: Uint32Array } & {
  readonly version: typeof FINGERPRINTS_VERSION;
  /** Hashes of the run itself, in the order of `runParts`. */
  readonly run: Uint32Array;
  /** Iterations by operation, for operations with more than one iteration; in order. */
  readonly iterations: ReadonlyMap<number, readonly Iteration[]>;
  readonly unread: Unread;
};

type PartPrints = { readonly [P in OperationPart]: number };
type PastIteration = { readonly openedAt: Seq; readonly prints: PartPrints };

/** Builds fingerprints of values without the parts that the ignore rules exclude. */
export class FingerprintBuilder {
  readonly #outline: Outline;
  readonly #index: ReadonlyMap<string, number>;
  readonly #columns: { readonly [P in OperationPart]: Uint32Array };
  readonly #run = new Uint32Array(runParts.length);
  /** 1 for a closed operation: reopening the operation begins another iteration. */
  readonly #closed: Uint8Array;
  readonly #past = new Map<number, PastIteration[]>();
  /** The latest fact per place, for facts that occur more than once or under a name. */
  readonly #said = new Map<string, { readonly last: number; readonly print: number }>();
  readonly #rules: readonly IgnoreRule[];
  /** The ignore rules' state for each kind and name of operation. */
  readonly #states = new Map<string, IgnoreState>();

  constructor(outline: Outline, rules: readonly IgnoreRule[] = []) {
    this.#outline = outline;
    this.#rules = rules;
    this.#index = new Map(outline.operations.keys.map((key, i) => [key, i]));
    const { count } = outline.operations;
    this.#columns = Object.fromEntries(operationParts.map((part) => [part, new Uint32Array(count)])) as {
      readonly [P in OperationPart]: Uint32Array;
    };
    this.#closed = new Uint8Array(count);
  }

  /** Adds the facts of an event. Events must come in order of seq. */
  add(seq: Seq, facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.type === 'run') this.#addToRun(fact);
      else if (fact.type === 'runGoesOn') this.#goOn();
      else this.#addToOperation(seq, fact, this.#index.get(fact.key) ?? NONE);
    }
  }

  #addToRun({ part, name, value }: Extract<Fact, { type: 'run' }>): void {
    const print = printOf(value, steps(this.#ignoring('run', ''), part, name));
    const at = runParts.indexOf(part);
    // The latest fact counts: a run is no longer stuck on a task that completed later.
    this.#run[at] = part === 'stuckOn' ? print : this.#joined(this.#run[at]!, `run/${part}`, name, print);
  }

  #goOn(): void {
    const details = runParts.indexOf('details');
    for (const part of endParts) {
      const at = runParts.indexOf(part);
      this.#run[details] = this.#joined(this.#run[details]!, 'run/details', earlierName(part), this.#run[at]!);
      this.#run[at] = 0;
      this.#said.delete(`run/${part}`);
    }
  }

  #addToOperation(seq: Seq, fact: Exclude<Fact, { type: 'run' | 'runGoesOn' }>, at: number): void {
    if (at === NONE) return;
    if (fact.type === 'close') this.#closed[at] = 1;
    else if (fact.type === 'open') this.#open(seq, at);
    else {
      const { part, name, value } = fact;
      const { names, operations } = this.#outline;
      const ignore = this.#ignoring(kindOf(this.#outline, at), names[operations.name[at]!] ?? '');
      const column = this.#columns[part];
      column[at] = this.#joined(
        column[at]!,
        `${at}/${part}/${this.#past.get(at)?.length ?? 0}`,
        name,
        printOf(value, steps(ignore, part, name)),
      );
    }
  }

  /** Joins a new fact to the hash `before`; a repeated equal fact counts once. */
  #joined(before: number, place: string, name: string | undefined, print: number): number {
    if (print === 0) return before;
    if (name === undefined && before === 0) return print;
    const key = name === undefined ? place : `${place}/${name}`;
    const said = this.#said.get(key) ?? (name === undefined ? { last: before, print: before } : undefined);
    if (said?.last === print) return before;
    const now = said === undefined ? print : followedBy(said.print, print);
    this.#said.set(key, { last: print, print: now });
    if (name === undefined) return now;
    return (before - (said === undefined ? 0 : underName(name, said.print)) + underName(name, now)) >>> 0;
  }

  #open(seq: Seq, at: number): void {
    if (this.#closed[at] === 0) return;
    this.#closed[at] = 0;
    const past = this.#past.get(at) ?? [{ openedAt: this.#outline.operations.openedAt[at]!, prints: nothing }];
    // Ends the iteration here and begins the next.
    past.push({ openedAt: past.pop()!.openedAt, prints: this.#printsAt(at) }, { openedAt: seq, prints: nothing });
    this.#past.set(at, past);
    for (const part of operationParts) this.#columns[part][at] = 0;
  }

  #printsAt(at: number): PartPrints {
    return Object.fromEntries(operationParts.map((part) => [part, this.#columns[part][at]!])) as PartPrints;
  }

  #ignoring(kind: RuleKind, name: string): IgnoreState | undefined {
    if (this.#rules.length === 0) return undefined;
    const key = `${kind}:${name}`;
    const known = this.#states.get(key) ?? ignoring(this.#rules, kind, name);
    this.#states.set(key, known);
    return known;
  }

  finish(unread: Unread = { encrypted: 0, undecoded: 0 }): Fingerprints {
    const iterations = new Map<number, readonly Iteration[]>();
    for (const [at, past] of this.#past) {
      const all = past.with(-1, { openedAt: past.at(-1)!.openedAt, prints: this.#printsAt(at) });
      for (const part of operationParts) this.#columns[part][at] = chained(all.map(({ prints }) => prints[part]));
      iterations.set(
        at,
        all.map(({ openedAt, prints }) => ({ openedAt, print: chained(operationParts.map((part) => prints[part])) })),
      );
    }
    return { version: FINGERPRINTS_VERSION, ...this.#columns, run: this.#run, iterations, unread };
  }
}

/** The iterations of an operation; an operation that did not run again has one iteration. */
export function iterationsOf(
  { outline, prints }: { readonly outline: Outline; readonly prints: Fingerprints },
  at: number,
): readonly Iteration[] {
  return (
    prints.iterations.get(at) ?? [
      { openedAt: outline.operations.openedAt[at]!, print: chained(operationParts.map((part) => prints[part][at]!)) },
    ]
  );
}

const nothing = Object.fromEntries(operationParts.map((part) => [part, 0])) as PartPrints;

/** One hash for a chain of hashes; 0 where every hash is 0. */
function chained(prints: readonly number[]): number {
  return prints.every((print) => print === 0) ? 0 : prints.reduce(followedBy);
}

function steps(
  ignore: IgnoreState | undefined,
  part: OperationPart | RunPart,
  name: string | undefined,
): IgnoreState | undefined {
  const inside = ignore?.next(part);
  return name === undefined ? inside : inside?.next(name);
}

function printOf(plain: Json, ignore: IgnoreState | undefined): number {
  return plain === null || ignore?.ignored === true ? 0 : hashOf(plain, ignore) || 1;
}
