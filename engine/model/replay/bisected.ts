// The search for the commit that broke a history: its progress and its result.

import type { ReplayReport, VerdictWord } from './replay-report.ts';

export type Commit = {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  /** Time of writing by the author, ms since 1970. */
  readonly authoredAtMs: number;
};

/** `skip`: the commit cannot be judged, for example because its code does not build. */
export type Told = 'good' | 'bad' | 'skip';

/** A commit that the search judged. */
export type ToldCommit = {
  readonly commit: Commit;
  readonly told: Told;
  readonly verdict: VerdictWord | null;
  /** Why the commit cannot be judged. */
  readonly why: string | null;
  /** Number of commits still in question. */
  readonly left: number;
};

export type FoundCommit = {
  readonly commit: Commit;
  readonly report: ReplayReport;
  /** Commits before the found one that cannot be judged: one of them may be the first bad commit. */
  readonly untold: readonly (Commit & { readonly why: string })[];
  /** Number of commits in the search, and of commits replayed. */
  readonly commits: number;
  readonly replayed: number;
};
