// HTML of a run's events in order: number, clock, time since the start, type, what happened, what the event carries.

import { countText, counted, durationText } from '../model/duration.ts';
import type { Seq } from '../model/event.ts';
import { isoText } from '../model/moment.ts';
import { hasFlag, type Outline, timeOf, typeOf } from '../model/outline.ts';
import { firstTimeOf } from '../model/time/first-time.ts';
import { type Html, html } from './html.ts';
import type { DocumentEvent, RunDocument } from './run-document.ts';

const columns = 6;

export function eventsSection({ outline, events }: RunDocument): Html {
  return html`<h2 id="events">Events</h2>
<table class="events pane"><colgroup><col width="6%"><col width="11%"><col width="9%"><col width="20%"><col width="30%"><col width="24%"></colgroup><thead><tr><th scope="col" class="number">#</th><th scope="col">Time</th><th scope="col" class="number">Since start</th><th scope="col">Type</th><th scope="col">What happened</th><th scope="col">Payload</th></tr></thead>
<tbody>${rows(outline, events)}</tbody></table>`;
}

function rows(outline: Outline, events: readonly DocumentEvent[]): readonly Html[] {
  const all: Html[] = [];
  const startMs = firstTimeOf(outline);
  let day = '';
  let last = 0;
  for (const event of events) {
    const iso = isoOf(outline, event.seq);
    if (event.seq > last + 1) all.push(gap(event.seq - last - 1));
    if (iso.slice(0, 10) !== day && iso !== '') {
      day = iso.slice(0, 10);
      all.push(html`<tr class="day"><th scope="rowgroup" colspan="${columns}">${day}</th></tr>`);
    }
    all.push(row(outline, event, iso, startMs));
    last = event.seq;
  }
  if (last < outline.events) all.push(gap(outline.events - last));
  return all;
}

function gap(count: number): Html {
  return html`<tr class="gap"><td colspan="${columns}">… ${counted(count, 'event')} left out</td></tr>`;
}

function row(outline: Outline, { seq, summary, preview }: DocumentEvent, iso: string, startMs: number | null): Html {
  const atMs = timeOf(outline, seq);
  const since = atMs === null || startMs === null ? '' : durationText(atMs - startMs);
  const bad = hasFlag(outline, seq, 'bad');
  const className = bad ? 'failed' : hasFlag(outline, seq, 'bookkeeping') ? 'dim' : '';
  return html`<tr id="e${seq}" class="${className}"><td class="number">${countText(seq)}</td><td class="clock">${iso.slice(11).replace('Z', '')}</td><td class="number">${since}</td><td>${bad ? html`<b class="bad">✗</b> ` : null}${typeOf(outline, seq)}</td><td>${summary}</td><td><code>${preview}</code></td></tr>`;
}

function isoOf(outline: Outline, seq: Seq): string {
  const atMs = timeOf(outline, seq);
  return atMs === null ? '' : isoText(atMs);
}
