// A comparison as one HTML page for screen and paper: no script, nothing loaded, all data from runs escaped.

import { partWord } from '../model/compare/parts.ts';
import { sameWords } from '../model/compare/summary.ts';
import { countText } from '../model/duration.ts';
import { isoText } from '../model/moment.ts';
import { type DiffDocument, differencesOf, type DocumentOutcome, type DocumentRun } from './diff-document.ts';
import { rowsSection } from './diff-page-rows.ts';
import { timesSection } from './diff-page-times.ts';
import { valuesTable } from './diff-page-values.ts';
import { type Html, html } from './html.ts';
import { pageOf } from './page.ts';

export function diffPage(document: DiffDocument): string {
  const { left, right, outcome, times } = document;
  return pageOf(
    `${titleOf(left)} and ${titleOf(right)} compared`,
    html`${summary(document)}
<div class="sides">${side('A', 'a', left)}${side('B', 'b', right)}</div>
${outcome === null ? null : outcomeSection(outcome)}
${firstSection(document)}
${timesSection(times)}
${rowsSection(document)}
${footer()}`,
  );
}

function titleOf({ workflowId, runId }: DocumentRun): string {
  return workflowId ?? runId;
}

function summary({ same, sentences, counts, only, ignored, ...limits }: DiffDocument): Html {
  const { same: equal, changed, moved, left, right } = counts;
  return html`<p class="verdict ${same ? 'same' : 'other'}">${same ? `= ${sameWords(limits)}` : '≠ They differ'}</p>
<div class="pane"><ul class="said">${sentences.map((sentence) => html`<li>${sentence}</li>`)}
<li>${countText(equal)} operations the same, ${countText(changed)} changed, ${countText(moved)} moved, ${countText(left)} only in A, ${countText(right)} only in B.</li>
${only.length === 0 ? null : html`<li>Only looked at: ${only.join(', ')}.</li>`}
${ignored.length === 0 ? null : html`<li>Not looked at: ${ignored.map((rule, i) => html`${i > 0 ? ', ' : ''}<code>${rule}</code>`)}</li>`}</ul></div>`;
}

function side(letter: string, className: string, run: DocumentRun): Html {
  const { workflowId, workflowType, runId, status, headline, events, operations, startedAtMs, source, dialect } = run;
  return html`<section class="pane"><h2 class="${className}">${letter}</h2><dl>
<dt>Workflow</dt><dd>${workflowId ?? 'unknown'}${workflowType === null ? '' : ` (${workflowType})`}</dd>
<dt>Run</dt><dd><code>${runId}</code></dd>
<dt>Status</dt><dd>${status}: ${headline}</dd>
<dt>Started</dt><dd>${timeText(startedAtMs)}</dd>
<dt>Holds</dt><dd>${countText(events)} events, ${countText(operations)} operations (${dialect})</dd>
<dt>From</dt><dd>${source}</dd></dl></section>`;
}

function timeText(atMs: number | null): string {
  return atMs === null ? 'unknown' : isoText(atMs);
}

function outcomeSection({ status, changes, values }: DocumentOutcome): Html {
  const said =
    changes.length === 0
      ? `Both are ${status.left}, and nothing that is said of the runs themselves differs.`
      : `${status.left === status.right ? `Both are ${status.left}` : `A is ${status.left}, B is ${status.right}`}. The runs themselves differ in ${changes.map(partWord).join(', ')}.`;
  return html`<h2 id="outcome">Outcome</h2><div class="pane"><p>${said}</p>${valuesTable(values)}</div>`;
}

function firstSection(document: DiffDocument): Html | null {
  const { first, rows } = document;
  const row = first === null ? undefined : rows[first];
  const operation = row?.left ?? row?.right;
  if (row === undefined || operation === null || operation === undefined) return null;
  const places = [
    row.left === null ? '' : `A event ${row.left.openedAt}`,
    row.right === null ? '' : `B event ${row.right.openedAt}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
  return html`<h2>First difference</h2><p class="pane"><a href="#first">${operation.called}</a> <span class="dim">${operation.kind}, ${places}${row.changes.length === 0 ? '' : `: ${row.changes.map(partWord).join(', ')}`}</span>. ${differenceCount(differencesOf(document).length)}</p>`;
}

function differenceCount(count: number): string {
  return count === 1 ? 'It is the only one.' : `There are ${countText(count)} in all.`;
}

function footer(): Html {
  return html`<footer>Made by Retrace. Operations are matched by kind, name, input and order among their equals, never by number or clock; times alone are no difference, nor are ids that an engine gave, who ran it on which build, and the engine’s own housekeeping.</footer>`;
}
