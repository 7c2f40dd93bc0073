// How a code change is guarded for open runs, in the terms of the SDK.

import type { GuestKind } from '../../sandbox/bundle.ts';

export type GuardWords = {
  /** The guard's name. */
  readonly guard: string;
  /** An expression that is true in runs that begin with the new code. */
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
