// The code of one run, as the screen shows it beside the run: files, and the code's activity at every event.

import type { Frames } from './frames.ts';

export type RunCode = {
  /** Digest of the code: equal digests mean equal code. */
  readonly digest: string;
  /** Version of the SDK package that the code uses. */
  readonly sdkVersion: string;
  /** The module that exports the workflow. */
  readonly main: string;
  /** The person's own bundled files, `main` first, without packages. */
  readonly files: readonly string[];
  /** null where the code had to be stopped. */
  readonly frames: Frames | null;
};

/** The code that a person can choose for a run. */
export type CodeOffer = {
  /** The last choice for runs of this type. */
  readonly chosen: string | null;
  /** Why no code can be replayed against the run, and what is supported; null where code can. */
  readonly refused: string | null;
  /** For the sample: the versions of its code that Retrace ships. */
  readonly versions: readonly OfferedVersion[];
};

export type OfferedVersion = {
  readonly name: string;
  /** The special feature of the version, in a few words. */
  readonly about: string;
  readonly code: string;
};
