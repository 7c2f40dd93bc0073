// The versions of a path that its repository has: what a person chooses from.

import type { Commit } from './bisected.ts';

export type ListedVersions = {
  /** Its top folder; null where the path lies in none, and then there are no versions. */
  readonly repository: string | null;
  /** Branches and tags, the latest first. */
  readonly refs: readonly string[];
  /** Those of `refs` that are tags. */
  readonly tags: readonly string[];
  /** The latest ones of what is checked out. */
  readonly commits: readonly Commit[];
};
