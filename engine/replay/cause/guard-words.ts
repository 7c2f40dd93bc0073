// How a change of the code is guarded for runs that are open, in the words of whom the code is written for.

import type { GuestKind } from '../../sandbox/bundle.ts';

export type GuardWords = {
  /** What a guard is called. */
  readonly guard: string;
  /** An expression that holds in runs that begin with the new code. */
  readonly isNew: (id: string) => string;
  readonly orLetFinish: string;
};

const words: Readonly<Record<GuestKind, GuardWords>> = {
  temporal: {
    guard: 'patch',
    isNew: (id) => `patched('${id}')`,
    orLetFinish: 'Or leave the old code to the runs that are open: worker versioning, or another workflow type.',
  },
  native: {
    guard: 'version',
    isNew: (id) => `ctx.version('${id}')`,
    orLetFinish: 'Or leave the old code to the runs that are open: give the new one another name.',
  },
};

export function guardWords(guest: GuestKind): GuardWords {
  return words[guest];
}
