// The code of one run, as the screen shows it beside the run: files, and what the code did at every event.

import type { Frames } from './frames.ts';

export type RunCode = {
  /** Digest of the code: equal digests are equal code. */
  readonly digest: string;
  /** Of the package that the code is written against. */
  readonly sdkVersion: string;
  /** The module that exports the workflow. */
  readonly main: string;
  /** The person's own files that went in, `main` first. Packages are not among them. */
  readonly files: readonly string[];
  /** null where the code had to be ended. */
  readonly frames: Frames | null;
};

/** What code there is to choose for a run. */
export type CodeOffer = {
  /** What was last chosen for runs of its type. */
  readonly chosen: string | null;
  /** Why no code can be replayed against it, and what is supported; null where some can. */
  readonly refused: string | null;
  /** Of the sample: the versions of its code that come with it. */
  readonly versions: readonly OfferedVersion[];
};

export type OfferedVersion = {
  readonly name: string;
  /** What is special about it, in a few words. */
  readonly about: string;
  readonly code: string;
};
