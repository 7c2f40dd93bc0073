// The commit that a search found, as a person reads it in a terminal.

import type { ReplayReport } from '../model/replay/replay-report.ts';
import { replayTextLines, type ReplayTextOptions } from './replay-text.ts';

type Commit = { readonly id: string; readonly subject: string };

export type FoundCommit = {
  readonly commit: Commit;
  readonly report: ReplayReport;
  /** Before it, and nothing can be told of them: one of them may be the first. */
  readonly untold: readonly (Commit & { readonly why: string })[];
  /** How many there were to look at, and how many of them were replayed. */
  readonly commits: number;
  readonly replayed: number;
};

export function bisectTextLines(
  { commit, report, untold, commits, replayed }: FoundCommit,
  options: ReplayTextOptions,
): readonly string[] {
  return [
    `First bad commit: ${commit.id.slice(0, 12)}  ${commit.subject}`,
    `(of ${commits}, ${replayed} replayed)`,
    ...(untold.length === 0 ? [] : ['One of these may be the first; their code could not be run:']),
    ...untold.map(({ id, subject, why }) => `  ${id.slice(0, 12)}  ${subject}: ${why}`),
    '',
    ...replayTextLines(report, options),
  ];
}
