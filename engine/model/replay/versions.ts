// The versions of a path in its repository, for a person to choose from.

import type { Commit } from './bisected.ts';

export type ListedVersions = {
  /** Top folder of the repository; null for a path outside any repository, which has no versions. */
  readonly repository: string | null;
  /** Branches and tags, the latest first. */
  readonly refs: readonly string[];
  /** The tags among `refs`. */
  readonly tags: readonly string[];
  /** The latest commits of the checked-out branch. */
  readonly commits: readonly Commit[];
};
