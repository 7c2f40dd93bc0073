// Links from anywhere on a run's page to its list of events.

import { countText } from '../model/duration.ts';
import type { Seq } from '../model/event.ts';
import { type Html, html } from './html.ts';
import type { DocumentEvent } from './run-document.ts';

/** `#46`, as a link where the page lists that event. */
export type EventLink = (seq: Seq) => Html;

export function eventLinks(events: readonly DocumentEvent[]): EventLink {
  const listed = new Set(events.map(({ seq }) => seq));
  return (seq) =>
    listed.has(seq)
      ? html`<a href="#e${seq}">#${countText(seq)}</a>`
      : html`<span class="dim">#${countText(seq)}</span>`;
}
