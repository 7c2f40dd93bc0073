// A comparison in sentences that a person can paste into a report. Left is A, right is B.

import { countText, durationText } from '../duration.ts';
import type { RunStatus } from '../effect.ts';
import type { Seq } from '../event.ts';
import { recordedIdOf } from '../replay/own-run-id.ts';
import type { RunSummary } from '../run.ts';
import { calledOf } from '../operation-name.ts';
import { type Outline, nameOf, NONE } from '../outline.ts';
import {
  type Both,
  changesOf,
  type Comparison,
  isOfValuesOnly,
  type Rows,
  rowTypeAt,
  type Share,
} from './comparison.ts';
import { partWord, type UncomparedPart } from './parts.ts';
import type { Unread } from './plain-value.ts';

const namedAtMost = 4;
/** A difference in ms shorter than this explains nothing. */
const leastMs = 1;

export function sentencesOf(
  comparison: Comparison,
  runs: Both<RunSummary>,
  outlines: Both<Outline>,
): readonly string[] {
  const { rows, first, times, same, counts, unread, uncompared } = comparison;
  const sentences = [
    `A is ${titleOf(runs.left)}: ${ended(runs.left.headline.sentence)}`,
    `B is ${titleOf(runs.right)}: ${ended(runs.right.headline.sentence)}`,
  ];
  if (same) sentences.push(sameSentence(comparison, runs));
  sentences.push(...runSentences(comparison, runs));
  if (first === null && !same) sentences.push('Every operation is the same; only the run itself differs.');
  if (first !== null)
    sentences.push(
      `First difference: ${rowText(comparison, first, outlines)}.`,
      ...partingSentence(comparison, first, outlines),
    );
  const only = (type: 'left' | 'right'): void => {
    if (counts[type] > 0)
      sentences.push(`Only ${type === 'left' ? 'A' : 'B'}: ${listed(namesOf(rows, outlines, type), counts[type])}.`);
  };
  only('left');
  only('right');
  if (counts.moved > 0)
    sentences.push(`At another place: ${listed(namesOf(rows, outlines, 'movedTo'), counts.moved)}.`);
  if (counts.changed > 0)
    sentences.push(`In both, but different: ${listed(changedNames(rows, outlines), counts.changed)}.`);
  if (!same) sentences.push(...unreadSentences(unread), ...uncomparedSentences(uncompared, runs));
  sentences.push(...answerSentences(outlines));
  const isMade = runs.left.madeBy !== undefined || runs.right.madeBy !== undefined;
  const time = isMade ? undefined : timeSentence(times.total, times.shares);
  if (time !== undefined) sentences.push(time);
  return sentences;
}

/** Of a run that code made: calls that no recorded answer is for. */
function answerSentences(outlines: Both<Outline>): readonly string[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const unanswered = outlines[side].warnings.filter(({ code }) => code === 'no-answer');
    const named = unanswered.slice(0, namedAtMost).map(({ seq, text }) => {
      const at = place(side === 'left' ? 'A' : 'B', seq === 0 ? null : seq);
      return `${at === '' ? '' : `${at}: `}${text}`;
    });
    const more = unanswered.length - named.length;
    return more > 0 ? [...named, `Nor to ${countText(more)} more of its calls.`] : named;
  });
}

/** Sentences about differences between the runs themselves, apart from their ends. */
function runSentences({ outcome: { status, changes } }: Comparison, runs: Both<RunSummary>): readonly string[] {
  const sentences: string[] = [];
  if (changes.includes('type'))
    sentences.push(`They are of different types: ${runs.left.workflowType} and ${runs.right.workflowType}.`);
  if (changes.includes('input')) sentences.push('They were given different input.');
  if (status.left === status.right && changes.includes('result')) sentences.push(endValueSentence(status.left));
  if (status.left === status.right && changes.includes('failure')) sentences.push('They failed for different reasons.');
  if (changes.includes('nextInput')) sentences.push('They continued with different input.');
  const others = changes.filter((part) => !['type', 'input', 'result', 'nextInput', 'failure'].includes(part));
  if (others.length > 0) sentences.push(`The runs themselves differ in ${others.map(partWord).join(', ')}.`);
  return sentences;
}

/** The final value of a run is called a result only where the run completed. */
function endValueSentence(status: RunStatus): string {
  return status === 'completed' ? 'Their results differ.' : 'They ended with different details.';
}

function sameSentence({ unread, uncompared }: Comparison, runs: Both<RunSummary>): string {
  if (uncompared.length === 0) return sameAsRead(unread);
  const limits = [...unreadSentences(unread), ...uncomparedSentences(uncompared, runs)];
  return [`${sameWords({ unread, uncompared })}.`, ...limits].join(' ');
}

/** Avoids a plain "the same" where parts were not compared. */
export function sameWords({ unread, uncompared }: Pick<Comparison, 'unread' | 'uncompared'>): string {
  const isRead = unread.left.encrypted + unread.right.encrypted === 0;
  if (uncompared.length > 0) return `They did the same as far as can be ${isRead ? 'compared' : 'read and compared'}`;
  return `They did the same${isRead ? '' : ' as far as can be read'}`;
}

/** Each engine has terms of its own for these parts: nobody can tell whether they mean the same. */
function uncomparedSentences(parts: readonly UncomparedPart[], { left, right }: Both<RunSummary>): readonly string[] {
  const dialects = `${left.dialect} and ${right.dialect}`;
  return parts.length === 0
    ? []
    : [`Not compared, as ${dialects} have their own words for it: ${parts.map(partWord).join(', ')}.`];
}

function sameAsRead({ left, right }: Both<Unread>): string {
  if (left.encrypted + right.encrypted > 0)
    return `They did the same as far as can be read: ${encryptedText(left.encrypted, right.encrypted)}.`;
  if (left.undecoded === 0) return 'They did the same.';
  return `They did the same; ${countText(left.undecoded)} ${left.undecoded === 1 ? 'value that cannot be decoded is' : 'values that cannot be decoded are'} equal byte by byte.`;
}

function unreadSentences({ left, right }: Both<Unread>): readonly string[] {
  const undecoded = Math.max(left.undecoded, right.undecoded);
  return [
    ...(left.encrypted + right.encrypted === 0
      ? []
      : [`Not compared, as nobody can read it here: ${encryptedText(left.encrypted, right.encrypted)}.`]),
    ...(undecoded === 0
      ? []
      : [
          `${countText(undecoded)} ${undecoded === 1 ? 'value that cannot be decoded was' : 'values that cannot be decoded were'} compared byte by byte.`,
        ]),
  ];
}

function encryptedText(left: number, right: number): string {
  if (left === right) return left === 1 ? '1 value is encrypted' : `${countText(left)} values are encrypted`;
  if (left === 0 || right === 0) return `${countText(left + right)} values of ${left === 0 ? 'B' : 'A'} are encrypted`;
  return `${countText(left)} values of A and ${countText(right)} of B are encrypted`;
}

/** Ends a text with exactly one full stop. */
function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Where the first difference concerns values only: the place where the event sequences part. */
function partingSentence(comparison: Comparison, first: number, outlines: Both<Outline>): readonly string[] {
  const { rows } = comparison;
  const isParting = (row: number): boolean =>
    rowTypeAt(rows, row) !== 'same' && (rowTypeAt(rows, row) !== 'changed' || !isOfValuesOnly(rows.changes[row]!));
  if (isParting(first)) return [];
  for (let row = first + 1; row < rows.count; row++)
    if (isParting(row)) return [`They part ways here: ${rowText(comparison, row, outlines)}.`];
  return ['Apart from values, every operation is the same.'];
}

function titleOf({ workflowId, runId, workflowType, madeBy }: RunSummary): string {
  const made = madeBy === undefined ? '' : `what the code ${madeBy} makes of `;
  return `${made}${workflowId ?? recordedIdOf(runId)}${workflowType === null ? '' : ` (${workflowType})`}`;
}

function rowText({ rows, laterIterations }: Comparison, row: number, outlines: Both<Outline>): string {
  const type = rowTypeAt(rows, row);
  const [left, right] = bothOf(rows, row);
  const name = calledIn(outlines, left, right);
  const later = laterIterations.find((iteration) => iteration.left === left && iteration.right === right);
  const places = [
    place('A', openedAt(outlines.left, left, later?.openedAt.left)),
    place('B', openedAt(outlines.right, right, later?.openedAt.right)),
  ]
    .filter((text) => text !== '')
    .join(', ');
  const iteration = later === undefined ? '' : `in iteration ${countText(later.iteration)} `;
  const what = {
    same: '',
    changed: `${iteration}differs in ${changesOf(rows.changes[row]!).map(partWord).join(', ')}`,
    left: 'is only in A',
    right: 'is only in B',
    movedFrom: 'is at another place',
    movedTo: 'is at another place',
  }[type];
  return `${name} (${places}) ${what}`;
}

/** The operations of a row, including the other row of a moved pair. */
function bothOf(rows: Rows, row: number): readonly [left: number, right: number] {
  const other = rows.other[row]!;
  const half = (side: 'left' | 'right'): number =>
    rows[side][row]! !== NONE ? rows[side][row]! : other === NONE ? NONE : rows[side][other]!;
  return [half('left'), half('right')];
}

/** The operation's name alone, where the two sides have different full names. */
function calledIn(outlines: Both<Outline>, left: number, right: number): string {
  const [a, b] = [
    left === NONE ? '' : calledOf(outlines.left, left),
    right === NONE ? '' : calledOf(outlines.right, right),
  ];
  return a === '' || b === '' || a === b ? a || b : nameOf(outlines.left, left);
}

/** The event that opened an operation or the given iteration of it; null where this side has no such iteration. */
function openedAt({ operations }: Outline, operation: number, iteration: Seq | null | undefined): Seq | null {
  if (iteration !== undefined) return iteration;
  return operation === NONE ? null : operations.openedAt[operation]!;
}

function place(side: string, seq: Seq | null): string {
  return seq === null ? '' : `${side} #${countText(seq)}`;
}

/** Count per name, and the full name of its last operation, shown where the count is 1. */
type Names = Map<string, { readonly count: number; readonly called: string }>;

function note(names: Names, name: string, called: string): void {
  names.set(name, { count: (names.get(name)?.count ?? 0) + 1, called });
}

function namesOf(rows: Rows, outlines: Both<Outline>, type: 'left' | 'right' | 'movedTo'): Names {
  const names: Names = new Map();
  const side = type === 'left' ? 'left' : 'right';
  for (let row = 0; row < rows.count; row++) {
    if (rowTypeAt(rows, row) !== type) continue;
    note(names, nameOf(outlines[side], rows[side][row]!), calledIn(outlines, ...bothOf(rows, row)));
  }
  return names;
}

function changedNames(rows: Rows, outlines: Both<Outline>): Names {
  const names: Names = new Map();
  for (let row = 0; row < rows.count; row++) {
    if (rowTypeAt(rows, row) !== 'changed') continue;
    const operation = rows.left[row]!;
    const what = `(${changesOf(rows.changes[row]!).map(partWord).join(', ')})`;
    note(
      names,
      `${nameOf(outlines.left, operation)} ${what}`,
      `${calledIn(outlines, operation, rows.right[row]!)} ${what}`,
    );
  }
  return names;
}

/** The names, the most frequent first. */
function listed(names: Names, all: number): string {
  const most = [...names].toSorted(([, a], [, b]) => b.count - a.count).slice(0, namedAtMost);
  const shown = most.reduce((sum, [, { count }]) => sum + count, 0);
  const words = most.map(([name, { count, called }]) => (count === 1 ? called : `${name} ×${countText(count)}`));
  return all > shown ? `${words.join(', ')} and ${countText(all - shown)} more` : words.join(', ');
}

function timeSentence({ left, right }: Both<number | null>, shares: readonly Share[]): string | undefined {
  if (left === null || right === null || Math.abs(right - left) < leastMs) return undefined;
  const longer = right > left ? 'B' : 'A';
  const more = Math.abs(right - left);
  const opening = `${longer} took ${durationText(more)} longer (A ${durationText(left)}, B ${durationText(right)})`;
  const sign = right > left ? 1 : -1;
  const reasons = shares
    .filter(({ leftMs, rightMs }) => Math.abs(rightMs - leftMs) >= Math.max(leastMs, more / 20))
    .slice(0, namedAtMost);
  return reasons.length === 0
    ? `${opening}.`
    : `${opening}: ${reasons.map((share) => reasonText(share, sign)).join(', ')}.`;
}

function reasonText({ name, leftMs, rightMs, scheduleToStartMs, retryMs }: Share, sign: number): string {
  const more = sign * (rightMs - leftMs);
  // Parts that changed in the same direction as the total.
  const part = (both: Both<number>, words: string): string => {
    const ms = sign * (both.right - both.left);
    return Math.sign(ms) === Math.sign(more) && Math.abs(ms) >= leastMs
      ? `${durationText(Math.abs(ms))} of it ${words}`
      : '';
  };
  const parts = [part(retryMs, 'retrying'), part(scheduleToStartMs, 'waiting to start')].filter((text) => text !== '');
  return `${name} ${more > 0 ? '+' : ''}${durationText(more)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}
