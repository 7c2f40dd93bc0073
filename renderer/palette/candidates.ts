// The palette's candidates for a text: commands, runs, events by number; the likeliest first. Pure; knows no screen.

import type { RunSummary } from '../../engine/model/run.ts';
import type { Command } from '../ui/commands.ts';

export type Candidates = {
  readonly commands: readonly Command[];
  readonly runs: readonly RunSummary[];
  /** Number of an event of the open run. */
  readonly seq: number | null;
};

const MOST_RUNS = 20;

export function candidates(
  text: string,
  commands: readonly Command[],
  runs: readonly RunSummary[],
  events: number,
): Candidates {
  const typed = text.trim().toLowerCase();
  const seq = /^#?\d{1,10}$/.test(typed) ? Number(typed.replace('#', '')) : null;
  return {
    commands: likeliest(typed, commands),
    runs: typed === '' ? [] : namedRuns(typed.replace(/^go to run\s*/, ''), runs),
    seq: seq !== null && seq >= 1 && seq <= events ? seq : null,
  };
}

function likeliest(typed: string, commands: readonly Command[]): readonly Command[] {
  if (typed === '') return commands;
  const scored = commands.flatMap((command) => {
    const score = scoreOf(typed, `${command.name} ${command.group}`.toLowerCase());
    return score === null ? [] : [{ command, score }];
  });
  return scored.toSorted((a, b) => b.score - a.score).map(({ command }) => command);
}

/**
 * null unless every typed letter occurs in order, most of them at the start of a word. Higher where the text occurs as
 * a whole, higher still at the start of a word.
 */
export function scoreOf(typed: string, name: string): number | null {
  const at = name.indexOf(typed);
  if (at === 0) return 4;
  if (at > 0) return name[at - 1] === ' ' ? 3 : 2;
  let from = 0;
  let starts = 0;
  let letters = 0;
  for (const letter of typed.replaceAll(' ', '')) {
    const found = name.indexOf(letter, from);
    if (found < 0) return null;
    if (found === 0 || name[found - 1] === ' ') starts += 1;
    letters += 1;
    from = found + 1;
  }
  const score = letters === 0 ? 0 : starts / letters;
  return score > 0.5 ? score : null;
}

function namedRuns(typed: string, runs: readonly RunSummary[]): readonly RunSummary[] {
  const found: RunSummary[] = [];
  for (const run of runs) {
    if (found.length === MOST_RUNS) break;
    if (`${run.workflowId ?? ''} ${run.workflowType ?? ''} ${run.runId}`.toLowerCase().includes(typed)) found.push(run);
  }
  return found;
}
