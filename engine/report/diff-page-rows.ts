// HTML of both runs' operations side by side: gaps for missing operations, folded stretches of equal rows, differing
// values below their row.

import { must } from '../model/assert.ts';
import { partWord } from '../model/compare/parts.ts';
import { countText, durationText } from '../model/duration.ts';
import { isBad } from '../model/effect.ts';
import type { DiffDocument, DocumentOperation, DocumentRow } from './diff-document.ts';
import { valuesTable } from './diff-page-values.ts';
import { type Html, html } from './html.ts';

/** Number of equal rows shown on each side of a difference; further rows are folded. */
const around = 2;
const leastFolded = 4;
/** Maximum number of operations listed in a folded stretch (`mostListed`), and in all of them (`mostListedInAll`). */
const mostListed = 100;
const mostListedInAll = 2000;
const mostRows = 5000;
/** Shorter waits and retries, in ms, are not mentioned. */
const leastMs = 10;

const marks: Readonly<Record<DocumentRow['type'], readonly [string, string]>> = {
  same: ['=', 'same'],
  changed: ['≠', 'changed'],
  onlyLeft: ['−', 'only in A'],
  onlyRight: ['+', 'only in B'],
  moved: ['⇅', 'moved here'],
  movedFrom: ['⇅', 'moved away'],
};

export function rowsSection({ rows, first }: DiffDocument): Html {
  const stretches = stretchesOf(rows.slice(0, mostRows), rows.length > mostRows);
  const listed = Math.min(
    mostListed,
    Math.max(leastFolded, Math.floor(mostListedInAll / stretches.filter(({ folded }) => folded).length)),
  );
  return html`<h2 id="rows">Side by side</h2>
${rows.length === 0 ? html`<p class="dim">There are no operations to compare.</p>` : null}
${stretches.map((stretch, i) => stretchHtml(stretch, i === 0, first, listed))}
${rows.length > mostRows ? html`<p class="dim">… and ${countText(rows.length - mostRows)} more rows; the command line lists all with --json.</p>` : null}`;
}

type Stretch = { readonly rows: readonly DocumentRow[]; readonly from: number; readonly folded: boolean };

/** Cuts the rows into shown and folded stretches. */
function stretchesOf(rows: readonly DocumentRow[], isCut: boolean): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const add = (from: number, to: number, folded: boolean): void => {
    if (to > from) stretches.push({ rows: rows.slice(from, to), from, folded });
  };
  let shownFrom = 0;
  for (let i = 0; i < rows.length; i++) {
    let end = i;
    while (end < rows.length && must(rows[end]).type === 'same') end++;
    const from = i === 0 ? 0 : i + around;
    const to = end === rows.length && !isCut ? end : end - around;
    if (end > i && to - from >= leastFolded) {
      add(shownFrom, from, false);
      add(from, to, true);
      shownFrom = to;
    }
    i = Math.max(i, end);
  }
  add(shownFrom, rows.length, false);
  return stretches;
}

function stretchHtml({ rows, from, folded }: Stretch, isFirst: boolean, first: number | null, most: number): Html {
  if (!folded) return rowsTable(rows, from, isFirst, first);
  const [begin, end] = [must(rows[0]), must(rows.at(-1))];
  const listed = rows.slice(0, most);
  const span = `A events ${begin.left?.openedAt}–${end.left?.openedAt}, B events ${begin.right?.openedAt}–${end.right?.openedAt}`;
  return html`${isFirst ? rowsTable([], 0, true, null) : null}<details class="fold"><summary>${countText(rows.length)} the same (${span})</summary>${rowsTable(listed, from, false, null)}${rows.length > listed.length ? html`<p class="dim">… and ${countText(rows.length - listed.length)} more</p>` : null}</details>`;
}

function rowsTable(rows: readonly DocumentRow[], from: number, withHead: boolean, first: number | null): Html {
  const names = html`<tr><th scope="col" class="number a">A<span class="unseen"> event</span></th><th scope="col" class="a">Operation in A</th><th scope="col" class="a">Status</th><th scope="col" class="number a">Duration</th><th scope="col"><span class="unseen">How they differ</span></th><th scope="col" class="number b">B<span class="unseen"> event</span></th><th scope="col" class="b">Operation in B</th><th scope="col" class="b">Status</th><th scope="col" class="number b">Duration</th></tr>`;
  return html`<table class="rows"><colgroup><col width="6%"><col width="19%"><col width="11%"><col width="8%"><col width="12%"><col width="6%"><col width="19%"><col width="11%"><col width="8%"></colgroup><thead${withHead ? null : html` class="unseen"`}>${names}</thead><tbody>${rows.map((row, i) => rowHtml(row, from + i === first))}</tbody></table>`;
}

function rowHtml(row: DocumentRow, isFirst: boolean): Html {
  const { type, left, right, values } = row;
  const [sign, word] = marks[type];
  const shownLeft = type === 'moved' ? null : left;
  const table = values === null ? null : valuesTable(values);
  return html`<tr${type === 'same' ? null : html` class="other"`}${isFirst ? html` id="first"` : null}>${operationCells(shownLeft, row)}<td class="mark"><b>${sign}</b> ${word}${whatChanged(row)}</td>${operationCells(right, row)}</tr>
${table === null ? null : html`<tr class="other"><td colspan="9">${table}</td></tr>`}`;
}

function whatChanged({ changes, type }: DocumentRow): Html | null {
  return changes.length === 0 || type === 'movedFrom'
    ? null
    : html`<br><span class="dim">${changes.map(partWord).join(', ')}</span>`;
}

function operationCells(operation: DocumentOperation | null, { type, left }: DocumentRow): Html {
  if (operation === null)
    return html`<td class="gap" colspan="4">${type === 'moved' && left !== null ? `from A event ${left.openedAt}` : ''}</td>`;
  const { openedAt, called, kind, status, attempts, totalMs, scheduleToStartMs, retryMs, unknownMs } = operation;
  const parts = [
    scheduleToStartMs >= leastMs ? `${durationText(scheduleToStartMs)} schedule-to-start` : '',
    retryMs >= leastMs ? `${durationText(retryMs)} retrying` : '',
    unknownMs >= leastMs ? `${durationText(unknownMs)} not known how` : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
  return html`<td class="number">${openedAt}</td><td class="name">${called}<span class="kind">${kind}</span></td><td${isBad(status) ? html` class="bad"` : null}>${status}${attempts > 1 ? html`<span class="kind">${attempts} attempts</span>` : null}</td><td class="number">${durationText(totalMs)}${parts === '' ? null : html`<span class="kind">${parts}</span>`}</td>`;
}
