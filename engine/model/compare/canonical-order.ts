// Decides which of two sides is processed first, independent of their names: ties are then broken alike, and the
// reverse comparison gives the mirror image.

import { NONE } from '../outline.ts';
import type { Side } from './comparison.ts';
import { type Identities, scopeOf } from './identities.ts';

export function isCanonical(left: Side, right: Side, a: Identities, b: Identities): boolean {
  if (a.operations.length !== b.operations.length) return a.operations.length > b.operations.length;
  for (let i = 0; i < a.fine.length; i++) {
    if (a.fine[i] === b.fine[i]) continue;
    const order = compareWords(wordsOf(left, a.operations[i]!), wordsOf(right, b.operations[i]!));
    if (order !== 0) return order < 0;
  }
  return true;
}

function wordsOf(side: Side, operation: number): readonly (string | number)[] {
  const { outline, prints } = side;
  const { kind, name, label } = outline.operations;
  const scope = scopeOf(outline, operation);
  const own = [
    kind[operation]!,
    outline.names[name[operation]!] ?? '',
    outline.names[label[operation]!] ?? '',
    prints.input[operation]!,
  ];
  return scope === NONE || scope >= operation ? own : [...own, ...wordsOf(side, scope)];
}

function compareWords(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i] ?? '', b[i] ?? ''];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
