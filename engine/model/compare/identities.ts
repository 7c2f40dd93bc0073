// The identity of an operation, independent of its time and number: its kind, its name and the handler that scheduled it.

import { type OperationKind, operationKinds } from '../effect.ts';
import { patternOf } from '../graph/graph-names.ts';
import type { Outline } from '../outline.ts';
import { hasFlag, kindIndex, kindOf, NONE } from '../outline.ts';
import type { Side } from './comparison.ts';

/** Columns over the compared operations, which exclude housekeeping. */
export type Identities = {
  /** Outline index of the operation of each entry, rising. */
  readonly operations: Int32Array;
  /** The coarse number: equal kind, name and scope give an equal number, on both sides. */
  readonly coarse: Int32Array;
  /** The fine number: equal coarse number and equal input give an equal number. */
  readonly fine: Int32Array;
  /** 1 where an input is recorded: without an input, operations of equal name cannot be told apart. */
  readonly hasInput: Uint8Array;
};

/** Factor for keys made of two numbers of 21 and 32 bits; such keys are exact. */
const shift = 2 ** 32;

/** Assigns numbers to equal keys; all compared sides share the numbers. */
export class Identifier {
  readonly #names = new Map<string, number>();
  readonly #coarse = new Map<number, number>();
  readonly #fine = new Map<number, number>();

  /** An exclusive upper bound of all coarse and fine numbers. */
  get count(): number {
    return Math.max(this.#coarse.size, this.#fine.size);
  }

  identities({ outline, prints }: Side): Identities {
    const operations = comparedOperations(outline);
    const names = outline.names.map((name) => numberOf(this.#names, name));
    const patterns = outline.names.map((name) => numberOf(this.#names, patternOf(name)));
    const coarse = new Int32Array(operations.length);
    const fine = new Int32Array(operations.length);
    const hasInput = new Uint8Array(operations.length);
    const ofOperation = new Int32Array(outline.operations.count).fill(NONE);
    for (const [i, operation] of operations.entries()) {
      const scope = scopeOf(outline, operation);
      const name = (isNumbered(outline, operation) ? patterns : names)[nameOfIdentity(outline, operation)]!;
      const named = name * operationKinds.length + (alike[outline.operations.kind[operation]!] ?? 0);
      coarse[i] = numberOf(this.#coarse, scope === NONE ? named : (ofOperation[scope]! + 1) * shift + named);
      ofOperation[operation] = coarse[i]!;
      fine[i] = numberOf(this.#fine, coarse[i] * shift + prints.input[operation]!);
      hasInput[i] = prints.input[operation] === 0 ? 0 : 1;
    }
    return { operations, coarse, fine, hasInput };
  }
}

/**
 * Kinds of work with a name, an input and a result. Dialects differ in the term for the kind, which only says where the
 * work runs.
 */
const work: ReadonlySet<OperationKind> = new Set(['activity', 'localActivity', 'node']);
const alike = operationKinds.map((kind) => kindIndex[work.has(kind) ? 'activity' : kind]);
const handlers: ReadonlySet<OperationKind> = new Set(['signal', 'update', 'query']);

/**
 * The handler that scheduled an operation, or NONE. Another cause, such as the node before the operation, is not its
 * scope.
 */
export function scopeOf(outline: Outline, operation: number): number {
  const cause = outline.operations.cause[operation]!;
  return cause !== NONE && handlers.has(kindOf(outline, cause)) ? cause : NONE;
}

/**
 * The name of a timer is its length or number, the name of a message to another run is that run. Both may change while
 * the operation stays the same.
 */
function nameOfIdentity(outline: Outline, operation: number): number {
  const { kind, name, label } = outline.operations;
  const isNamedByValue =
    kind[operation] === kindIndex.timer ||
    kind[operation] === kindIndex.signalExternal ||
    kind[operation] === kindIndex.cancelExternal;
  return isNamedByValue ? label[operation]! : name[operation]!;
}

/** True for side effects, which SDKs name by number. */
export function isNumbered(outline: Outline, operation: number): boolean {
  return outline.operations.kind[operation] === kindIndex.sideEffect;
}

function comparedOperations(outline: Outline): Int32Array {
  const { count, openedAt } = outline.operations;
  const operations = new Int32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    if (kindOf(outline, i) !== 'workflowTask' && !hasFlag(outline, openedAt[i]!, 'bookkeeping'))
      operations[length++] = i;
  }
  return operations.subarray(0, length);
}

function numberOf<K>(numbers: Map<K, number>, key: K): number {
  let number = numbers.get(key);
  if (number === undefined) numbers.set(key, (number = numbers.size));
  return number;
}
