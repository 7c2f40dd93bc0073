// Text for the terminal about the commit that a bisect found.

import type { FoundCommit } from '../model/replay/bisected.ts';
import { replayTextLines, type ReplayTextOptions } from './replay-text.ts';

export function bisectTextLines(
  { commit, report, untold, commits, replayed }: FoundCommit,
  options: ReplayTextOptions,
): readonly string[] {
  return [
    `First bad commit: ${commit.id.slice(0, 12)}  ${commit.subject}`,
    `${commit.author}, ${new Date(commit.authoredAtMs).toISOString().slice(0, 10)}`,
    `(of ${commits}, ${replayed} replayed)`,
    ...(untold.length === 0 ? [] : ['One of these may be the first; their code could not be run:']),
    ...untold.map(({ id, subject, why }) => `  ${id.slice(0, 12)}  ${subject}: ${why}`),
    '',
    ...replayTextLines(report, options),
  ];
}
