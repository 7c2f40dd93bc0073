// The texts of a row of the payload tree: its value, shortened if long, and its path in two notations.

import { countText } from '../../../engine/model/duration.ts';
import type { Json } from '../../../engine/model/json.ts';
import { isObject, stringOf } from '../../../engine/model/json.ts';
import { shownPayloadOf } from '../../../engine/model/shown-payload.ts';
import { endOf, oneLine } from '../plain-text.ts';
import { entriesOf, type Entries, shortText, type TreeRow } from './tree-rows.ts';

const previewLength = 80;

/** The value on one line; `more` describes the omitted part. */
export function valueText(row: TreeRow): { readonly text: string; readonly more: string | null } {
  const { shape, value, link } = row;
  if (link !== null) return { text: String(link), more: null };
  if (shape === 'object') return { text: `{${countText(row.count)}}`, more: null };
  if (shape === 'array') return { text: `[${countText(row.count)}]`, more: null };
  if (shape === 'string') return stringText(stringOf(value) ?? '');
  if (shape === 'bytes') return bytesText(value);
  if (shape === 'encrypted') return { text: `encrypted (${oneLine(stringOf(value) ?? '', 80)})`, more: null };
  return { text: JSON.stringify(value), more: null };
}

function stringText(text: string): { text: string; more: string | null } {
  const line = text.indexOf('\n');
  const end = text.length <= shortText ? text.length : endOf(text, shortText / 2);
  if (line >= 0 && line < end && text.length < 20 * shortText) {
    const lines = text.slice(line).split('\n').length - 1;
    return {
      text: `"${oneLine(text.slice(0, line))}`,
      more: ` … ${countText(lines)} more ${lines === 1 ? 'line' : 'lines'}`,
    };
  }
  if (end === text.length) return { text: `"${oneLine(text)}"`, more: null };
  return { text: `"${oneLine(text.slice(0, end))}`, more: ` … ${countText(text.length - end)} more characters` };
}

function bytesText(value: Json): { text: string; more: string | null } {
  const bytes = isObject(value) && typeof value['bytes'] === 'number' ? value['bytes'] : 0;
  const head = isObject(value) && typeof value['head'] === 'string' ? value['head'] : '';
  const hex = head
    .replaceAll(/[^0-9a-f]/gi, '')
    .slice(0, 32)
    .replaceAll(/(..)(?=.)/g, '$1 ');
  const whole = bytes * 2 <= 32;
  const words = bytes === 1 ? '1 byte' : `${countText(bytes)} bytes`;
  return { text: hex === '' ? words : `${words}  ${hex}${whole ? '' : ' …'}`, more: null };
}

/** The first parts of a closed object or list, to recognise it. */
export function previewText({ shape, value, count }: TreeRow): string {
  if ((shape !== 'object' && shape !== 'array') || count === 0) return '';
  const text = partsText(value, previewLength);
  return text.length > previewLength ? `${text.slice(0, endOf(text, previewLength))}…` : text;
}

/** The clipboard text of a row: a string as it is, other values as JSON, payloads as their content. */
export function copiedText(row: TreeRow): string {
  if (row.shape === 'bytes') return isObject(row.value) ? (stringOf(row.value['head']) ?? '') : '';
  return jsonText(row.value);
}

export function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(plain(value), null, 2);
}

function plain(value: Json): Json {
  const payload = shownPayloadOf(value);
  const held = payload === undefined ? value : (payload.value ?? payload.text ?? value);
  if (payload !== undefined && held === value) return value;
  if (Array.isArray(held)) return held.map(plain);
  if (!isObject(held)) return held;
  return Object.fromEntries(entriesOf(held).map(([key, entry]) => [key, plain(entry)]));
}

/** A value in a few words on one line; reads no more than it shows. */
export function inlineText(value: Json, most = 160): string {
  const text = pieceOf(value, most);
  return text.length > most ? `${text.slice(0, endOf(text, most))}…` : text;
}

function pieceOf(value: Json, room: number): string {
  const payload = shownPayloadOf(value);
  if (payload !== undefined) return payloadPiece(value, payload.value ?? payload.text, room);
  if (typeof value === 'string') return `"${oneLine(value, room)}"`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? `[${partsText(value, room)}]` : `{${partsText(value, room)}}`;
}

function partsText(value: Json, room: number): string {
  let text = '';
  for (const [key, entry] of firstEntries(value, room)) {
    if (text.length > room) break;
    const name = typeof key === 'number' ? '' : `${oneLine(key, 60)}: `;
    text += `${text === '' ? '' : ', '}${name}${pieceOf(entry, room - text.length)}`;
  }
  return text;
}

function firstEntries(value: Json, most: number): Entries {
  if (Array.isArray(value)) return entriesOf(value.slice(0, most + 1) as Json);
  return isObject(value)
    ? Object.keys(value)
        .slice(0, most + 1)
        .map((key) => [key, value[key] ?? null])
    : [];
}

function payloadPiece(value: Json, held: Json | undefined, room: number): string {
  const payload = shownPayloadOf(value);
  if (payload?.encrypted === true) return `encrypted (${oneLine(payload.encoding, 60)})`;
  if (held === undefined) return typeof payload?.bytes === 'number' ? `${countText(payload.bytes)} bytes` : '{}';
  return pieceOf(held, room);
}

/** The keys that lead to a row, from the top. */
export function pathOf(rows: readonly TreeRow[], index: number): (string | number)[] {
  const path: (string | number)[] = [];
  let depth = Number.POSITIVE_INFINITY;
  for (let i = index; i >= 0 && depth > 0; i--) {
    const row = rows[i];
    if (row === undefined || row.depth >= depth) continue;
    if (i < index) path.push(...row.through.toReversed());
    if (row.key !== null) path.push(row.key);
    depth = row.depth;
  }
  return path.toReversed();
}

/** `$.failure.cause['odd key'][0]`, RFC 9535 */
export function jsonPath(path: readonly (string | number)[]): string {
  return `$${path.map((key) => part(key, "'")).join('')}`;
}

/** `attributes.failure.cause["odd key"][0]` */
export function scriptPath(root: string, path: readonly (string | number)[]): string {
  return root + path.map((key) => part(key, '"')).join('');
}

function part(key: string | number, quote: '"' | "'"): string {
  if (typeof key === 'number') return `[${key}]`;
  if (/^[A-Za-z_$][\w$]*$/.test(key) && !(quote === "'" && key.includes('$'))) return `.${key}`;
  const json = JSON.stringify(key);
  return quote === '"' ? `[${json}]` : `['${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}']`;
}
