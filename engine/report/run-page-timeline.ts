// HTML of a run's timeline: a row an operation or fold, with a bar on one axis. Idle time is collapsed, and marked.

import { countText, durationText } from '../model/duration.ts';
import { isBad, kindWord, type OperationKind } from '../model/effect.ts';
import { finalStatusOf, type Outline } from '../model/outline.ts';
import { type Axis, axisOf, whole } from '../model/time/scale.ts';
import { idleGaps } from '../model/time/gaps.ts';
import { ticksOf } from '../model/time/ticks.ts';
import { timesOf } from '../model/time/times.ts';
import { type Track, type Tracks, tracksOf } from '../model/tracks/tracks.ts';
import type { EventLink } from './event-link.ts';
import { type Html, html } from './html.ts';
import { statusText } from './report-words.ts';
import { barsOf } from './run-page-bars.ts';

const mostRows = 200;
/** Width of the axis on a screen, in px, roughly: how many ticks it has room for. */
const axisPx = 520;

export function timelineSection(outline: Outline, link: EventLink): Html | null {
  if (outline.operations.count === 0) return null;
  const times = timesOf(outline);
  const operations = Uint32Array.from({ length: outline.operations.count }, (_, i) => i);
  const tracks = tracksOf(outline, { operations, by: 'graph', single: false }, (seq) => times.at[seq - 1] ?? 0);
  const axis = axisOf(times, idleGaps(times, tracks.busy));
  const more = tracks.tracks.length - mostRows;
  return html`<h2 id="timeline">Timeline</h2>
<table class="rows timeline"><colgroup><col width="6%"><col width="22%"><col width="11%"><col width="7%"><col width="14%"><col width="40%"></colgroup><thead><tr><th scope="col" class="number">#</th><th scope="col">Operation</th><th scope="col">Status</th><th scope="col" class="number">Attempts</th><th scope="col" class="number">Duration</th><th scope="col" class="axis">${ruler(axis)}</th></tr></thead>
<tbody>${tracks.tracks.slice(0, mostRows).map((track) => row({ outline, tracks, axis, link }, track))}</tbody></table>
<p class="key">${axis.unit === 'seq' ? 'The run has no times: the axis counts events. ' : null}<svg class="swatch" aria-hidden="true">${swatch('running')}</svg> running <svg class="swatch" aria-hidden="true">${swatch('scheduleToStart')}</svg> schedule-to-start, waiting <svg class="swatch" aria-hidden="true">${swatch('retrying')}</svg> earlier attempts <svg class="swatch" aria-hidden="true">${swatch('bad')}</svg> failed${axis.cuts.length === 0 ? null : html` <svg class="swatch" aria-hidden="true">${swatch('cut')}</svg> idle time, collapsed`}</p>
${more > 0 ? html`<p class="dim">… and ${countText(more)} more rows</p>` : null}`;
}

const swatch = (part: string): Html => html`<rect class="${part}" width="100%" height="8"/>`;

type Drawn = {
  readonly outline: Outline;
  readonly tracks: Tracks;
  readonly axis: Axis;
  readonly link: EventLink;
};

function row({ outline, tracks, axis, link }: Drawn, track: Track): Html {
  const { members, name, kind, sums } = track;
  const [first = 0] = members;
  const isFold = members.length > 1;
  return html`<tr><td class="number">${link(outline.operations.openedAt[first]!)}</td><td class="name">${name}${isFold ? ` ×${countText(members.length)}` : ''}<span class="kind">${kindWord(kind)}</span></td><td>${statusHtml(outline, track)}</td><td class="number">${isFold ? retriedText(sums.retried) : attemptsText(outline, first)}</td><td class="number">${durationHtml(track)}</td><td class="axis"><svg class="bars ${roleOf(kind)}" height="${track.lanes > 1 ? 6 * track.lanes : 14}" aria-hidden="true">${cutMarks(axis)}${barsOf(outline, tracks, track, axis)}</svg></td></tr>`;
}

function statusHtml(outline: Outline, { members, sums }: Track): Html | string {
  const [first = 0] = members;
  if (members.length > 1)
    return sums.failed > 0
      ? html`<span class="bad">${countText(sums.failed)} failed</span>`
      : openText(outline, members);
  const status = finalStatusOf(outline, first);
  return isBad(status) ? html`<span class="bad">${statusText(status)}</span>` : statusText(status);
}

function openText({ operations: { closedAt } }: Outline, members: Uint32Array): string {
  const open = members.reduce((sum, operation) => sum + (closedAt[operation] === 0 ? 1 : 0), 0);
  return open > 0 ? `${countText(open)} pending` : 'all closed';
}

function retriedText(retried: number): string {
  return retried === 0 ? '' : `${countText(retried)} retried`;
}

function attemptsText({ operations }: Outline, operation: number): string {
  const attempts = operations.attempts[operation]!;
  return attempts < 2 ? '' : countText(attempts);
}

/** Of a fold half of its members, nearly all, and the longest. */
function durationHtml({ kind, members, sums }: Track): Html | string {
  if (moments.has(kind)) return '';
  if (members.length === 1) return durationText(sums.max);
  return html`${durationText(sums.max)}<span class="kind">p50 ${durationText(sums.p50)}, p95 ${durationText(sums.p95)}</span>`;
}

const moments: ReadonlySet<OperationKind> = new Set(['signal', 'sideEffect', 'version', 'marker', 'cancelRequest']);

function ruler(axis: Axis): Html {
  const at = (place: number): string => percentText(place / axis.length);
  return html`<span class="unseen">Time since the start</span><svg class="ruler" height="16" aria-hidden="true">${cutMarks(axis)}${ticksOf(axis, whole(axis), axisPx).map(({ place, text }) => html`<line x1="${at(place)}" x2="${at(place)}" y1="10" y2="16"/><text x="${at(place)}" y="9" text-anchor="${place / axis.length > 0.9 ? 'end' : place === 0 ? 'start' : 'middle'}">${text}</text>`)}</svg>`;
}

function cutMarks(axis: Axis): readonly Html[] {
  return axis.cuts.map(
    ({ at, length, from, to }) =>
      html`<rect class="cut" x="${percentText(at / axis.length)}" width="${percentText(length / axis.length)}" height="100%"><title>${durationText(to - from)} idle</title></rect>`,
  );
}

function roleOf(kind: OperationKind): string {
  if (kind === 'timer' || kind === 'childWorkflow') return kind;
  return kind === 'signal' || kind === 'update' ? 'signal' : 'work';
}

function percentText(share: number): string {
  return `${Math.round(share * 100_000) / 1000}%`;
}
