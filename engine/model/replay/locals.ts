// What a person sees of the code at one event: each call that is under way, where it waits, and its variables. Plain JSON: no value of the
// code's own is in it.

import type { Json } from '../json.ts';
import type { SourcePosition } from './verdict.ts';

/** A value, as far as it is shown. */
export type Preview =
  | { readonly type: 'plain'; readonly value: null | boolean | number | string }
  /** The beginning of a text of `length` characters. */
  | { readonly type: 'text'; readonly value: string; readonly length: number }
  | { readonly type: 'undefined' }
  /** A variable that has no value so far. */
  | { readonly type: 'notYet' }
  /** What JSON has no number for: `NaN`, `-0`, `Infinity`. */
  | { readonly type: 'number' | 'bigint' | 'symbol' | 'regexp' | 'function'; readonly text: string }
  /** `ms`: since 1970; null for an invalid date. */
  | { readonly type: 'date'; readonly ms: number | null }
  | { readonly type: 'promise'; readonly state: 'pending' | 'settled' | 'rejected' }
  /** Not looked at: to do so would run code. */
  | { readonly type: 'proxy' | 'getter' }
  | { readonly type: 'bytes'; readonly class: string; readonly length: number }
  /** The same object as the one under that name. */
  | { readonly type: 'same'; readonly as: string }
  /** Too deep or too much to be shown. */
  | { readonly type: 'more'; readonly class: string }
  | ({ readonly type: 'object' | 'error'; readonly class: string } & Fields)
  | ({ readonly type: 'array'; readonly length: number; readonly items: readonly Preview[] } & Fields)
  | ({
      readonly type: 'map';
      readonly size: number;
      readonly entries: readonly (readonly [Preview, Preview])[];
    } & Fields)
  | ({ readonly type: 'set'; readonly size: number; readonly items: readonly Preview[] } & Fields);

type Fields = {
  readonly fields: readonly (readonly [string, Preview])[];
  /** How many are left out. */
  readonly more?: number;
};

export type Variable = {
  readonly name: string;
  /** Whose it is: the function's that waits, one's around it, or the module's. */
  readonly scope: 'own' | 'closure' | 'module';
  readonly value: Preview;
};

export type Call = {
  /** The same for the same call at every event. */
  readonly id: number;
  /** Where it waits, and the function's name; where it was last seen, if it does not wait. */
  readonly at: SourcePosition;
  readonly kind: 'await' | 'for await' | 'yield' | 'return' | 'running';
  /** Source of what it waits for, its beginning. */
  readonly expression?: string;
  /** Event that the code had been told of last when it began to wait. */
  readonly since: number;
  /** Innermost first. */
  readonly variables: readonly Variable[];
};

/** What the code was told that made it call. */
export type FiberRoot =
  | { readonly type: 'main'; readonly name: string }
  | { readonly type: 'signal'; readonly name: string; readonly eventId: number }
  | { readonly type: 'update'; readonly name: string; readonly id: string }
  /** Begun by the code itself; named by its number. */
  | { readonly type: 'fiber'; readonly name: string };

/** One line of calls of which each waits for the one before. */
export type Fiber = {
  /** null for what ran while the modules were loaded. */
  readonly root: FiberRoot | null;
  /** Into the moment's `calls`, the innermost first. */
  readonly stack: readonly number[];
};

/** The code as it stood from one event until it was told of the next. */
export type Moment = {
  /** Last event that it had been told of; 0 before the first. */
  readonly seq: number;
  readonly calls: readonly Call[];
  readonly fibers: readonly Fiber[];
  /** Names of the queries that it answers by now. */
  readonly queries: readonly string[];
  /** The code diverges, or throws: what the history holds behind it is not what this code does. */
  readonly isLast?: true;
};

/** In one line, as a person would write it. */
export function previewText(preview: Preview): string {
  switch (preview.type) {
    case 'plain':
      return JSON.stringify(preview.value);
    case 'text':
      return `${JSON.stringify(preview.value).slice(0, -1)}…"`;
    case 'undefined':
      return 'undefined';
    case 'notYet':
      return 'not yet';
    case 'number':
      return preview.text;
    case 'bigint':
      return `${preview.text}n`;
    case 'symbol':
      return `Symbol(${preview.text})`;
    case 'regexp':
      return preview.text;
    case 'function':
      return `ƒ ${preview.text}`;
    case 'date':
      return `Date(${preview.ms === null ? 'invalid' : new Date(preview.ms).toISOString()})`;
    case 'promise':
      return `Promise(${preview.state})`;
    case 'proxy':
      return 'Proxy';
    case 'getter':
      return '(getter)';
    case 'bytes':
      return `${preview.class}(${preview.length})`;
    case 'same':
      return `↺ ${preview.as}`;
    case 'more':
      return `${preview.class}{…}`;
    case 'array':
      return `[${listed([...preview.items.map(previewText), ...fieldTexts(preview)], preview.more)}]`;
    case 'map': {
      const entries = preview.entries.map(([key, value]) => `${previewText(key)} => ${previewText(value)}`);
      return `Map{${listed([...entries, ...fieldTexts(preview)], preview.more)}}`;
    }
    case 'set':
      return `Set{${listed([...preview.items.map(previewText), ...fieldTexts(preview)], preview.more)}}`;
    case 'object':
    case 'error': {
      const name = preview.class === 'Object' ? '' : preview.class;
      return `${name}{${listed(fieldTexts(preview), preview.more)}}`;
    }
  }
}

function fieldTexts({ fields }: Fields): readonly string[] {
  return fields.map(([name, value]) => `${name}: ${previewText(value)}`);
}

function listed(parts: readonly string[], more: number | undefined): string {
  return [...parts, ...(more === undefined ? [] : ['…'])].join(', ');
}

/** `value` decoded; what no decoder knows is said in words. */
export type QueryAnswer =
  | { readonly type: 'answered'; readonly value: Json }
  /** What the handler threw, or that there is none. */
  | { readonly type: 'failed'; readonly message: string };
