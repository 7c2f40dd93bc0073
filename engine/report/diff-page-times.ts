// HTML of the time spent in both runs: the critical path of each, as numbers and bars.

import type { Share, Times } from '../model/compare/comparison.ts';
import { durationText } from '../model/duration.ts';
import { type Html, html } from './html.ts';

const shown = 12;
/** Shorter waits and retries, in ms, are not mentioned. */
const leastMs = 10;

export function timesSection({ total, shares }: Times): Html | null {
  if (total.left === null && total.right === null) return null;
  const some = shares.slice(0, shown);
  const longest = Math.max(1, ...some.flatMap(({ leftMs, rightMs }) => [leftMs, rightMs]));
  return html`<h2 id="times">Where the time went</h2>
<p>A took ${durationText(total.left)}, B took ${durationText(total.right)}${differenceText(total)}. Listed is what each run waited for, one after the other; what ran beside it is not.</p>
<table class="pane"><thead><tr><th scope="col">Operation</th><th scope="col" class="number a">A</th><th scope="col" class="number b">B</th><th scope="col" class="number">B − A</th><th scope="col" class="number">of it schedule-to-start</th><th scope="col" class="number">of it retries and back-off</th><th scope="col">A above, B below</th></tr></thead>
<tbody>${some.map((share) => shareRow(share, longest))}</tbody></table>
${shares.length > shown ? html`<p class="dim">… and ${shares.length - shown} more that differ less</p>` : null}`;
}

function differenceText({ left, right }: Times['total']): string {
  if (left === null || right === null || left === right) return '';
  const more = right - left;
  const part = left > 0 ? `, ${more < 0 ? '−' : '+'}${Math.abs(Math.round((more / left) * 100))} %` : '';
  return ` (${signed(more)}${part})`;
}

function shareRow(
  { kind, name, leftMs, rightMs, scheduleToStartMs, retryMs, unknownMs }: Share,
  longest: number,
): Html {
  return html`<tr><td>${name}<span class="kind">${kind}</span></td>
<td class="number">${durationText(leftMs)}</td><td class="number">${durationText(rightMs)}</td><td class="number">${signed(rightMs - leftMs)}</td>
<td class="number">${pairText(scheduleToStartMs.left, scheduleToStartMs.right)}</td><td class="number">${pairText(retryMs.left, retryMs.right)}</td>
<td>${shareBar('a', [scheduleToStartMs.left, retryMs.left, unknownMs.left], leftMs, longest)}${shareBar('b', [scheduleToStartMs.right, retryMs.right, unknownMs.right], rightMs, longest)}</td></tr>`;
}

function pairText(leftMs: number, rightMs: number): string {
  return Math.max(leftMs, rightMs) < leastMs ? '' : `${durationText(leftMs)} → ${durationText(rightMs)}`;
}

export function signed(ms: number): string {
  return ms > 0 ? `+${durationText(ms)}` : durationText(ms);
}

/** Bar styles: waiting is faintest, retrying faint, unknown hollow, the rest solid. */
export function shareBar(
  side: 'a' | 'b' | 'one',
  [scheduleToStartMs, retryMs, unknownMs]: readonly [number, number, number],
  totalMs: number,
  longest: number,
): Html {
  const width = (ms: number): number => Math.round((1000 * ms) / longest) / 10;
  const [scheduleToStart, retry, unknown] = [width(scheduleToStartMs), width(retryMs), width(unknownMs)];
  const rest = Math.max(0, width(totalMs) - scheduleToStart - retry - unknown);
  return html`<svg class="bar ${side}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="scheduleToStart" width="${scheduleToStart}" height="7"/><rect class="retry" x="${scheduleToStart}" width="${retry}" height="7"/><rect class="unknown" x="${scheduleToStart + retry}" width="${unknown}" height="7"/><rect class="rest" x="${scheduleToStart + retry + unknown}" width="${rest}" height="7"/></svg>`;
}
