// Counts the values that a shared history discloses, and replaces them by pseudonyms if asked.

import { stepsOf, stepText, type JsonPath } from '../model/compare/json-diff-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import type { Disclosed, DisclosedPath } from '../model/disclosed.ts';
import { isRawNumber } from '../formats/exact-json.ts';
import type { Pseudonyms } from './pseudonym.ts';
import type { ValueReplacer } from '../formats/value-replacer.ts';

export type DisclosureOptions = {
  /** undefined discloses everything unchanged. */
  readonly pseudonyms?: Pseudonyms | undefined;
  /** Whether names and ids get pseudonyms too. */
  readonly names: boolean;
};

const maxPaths = 500;
const maxShown = 60;
/** Keys that look like field names. Other keys may be data: an address, a number, a name. */
const keyPattern = /^[A-Za-z_$][\w$.-]{0,63}$/;
const timePattern = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:?\d\d)$/;

export class Disclosure implements ValueReplacer {
  readonly #pseudonyms: Pseudonyms | undefined;
  readonly #withNames: boolean;
  readonly #paths = new Map<string, DisclosedPath>();
  readonly #disclosed = { kept: 0, replaced: 0, namesKept: 0, namesReplaced: 0 };

  constructor({ pseudonyms, names }: DisclosureOptions) {
    this.#pseudonyms = pseudonyms;
    this.#withNames = names;
  }

  get disclosed(): Disclosed {
    return { ...this.#disclosed, paths: [...this.#paths.values()] };
  }

  /**
   * Replaces a value. Keys that look like field names stay; so do times (RFC 3339), true, false, null, 0 and the empty
   * text.
   */
  value(value: Json, path: JsonPath): Json {
    if (isRawNumber(value)) return this.#leaf(Number((value as unknown as { rawJSON: string }).rawJSON), path);
    if (isArray(value)) return value.map((entry, step) => this.value(entry, { parent: path, step }));
    if (!isObject(value)) return this.#leaf(value, path);
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        this.#key(key),
        this.value(entry ?? null, { parent: path, step: key }),
      ]),
    );
  }

  #key(key: string): string {
    return keyPattern.test(key) || key === '' ? key : (this.#pseudonyms?.text(key) ?? key);
  }

  #leaf(value: string | number | boolean | null, path: JsonPath): Json {
    if (typeof value === 'string' && value !== '' && !timePattern.test(value)) return this.text(value, path);
    const other = typeof value === 'number' ? (this.#pseudonyms?.number(value) ?? value) : value;
    this.#note(
      path,
      String(value),
      String(other),
      this.#pseudonyms !== undefined && typeof value === 'number' && value !== 0,
    );
    return other;
  }

  text(text: string, path: JsonPath): string {
    const other = this.#pseudonyms?.text(text) ?? text;
    this.#note(path, text, other, this.#pseudonyms !== undefined);
    return other;
  }

  bytes(bytes: Uint8Array, path: JsonPath): Uint8Array {
    const other = this.#pseudonyms?.bytes(bytes) ?? bytes;
    const shown = (some: Uint8Array): string =>
      `${bytes.length} bytes ${Buffer.from(some.subarray(0, 8)).toString('hex')}`;
    this.#note(path, shown(bytes), shown(other), this.#pseudonyms !== undefined);
    return other;
  }

  name(text: string, path: JsonPath): string {
    const other = this.#withNames ? (this.#pseudonyms?.text(text) ?? text) : text;
    const replaced = this.#withNames && this.#pseudonyms !== undefined;
    this.#disclosed[replaced ? 'namesReplaced' : 'namesKept']++;
    this.#notePath(path, text, other, replaced);
    return other;
  }

  #note(path: JsonPath, before: string, after: string, replaced: boolean): void {
    this.#disclosed[replaced ? 'replaced' : 'kept']++;
    this.#notePath(path, before, after, replaced);
  }

  #notePath(path: JsonPath, before: string, after: string, replaced: boolean): void {
    const key = `${replaced ? '' : '='}${patternOf(path)}`;
    const there = this.#paths.get(key);
    if (there !== undefined) there.count++;
    else if (this.#paths.size < maxPaths)
      this.#paths.set(key, {
        path: key.replace(/^=/, ''),
        count: 1,
        before: before.slice(0, maxShown),
        after: after.slice(0, maxShown),
        replaced,
      });
  }
}

/** The path with `[*]` for each index. */
function patternOf(path: JsonPath): string {
  return stepsOf(path)
    .map((step) => (typeof step === 'number' ? '[*]' : stepText(step)))
    .join('')
    .replace(/^\./, '');
}
