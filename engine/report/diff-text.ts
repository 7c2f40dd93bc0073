// A comparison as text for the terminal.

import type { ValueDifference, ValueDifferences } from '../model/api.ts';
import { briefJson, briefPair } from '../model/compare/json-brief.ts';
import { partWord } from '../model/compare/parts.ts';
import { durationText } from '../model/duration.ts';
import { type DiffDocument, differencesOf, type DocumentOperation, type DocumentRow } from './diff-document.ts';

const shownDifferences = 40;
const shownValues = 8;
const valueLetters = 60;

const signs: Readonly<Record<DocumentRow['type'], string>> = {
  same: ' ',
  changed: '~',
  onlyLeft: '−',
  onlyRight: '+',
  moved: '>',
  movedFrom: '>',
};

export function diffTextLines(document: DiffDocument): readonly string[] {
  const { sentences, counts, outcome, only, ignored } = document;
  const differences = differencesOf(document);
  const hidden = differences.length - shownDifferences;
  return [
    ...sentences,
    `${counts.same} the same, ${counts.changed} changed, ${counts.moved} moved, ${counts.left} only in A, ${counts.right} only in B`,
    ...(only.length === 0 ? [] : [`Only looked at: ${only.join(', ')}.`]),
    ...(ignored.length === 0 ? [] : [`Not looked at: ${ignored.join('; ')}.`]),
    ...(outcome === null || outcome.changes.length === 0
      ? []
      : ['', `~ run  ${outcome.changes.map(partWord).join(', ')}`, ...valueLines(outcome.values)]),
    ...(differences.length === 0 ? [] : ['']),
    ...differences.slice(0, shownDifferences).flatMap(rowLines),
    ...(hidden > 0 ? [`… and ${hidden} more; --json lists all of them.`] : []),
  ];
}

function rowLines(row: DocumentRow): readonly string[] {
  const { type, left, right, changes, values } = row;
  const { kind } = (left ?? right)!;
  const called = calledBoth(left, right);
  const named = called.startsWith(`${kind} `) ? called : `${kind} ${called}`;
  const places = [left === null ? '' : `A #${left.openedAt}`, right === null ? '' : `B #${right.openedAt}`]
    .filter((text) => text !== '')
    .join(' → ');
  const what = changes.map((change) => changeText(change, left, right)).join(', ');
  return [
    `${signs[type]} ${named}  (${places})${what === '' ? '' : `  ${what}`}`,
    ...(values === null ? [] : valueLines(values)),
  ];
}

/** The operation's name alone if the two sides have different display names. */
function calledBoth(left: DocumentOperation | null, right: DocumentOperation | null): string {
  const [a, b] = [left ?? right, right ?? left];
  return a?.called === b?.called ? (a?.called ?? '') : (a?.name ?? '');
}

function changeText(change: string, left: DocumentOperation | null, right: DocumentOperation | null): string {
  if (left === null || right === null) return partWord(change);
  if (change === 'status') return `status ${left.status} → ${right.status}`;
  if (change === 'attempts')
    return `attempts ${left.attempts} → ${right.attempts}, retrying ${durationText(left.retryMs)} → ${durationText(right.retryMs)}`;
  return change === 'name' ? `name ${left.name} → ${right.name}` : partWord(change);
}

function valueLines({ differences, more }: ValueDifferences): readonly string[] {
  const hidden = Math.max(0, differences.length - shownValues) + more;
  return [
    ...differences.slice(0, shownValues).map((difference) => `    ${valueText(difference)}`),
    ...(hidden > 0 ? [`    … and ${hidden} more values`] : []),
  ];
}

export function valueText({ type, path, rightPath, left, right, iteration }: ValueDifference): string {
  const at = iteration === undefined ? '' : `${iterationText(iteration)}: `;
  if (type === 'moved') return `${at}${path} moved to ${rightPath ?? path}`;
  const where = at + (rightPath === undefined ? path : `${path} → ${rightPath}`);
  if (left !== undefined && right !== undefined) return `${where}: ${briefPair(left, right, valueLetters).join(' → ')}`;
  return `${where}: ${left === undefined ? 'nothing' : briefJson(left, valueLetters)} → ${right === undefined ? 'nothing' : briefJson(right, valueLetters)}`;
}

/** For example `iteration 2 (A 6, B 9)`. */
export function iterationText({ number, left, right }: NonNullable<ValueDifference['iteration']>): string {
  const places = [left === null ? '' : `A ${left}`, right === null ? '' : `B ${right}`]
    .filter((text) => text !== '')
    .join(', ');
  return `iteration ${number} (${places})`;
}
