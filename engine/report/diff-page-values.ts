// HTML table of differing values: texts with marked deletions and insertions, other values side by side.

import type { ValueDifference, ValueDifferences } from '../model/api.ts';
import { diffText } from '../model/compare/json-diff-text.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { iterationText } from './diff-text.ts';
import { type Html, html } from './html.ts';

const mostLetters = 1500;
/** In characters. Longer texts are not compared word by word. */
const mostCompared = 20_000;

const words: Readonly<Record<ValueDifference['type'], string>> = {
  removed: 'only in A',
  added: 'only in B',
  changed: 'changed',
  moved: 'moved',
};

export function valuesTable({ differences, more }: ValueDifferences): Html | null {
  if (differences.length === 0) return null;
  return html`<table class="values"><caption class="unseen">Values that differ</caption><colgroup><col width="30%"><col width="10%"><col width="30%"><col width="30%"></colgroup>
<thead class="unseen"><tr><th scope="col">Where</th><th scope="col">How</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody>${differences.map(valueRow)}${more > 0 ? html`<tr><td colspan="4" class="dim">… and ${more} more</td></tr>` : null}</tbody></table>`;
}

function valueRow({ type, path, rightPath, left, right, iteration }: ValueDifference): Html {
  const where = html`<td>${iteration === undefined ? null : html`${iterationText(iteration)}<br>`}<code>${path}</code>${rightPath === undefined ? null : html`<br><code class="dim">in B: ${rightPath}</code>`}</td><td class="dim">${words[type]}</td>`;
  if (type === 'moved') return html`<tr>${where}<td colspan="2" class="dim">stands elsewhere</td></tr>`;
  if (typeof left === 'string' && typeof right === 'string' && left.length + right.length <= mostCompared)
    return html`<tr>${where}${textCells(left, right)}</tr>`;
  return html`<tr>${where}<td>${valueCell(left)}</td><td>${valueCell(right)}</td></tr>`;
}

function textCells(left: string, right: string): Html {
  const parts = diffText(left, right);
  const a = parts.map(({ type, text }) =>
    type === 'added' ? null : type === 'same' ? shortened(text) : html`<del>${shortened(text)}</del>`,
  );
  const b = parts.map(({ type, text }) =>
    type === 'removed' ? null : type === 'same' ? shortened(text) : html`<ins>${shortened(text)}</ins>`,
  );
  return html`<td><pre class="mono">"${a}"</pre></td><td><pre class="mono">"${b}"</pre></td>`;
}

function valueCell(value: Json | undefined): Html {
  return value === undefined
    ? html`<span class="dim">nothing</span>`
    : html`<pre class="mono">${shortened(written(value))}</pre>`;
}

/** Indented JSON, or a note for JSON nested too deep. */
function written(value: Json): string {
  if (!isArray(value) && !isObject(value)) return JSON.stringify(value);
  try {
    return JSON.stringify(value, null, 1);
  } catch {
    return '(nested too deep to be shown)';
  }
}

function shortened(text: string): string {
  if (text.length <= mostLetters) return text;
  const half = Math.floor(mostLetters / 2);
  return `${text.slice(0, half)} … (${text.length - 2 * half} letters left out) … ${text.slice(-half)}`;
}
