// HTML of where the time of one run went: along its chain of waits.

import { type RunShare, runShares } from '../model/compare/run-shares.ts';
import { countText, durationText } from '../model/duration.ts';
import { kindWord } from '../model/effect.ts';
import { NONE, type Outline } from '../model/outline.ts';
import { shareBar } from './diff-page-times.ts';
import type { EventLink } from './event-link.ts';
import { type Html, html } from './html.ts';

const shown = 20;
/** Shorter waits and retries, in ms, are not mentioned. */
const leastMs = 10;

export function sharesSection(outline: Outline, link: EventLink): Html | null {
  const { totalMs, shares } = runShares(outline);
  if (totalMs === null || shares.length === 0) return null;
  const longest = Math.max(1, ...shares.map((share) => share.totalMs));
  const more = shares.slice(shown).reduce((sum, share) => sum + share.totalMs, 0);
  return html`<h2 id="times">Where the time went</h2>
<p>${durationText(totalMs)} in all. Listed is what the run waited for, one after the other; what ran beside it is not.</p>
<table class="pane"><thead><tr><th scope="col">Operation</th><th scope="col" class="number">Time</th><th scope="col" class="number">Share</th><th scope="col" class="number">of it schedule-to-start</th><th scope="col" class="number">of it retries and back-off</th><th scope="col" class="number">Longest</th><th scope="col" class="wide"><span class="unseen">As a bar</span></th></tr></thead>
<tbody>${shares.slice(0, shown).map((share) => row(outline, share, { wholeMs: totalMs, longestMs: longest, link }))}
${more > 0 ? html`<tr><td class="dim">${countText(shares.length - shown)} others</td><td class="number">${durationText(more)}</td><td class="number">${percent(more, totalMs)}</td><td colspan="4"></td></tr>` : null}</tbody></table>`;
}

type Beside = { readonly wholeMs: number; readonly longestMs: number; readonly link: EventLink };

function row(outline: Outline, share: RunShare, { wholeMs, longestMs, link }: Beside): Html {
  const { kind, name, totalMs, scheduleToStartMs, retryMs, unknownMs, longest } = share;
  const at = longest === NONE ? undefined : outline.operations.openedAt[longest];
  return html`<tr><td>${name}<span class="kind">${kindWord(kind)}</span></td><td class="number">${durationText(totalMs)}</td><td class="number">${percent(totalMs, wholeMs)}</td>
<td class="number">${partText(scheduleToStartMs)}</td><td class="number">${partText(retryMs)}</td><td class="number">${at === undefined ? null : link(at)}</td>
<td>${shareBar('one', [scheduleToStartMs, retryMs, unknownMs], totalMs, longestMs)}</td></tr>`;
}

function partText(ms: number): string {
  return ms < leastMs ? '' : durationText(ms);
}

function percent(ms: number, ofMs: number): string {
  const share = (100 * ms) / Math.max(1, ofMs);
  return share < 1 ? '< 1 %' : `${Math.round(share)} %`;
}
