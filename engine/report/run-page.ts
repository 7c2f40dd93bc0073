// One run as one HTML page for screen and paper: no script, nothing loaded, all data from the run escaped.

import type { RunFacts, ShownValue, StateDetail } from '../model/api.ts';
import { briefJson } from '../model/compare/json-brief.ts';
import { countText, counted, durationText } from '../model/duration.ts';
import { isBad } from '../model/effect.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { isoText } from '../model/moment.ts';
import { kindIndex, type Outline } from '../model/outline.ts';
import { calledOf, type RunSummary, shownStatus } from '../model/run.ts';
import { durationMs } from '../model/run-time.ts';
import { plainValue } from '../model/shown-payload.ts';
import { type EventLink, eventLinks } from './event-link.ts';
import { type Html, html } from './html.ts';
import { pageOf } from './page.ts';
import { statusText } from './report-words.ts';
import type { RunDocument } from './run-document.ts';
import { eventsSection } from './run-page-events.ts';
import { timelineSection } from './run-page-timeline.ts';
import { sharesSection } from './run-page-times.ts';
import { troublesSection } from './run-page-troubles.ts';

const mostLetters = 20_000;
/** A longer value is folded. */
const mostOpen = 2000;
const mostValues = 100;
const valueLetters = 1000;
const mostWarnings = 50;

export function runPage(document: RunDocument): string {
  const { summary, outline, facts, values, events } = document;
  const link = eventLinks(events);
  return pageOf(
    titleOf(summary),
    html`${verdict(summary, link)}
${about(summary, outline, facts)}
${notes(summary, link)}
${warnings(outline, link)}
${valueSection('input', 'Input', facts.input)}
${valueSection('result', 'Result', facts.result)}
${valueSection('next-input', 'Input of the next run', facts.nextInput)}
${timelineSection(outline, link)}
${troublesSection(document, link)}
${sharesSection(outline, link)}
${valuesSection(values, link)}
${eventsSection(document)}
<footer>Made by Retrace of ${counted(summary.events, 'event')}. Times are UTC.</footer>`,
  );
}

function titleOf(summary: RunSummary): string {
  const called = calledOf(summary);
  return summary.workflowType === null ? called : `${summary.workflowType}: ${called}`;
}

/** The sentence of the run, and the event that it speaks of. */
function verdict(summary: RunSummary, link: EventLink): Html {
  const { sentence, seq } = summary.headline;
  const status = shownStatus(summary);
  const tone = status === 'stuck' || isBad(status) ? 'other' : status === 'completed' ? 'same' : 'open';
  return html`<p class="verdict ${tone}">${statusText(status)}</p>
<p class="sentence">${sentence}${seq > 0 ? html` ${link(seq)}` : null}</p>`;
}

function about(summary: RunSummary, outline: Outline, { facts }: RunFacts): Html {
  const { workflowId, runId, startedAtMs, endedAtMs, form, source, events, status } = summary;
  const operations = workOf(outline);
  const ended = status === 'running' || status === 'paused' || status === 'unknown' ? 'Last event' : 'Ended';
  return html`<section class="pane"><dl>
<dt>Workflow id</dt><dd>${workflowId ?? 'unknown'}</dd>
<dt>Run id</dt><dd><code>${runId}</code></dd>
<dt>Started</dt><dd>${timeText(startedAtMs)}</dd>
<dt>${ended}</dt><dd>${timeText(endedAtMs)}</dd>
<dt>Duration</dt><dd>${durationText(durationMs(outline))}</dd>
<dt>Holds</dt><dd>${counted(events, 'event')}, ${counted(operations, 'operation')}</dd>
${facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${cut(value, valueLetters)}</dd>`)}
<dt>From</dt><dd>${source === '' ? form : html`${source} <span class="dim">${form}</span>`}</dd></dl></section>`;
}

/** Number of operations other than workflow tasks. */
function workOf({ operations: { count, kind } }: Outline): number {
  return kind.subarray(0, count).reduce((sum, each) => sum + (each === kindIndex.workflowTask ? 0 : 1), 0);
}

function timeText(atMs: number | null): string {
  return atMs === null ? 'unknown' : isoText(atMs);
}

function notes({ notes: written = [] }: RunSummary, link: EventLink): Html | null {
  if (written.length === 0) return null;
  return html`<h2 id="notes">Notes</h2><ul class="pane said">${written.map(({ seq, text }) => html`<li>${seq === 0 ? null : html`${link(seq)} `}${text}</li>`)}</ul>`;
}

function warnings({ warnings: all }: Outline, link: EventLink): Html | null {
  if (all.length === 0) return null;
  const more = all.length - mostWarnings;
  return html`<h2 id="warnings">Warnings</h2><ul class="pane said">${all.slice(0, mostWarnings).map(({ seq, text }) => html`<li>${seq === 0 ? null : html`${link(seq)} `}${text}</li>`)}${more > 0 ? html`<li class="dim">… and ${countText(more)} more</li>` : null}</ul>`;
}

function valueSection(id: string, title: string, value: ShownValue | undefined): Html | null {
  if (value === undefined) return null;
  const text = value.type === 'large' ? value.head : written(onlyOf(plainValue(value.value)));
  const shown = html`<pre class="pane mono">${cut(text, mostLetters)}</pre>`;
  return html`<h2 id="${id}">${title}</h2>${text.length <= mostOpen ? shown : html`<details><summary>${countText(text.length)} letters</summary>${shown}</details>`}`;
}

function valuesSection(values: StateDetail['values'], link: EventLink): Html | null {
  if (values.length === 0) return null;
  const more = values.length - mostValues;
  return html`<h2 id="values">Search attributes, memo, versions at the end</h2><table class="pane"><thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col" class="number">Set at</th></tr></thead>
<tbody>${values
    .slice(0, mostValues)
    .map(
      ({ name, value, setAt }) =>
        html`<tr><td>${name}</td><td><code>${briefJson(plainValue(value), valueLetters)}</code></td><td class="number">${link(setAt)}</td></tr>`,
    )}${more > 0 ? html`<tr><td colspan="3" class="dim">… and ${countText(more)} more</td></tr>` : null}</tbody></table>`;
}

/** A list of one payload, as most inputs and results are, is that one. */
function onlyOf(value: Json): Json {
  const list = isObject(value) && Object.keys(value).length === 1 ? (value['payloads'] ?? value) : value;
  return isArray(list) && list.length === 1 ? (list[0] ?? null) : list;
}

/** Indented JSON, or a note for JSON nested too deep. */
function written(value: Json): string {
  try {
    return JSON.stringify(value, null, 2);
  } catch {
    return '(nested too deep to be shown)';
  }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)} … (${countText(text.length - most)} letters left out)`;
}
