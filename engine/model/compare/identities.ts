// What an operation is, apart from when and under which number it came: its kind, its name and the handler that issued it.

import { operationKinds } from '../effect.ts';
import { patternOf } from '../graph-names.ts';
import type { Outline } from '../outline.ts';
import { hasFlag, kindIndex, kindOf, NONE } from '../outline.ts';
import type { Side } from './comparison.ts';

/** Columns over the operations that are compared: housekeeping is none of them. */
export type Identities = {
  /** Operation of each entry, rising. */
  readonly operations: Int32Array;
  /** Equal kind, name and scope: equal number, on both sides. */
  readonly coarse: Int32Array;
  /** The same, and equal input. */
  readonly fine: Int32Array;
};

/** Of keys that are made of two numbers of 21 and 32 bits, and so are exact. */
const shift = 2 ** 32;

/** Numbers for what is equal, shared by all sides that are compared. */
export class Identifier {
  readonly #names = new Map<string, number>();
  readonly #coarse = new Map<number, number>();
  readonly #fine = new Map<number, number>();

  /** Coarse and fine numbers are below it. */
  get count(): number {
    return Math.max(this.#coarse.size, this.#fine.size);
  }

  identities({ outline, prints }: Side): Identities {
    const operations = comparedOperations(outline);
    const names = outline.names.map((name) => numberOf(this.#names, name));
    const patterns = outline.names.map((name) => numberOf(this.#names, patternOf(name)));
    const coarse = new Int32Array(operations.length);
    const fine = new Int32Array(operations.length);
    const ofOperation = new Int32Array(outline.operations.count).fill(NONE);
    for (const [i, operation] of operations.entries()) {
      const scope = outline.operations.cause[operation]!;
      const name = (isNumbered(outline, operation) ? patterns : names)[nameOfIdentity(outline, operation)]!;
      const named = name * operationKinds.length + outline.operations.kind[operation]!;
      coarse[i] = numberOf(this.#coarse, scope === NONE ? named : (ofOperation[scope]! + 1) * shift + named);
      ofOperation[operation] = coarse[i]!;
      fine[i] = numberOf(this.#fine, coarse[i] * shift + prints.input[operation]!);
    }
    return { operations, coarse, fine };
  }
}

/** A timer is named by its length or number, a message to another run by that run: both may change, and are still the same operation. */
function nameOfIdentity(outline: Outline, operation: number): number {
  const { kind, name, label } = outline.operations;
  const isNamedByValue = kind[operation] === kindIndex.timer || kind[operation] === kindIndex.signalExternal || kind[operation] === kindIndex.cancelExternal;
  return isNamedByValue ? label[operation]! : name[operation]!;
}

/** SDKs name side effects by their number. */
export function isNumbered(outline: Outline, operation: number): boolean {
  return outline.operations.kind[operation] === kindIndex.sideEffect;
}

function comparedOperations(outline: Outline): Int32Array {
  const { count, openedAt } = outline.operations;
  const operations = new Int32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    if (kindOf(outline, i) !== 'workflowTask' && !hasFlag(outline, openedAt[i]!, 'bookkeeping')) operations[length++] = i;
  }
  return operations.subarray(0, length);
}

function numberOf<K>(numbers: Map<K, number>, key: K): number {
  let number = numbers.get(key);
  if (number === undefined) numbers.set(key, (number = numbers.size));
  return number;
}
