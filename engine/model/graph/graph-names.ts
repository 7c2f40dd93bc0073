// Which operations count as equal in a folded graph: by kind and name, loosely (numbers in names ignored), or by kind
// alone.

import type { Outline } from '../outline.ts';
import { kindIndex } from '../outline.ts';

export const equalities = ['exact', 'loose', 'kind'] as const;
export type Equality = (typeof equalities)[number];

/**
 * A small number for each operation: equal operations have the same number. SDKs name side effects by number, so that
 * name is ignored.
 */
export function equalityClasses(outline: Outline, equality: Equality): Int32Array {
  const { count, kind } = outline.operations;
  const classes = new Int32Array(count);
  const known = new Map<string, number>();
  const patterns = outline.names.map(patternOf);
  for (let i = 0; i < count; i++) {
    const names = equality === 'loose' || kind[i] === kindIndex.sideEffect ? patterns : outline.names;
    const key = equality === 'kind' ? String(kind[i]) : `${kind[i]}:${names[nameIndex(outline, i)]}`;
    let number = known.get(key);
    if (number === undefined) known.set(key, (number = known.size));
    classes[i] = number;
  }
  return classes;
}

/**
 * A timer's name is its number or length, which differs from iteration to iteration: only a person's label distinguishes timers.
 */
export function nameIndex(outline: Outline, operation: number): number {
  const { kind, name, label } = outline.operations;
  return kind[operation] === kindIndex.timer ? label[operation]! : name[operation]!;
}

/** `item-7 of 12` → `item-# of #` */
export function patternOf(name: string): string {
  return name.replaceAll(/\d+/g, '#');
}
