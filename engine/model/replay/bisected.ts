// The search for the commit that broke a history: what it says while it goes on, and what it found.

import type { ReplayReport, VerdictWord } from './replay-report.ts';

export type Commit = {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  /** When its author wrote it. */
  readonly authoredAtMs: number;
};

/** `skip`: it cannot be told, as where the code does not build. */
export type Told = 'good' | 'bad' | 'skip';

/** A commit that was looked at. */
export type ToldCommit = {
  readonly commit: Commit;
  readonly told: Told;
  readonly verdict: VerdictWord | null;
  /** Why nothing can be told of it. */
  readonly why: string | null;
  /** How many commits are still in question. */
  readonly left: number;
};

export type FoundCommit = {
  readonly commit: Commit;
  readonly report: ReplayReport;
  /** Before it, and nothing can be told of them: one of them may be the first. */
  readonly untold: readonly (Commit & { readonly why: string })[];
  /** How many there were to look at, and how many of them were replayed. */
  readonly commits: number;
  readonly replayed: number;
};
