// A JSON value as one short line for people. The work is bounded by the requested length, however big or deep the value
// is.

import { isArray, isObject, type Json } from '../json.ts';

/** JSON text of at most `length` letters; `…` stands for the omitted rest. */
export function briefJson(value: Json | undefined, length: number): string {
  const writer = new BriefWriter(length);
  writer.write(value ?? null);
  return writer.text;
}

/** Two values that differ, as short texts. Two long texts are shown from just before their first difference on. */
export function briefPair(left: Json, right: Json, length: number): readonly [string, string] {
  if (typeof left !== 'string' || typeof right !== 'string') return [briefJson(left, length), briefJson(right, length)];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  const from = Math.max(left.length, right.length) > length ? Math.max(0, same - Math.floor(length / 4)) : 0;
  const brief = (text: string): string =>
    from === 0 ? briefJson(text, length) : `…${briefJson(text.slice(from), length - 1)}`;
  return [brief(left), brief(right)];
}

class BriefWriter {
  text = '';
  readonly #length: number;
  #cut = false;

  constructor(length: number) {
    this.#length = length;
  }

  /** Every level adds a letter, so the length also bounds the depth. */
  write(value: Json): void {
    if (isArray(value)) this.#list('[', ']', value.length, (i) => this.write(value[i] ?? null));
    else if (isObject(value)) {
      const keys = Object.keys(value);
      this.#list('{', '}', keys.length, (i) => {
        const key = keys[i] ?? '';
        this.#add(`${briefText(key, this.#length)}: `);
        this.write(value[key] ?? null);
      });
    } else this.#add(typeof value === 'string' ? briefText(value, this.#length) : String(value));
  }

  #list(open: string, close: string, count: number, item: (index: number) => void): void {
    this.#add(open);
    for (let i = 0; i < count && !this.#cut; i++) {
      if (i > 0) this.#add(', ');
      item(i);
    }
    this.#add(close);
  }

  #add(text: string): void {
    if (this.#cut) return;
    this.#cut = this.text.length + text.length > this.#length;
    this.text = this.#cut ? `${wholeLetters(this.text + text, this.#length - 1)}…` : this.text + text;
  }
}

function briefText(text: string, length: number): string {
  return JSON.stringify(text.length > length ? text.slice(0, length) : text);
}

/** Cuts a text without splitting a letter of two code units. */
function wholeLetters(text: string, length: number): string {
  return text.slice(0, /[\ud800-\udbff]/.test(text[length - 1] ?? '') ? length - 1 : length);
}
