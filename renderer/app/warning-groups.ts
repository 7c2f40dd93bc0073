// Warnings grouped by kind: thousands of one kind must not hide the others.

import type { Outline } from '../../engine/model/outline.ts';

type Warning = Outline['warnings'][number];

/** The first warning of a kind, and the number of further warnings. */
export type WarningGroup = {
  readonly code: Warning['code'];
  readonly title: string;
  readonly first: readonly Warning[];
  readonly more: number;
};

/** The problem in a few words; each warning's text explains its effect for the reader. */
const titles: Readonly<Record<Warning['code'], string>> = {
  'first-not-start': 'The beginning is missing',
  'duplicate-id': 'Ids that are there twice',
  'missing-id': 'Events that are missing',
  'backward-id': 'Ids that run backward',
  'backward-time': 'Times that run backward',
  'no-time': 'Events without a time',
  'unknown-type': 'Event types that are not known',
  'unknown-value': 'Values that are not known',
  'odd-shape': 'Events of another shape',
  'bad-base64': 'Values that are not what they say',
  'lone-surrogate': 'Half characters',
  'partial-file': 'A part of a file',
  'more-pages': 'One page of several',
  orphan: 'Answers without a question',
  damaged: 'Damage',
  'not-reopened': 'Its own software does not open it again',
  refused: 'Events that its own software refuses',
  'broken-promise': 'Promises that are broken',
  'odd-source': 'What is odd about the source',
  'no-answer': 'Calls that the history does not answer',
};

const FIRST = 5;

/** Groups in order of first occurrence. */
export function warningGroups(warnings: readonly Warning[]): readonly WarningGroup[] {
  const kinds = Map.groupBy(warnings, ({ code }) => code);
  return [...kinds].map(([code, all]) => {
    const listed = all.filter((warning) => !countsOthers(warning));
    const unlisted = all.reduce(
      (sum, warning) => sum + (countsOthers(warning) ? Number.parseInt(warning.text, 10) : 0),
      0,
    );
    return {
      code,
      title: titles[code],
      first: listed.slice(0, FIRST),
      more: Math.max(0, listed.length - FIRST) + unlisted,
    };
  });
}

/** True for the last warning of a frequent kind, which states the number of unlisted warnings. */
function countsOthers({ seq, text }: Warning): boolean {
  return seq === 0 && /^\d+ more of this kind/.test(text);
}
