// HTML of what failed in a run, equal failures once: the reason, its causes, their stacks.

import { must } from '../model/assert.ts';
import { countText } from '../model/duration.ts';
import { type Failure, kindWord } from '../model/effect.ts';
import { calledOf } from '../model/operation-name.ts';
import { finalStatusOf, kindOf, type Outline } from '../model/outline.ts';
import type { EventLink } from './event-link.ts';
import { type Html, html } from './html.ts';
import { statusText } from './report-words.ts';
import type { DocumentTrouble, RunDocument } from './run-document.ts';

const mostCauses = 20;
const mostLetters = 4000;
const mostLinks = 20;

export function troublesSection({ outline, troubles, moreTroubles, facts }: RunDocument, link: EventLink): Html | null {
  if (troubles.length === 0 && facts.failure === undefined) return null;
  return html`<h2 id="failures">Failures</h2>
${facts.failure === undefined ? null : html`<section class="pane trouble"><h3>The run itself <span class="bad">failed</span></h3>${failureHtml(facts.failure)}</section>`}
${troubles.map((trouble) => troubleHtml(outline, trouble, link))}
${moreTroubles > 0 ? html`<p class="dim">… and ${countText(moreTroubles)} more kinds of failures</p>` : null}`;
}

function troubleHtml(outline: Outline, { operations, recovered, failure }: DocumentTrouble, link: EventLink): Html {
  const first = must(operations[0]);
  const status = finalStatusOf(outline, first);
  const ended = recovered
    ? html`<span class="dim">${statusText(status)} after ${countText(outline.operations.attempts[first]!)} attempts</span>`
    : html`<span class="bad">${statusText(status)}</span>${attempts(outline, first)}`;
  const times = operations.length === 1 ? '' : ` ×${countText(operations.length)}`;
  return html`<section class="pane trouble"><h3>${calledOf(outline, first)}${times} <span class="dim">${kindWord(kindOf(outline, first))}</span> ${ended}</h3>
<p class="dim">${operations.length === 1 ? 'At' : 'Each at'} ${links(outline, operations, link)}</p>
${failure === undefined ? null : failureHtml(failure)}</section>`;
}

function attempts({ operations }: Outline, operation: number): string {
  const count = operations.attempts[operation]!;
  return count > 1 ? ` after ${countText(count)} attempts` : '';
}

/** To the events that ended them or, of open ones, began them. */
function links({ operations: { closedAt, openedAt } }: Outline, operations: readonly number[], link: EventLink): Html {
  const more = operations.length - mostLinks;
  return html`${operations.slice(0, mostLinks).map((operation, i) => {
    return html`${i === 0 ? '' : ', '}${link(closedAt[operation] || openedAt[operation]!)}`;
  })}${more > 0 ? ` and ${countText(more)} more` : ''}`;
}

function failureHtml(failure: Failure): Html {
  const chain: Failure[] = [];
  for (let link: Failure | undefined = failure; link !== undefined && chain.length < mostCauses; link = link.cause)
    chain.push(link);
  return html`<ol class="causes">${chain.map((link, i) => html`<li>${i === 0 ? null : html`<span class="dim">caused by</span> `}${linkHtml(link)}</li>`)}</ol>`;
}

function linkHtml({ type, message, source, nonRetryable, stack }: Failure): Html {
  const said = [nonRetryable === true ? 'not retryable' : '', source === undefined ? '' : `from ${source}`];
  const words = said.filter((word) => word !== '').join(', ');
  return html`${type === undefined ? null : html`<b>${cut(type)}</b>`}${type === undefined || message === '' ? '' : ': '}${cut(message)}${words === '' ? null : html` <span class="dim">(${words})</span>`}
${stack === undefined || stack === '' ? null : html`<details><summary>Stack</summary><pre class="mono">${cut(stack)}</pre></details>`}`;
}

function cut(text: string): string {
  return text.length <= mostLetters ? text : `${text.slice(0, mostLetters)} …`;
}
