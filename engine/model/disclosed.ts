// What a bundle gives away, for a person to look at before.

import type { RunNote, RunPlace } from './run.ts';

/** The values at one path, with list indexes ignored. `before` and `after`: the first value. */
export type DisclosedPath = {
  readonly path: string;
  count: number;
  readonly before: string;
  readonly after: string;
  readonly replaced: boolean;
};

export type Disclosed = {
  /** Number of the workflow's own values that are disclosed; `replaced` counts those that get a pseudonym. */
  kept: number;
  replaced: number;
  /** Number of names and ids that are disclosed, and of those that get a pseudonym. */
  namesKept: number;
  namesReplaced: number;
  readonly paths: readonly DisclosedPath[];
};

/** `bytes`: size of the run's text in the bundle, before compression. */
export type DisclosedRun = Disclosed & {
  readonly run: string;
  readonly source: string;
  readonly events: number;
  readonly bytes: number;
  readonly place?: RunPlace;
  readonly notes: readonly RunNote[];
};

/** What gets pseudonyms: the workflow's values, names and ids too, or nothing. */
export const pseudonymChoices = ['none', 'values', 'names'] as const;
export type PseudonymChoice = (typeof pseudonymChoices)[number];
