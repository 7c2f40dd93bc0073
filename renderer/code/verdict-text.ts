// A verdict in words: its title, and its meaning for the run.

import type { ReplayReport, VerdictWord } from '../../engine/model/replay/replay-report.ts';

export type VerdictTone = 'ok' | 'bad' | 'warn' | 'open';

type Words = { readonly title: string; readonly tone: VerdictTone };

export const verdictWords: Readonly<Record<VerdictWord, Words>> = {
  same: { title: 'Same', tone: 'ok' },
  blocked: { title: 'Same so far', tone: 'ok' },
  'not-started': { title: 'Never begun', tone: 'open' },
  drift: { title: 'Drift', tone: 'warn' },
  'fails-next': { title: 'Fails next', tone: 'bad' },
  stopped: { title: 'Does not come back', tone: 'bad' },
  nondeterminism: { title: 'Nondeterminism', tone: 'bad' },
};

/** What the verdict means, in a sentence. */
export function verdictSentence(report: ReplayReport): string {
  const { verdict, seq, drift, cause } = report;
  const text = cause ?? report.text;
  switch (verdict) {
    case 'same':
      return 'The code does what the history says, to its end.';
    case 'blocked':
      return `The code does what the history says, and ${goesOnText(report)}.`;
    case 'not-started':
      return 'No workflow task of this run was ever begun: there is nothing to compare.';
    case 'drift':
      return drift.length === 0
        ? (text ?? 'It replays, and what it does is not quite what it did.')
        : driftSentence(drift.map(({ grade }) => grade === 'changesBehaviour'));
    case 'fails-next':
      return text ?? 'All that is recorded replays, and the next workflow task fails.';
    case 'stopped':
      return `The code did not come back after event ${seq ?? 0}, and was ended.`;
    case 'nondeterminism':
      return `${seq === null ? '' : `At event ${seq}: `}${text ?? 'the code cannot have made this history.'}`;
  }
}

/** `behaves`: of each attribute that is otherwise, whether that changes what runs. */
export function driftSentence(behaves: readonly boolean[]): string {
  const { length } = behaves;
  const changing = behaves.filter(Boolean).length;
  if (changing === 0) return `It replays, and what runs is the same, but ${differs(length)}.`;
  const some = changing === length ? 'that changes' : `${changing} of them ${changing === 1 ? 'changes' : 'change'}`;
  return `It replays, but ${differs(length)}, and ${some} what runs.`;
}

function differs(attributes: number): string {
  return `${countOf(attributes, 'attribute')} ${attributes === 1 ? 'differs' : 'differ'}`;
}

/** The tag of the line that the verdict is about. */
export function verdictTag(verdict: VerdictWord): string {
  if (verdict === 'fails-next') return 'throws here';
  if (verdict === 'stopped') return 'stopped here';
  return verdict === 'nondeterminism' ? 'diverges here' : 'verdict';
}

function goesOnText({ waitsFor, next }: ReplayReport): string {
  if (next.length > 0) return `asks for ${countOf(next.length, 'thing')} more in the task that is not recorded`;
  return waitsFor.length === 0 ? 'waits' : `waits for ${countOf(waitsFor.length, 'thing')} that it asked for`;
}

function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
