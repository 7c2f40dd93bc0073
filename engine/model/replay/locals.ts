// The state of the code at one event: each active call, its waiting position and its variables. Plain JSON, without
// values of the code itself.

import type { Json } from '../json.ts';
import type { SourcePosition } from './verdict.ts';

/** A value, as far as it is shown. */
export type Preview =
  | { readonly type: 'plain'; readonly value: null | boolean | number | string }
  /** The beginning of a text of `length` characters. */
  | { readonly type: 'text'; readonly value: string; readonly length: number }
  | { readonly type: 'undefined' }
  /** A variable without a value so far. */
  | { readonly type: 'notYet' }
  /** Values that JSON numbers cannot express: `NaN`, `-0`, `Infinity`. */
  | { readonly type: 'number' | 'bigint' | 'symbol' | 'regexp' | 'function'; readonly text: string }
  /** `ms`: since 1970; null for an invalid date. */
  | { readonly type: 'date'; readonly ms: number | null }
  | { readonly type: 'promise'; readonly state: 'pending' | 'settled' | 'rejected' }
  /** Not read: reading would run code. */
  | { readonly type: 'proxy' | 'getter' }
  | { readonly type: 'bytes'; readonly class: string; readonly length: number }
  /** The same object as the one under the name `as`. */
  | { readonly type: 'same'; readonly as: string }
  /** Too deep or too large to show. */
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
  /** Number of omitted entries. */
  readonly more?: number;
};

export type Variable = {
  readonly name: string;
  /** Owner of the variable: the waiting function, a function around it, or the module. */
  readonly scope: 'own' | 'closure' | 'module';
  readonly value: Preview;
};

export type Call = {
  /** Stable id of the call across events. */
  readonly id: number;
  /** Position at which the call waits, with the function's name; the last known position, if the call does not wait. */
  readonly at: SourcePosition;
  readonly kind: 'await' | 'for await' | 'yield' | 'return' | 'running';
  /** Beginning of the source text of the awaited expression. */
  readonly expression?: string;
  /** The last event delivered to the code before the wait began. */
  readonly since: number;
  /** Variables of the innermost scope first. */
  readonly variables: readonly Variable[];
};

/** The event delivered to the code that started a line of calls. */
export type FiberRoot =
  | { readonly type: 'main'; readonly name: string }
  | { readonly type: 'signal'; readonly name: string; readonly eventId: number }
  | { readonly type: 'update'; readonly name: string; readonly id: string }
  /** Started by the code itself; `name` is its number. */
  | { readonly type: 'fiber'; readonly name: string };

/** One line of calls in which each call waits for the call before it. */
export type Fiber = {
  /** null for calls during the loading of modules. */
  readonly root: FiberRoot | null;
  /** Indexes into the moment's `calls`, the innermost call first. */
  readonly stack: readonly number[];
};

/** The state of the code after one event and before the next one is delivered. */
export type Moment = {
  /** The last event delivered to the code; 0 before the first. */
  readonly seq: number;
  readonly calls: readonly Call[];
  readonly fibers: readonly Fiber[];
  /** Names of the queries that the code answers at this event. */
  readonly queries: readonly string[];
  /** The code diverges or throws here: the rest of the history does not come from this code. */
  readonly isLast?: true;
};

/** A preview in one line, as a person would write the value. */
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

/** `value` is decoded; a text describes a value that no decoder knows. */
export type QueryAnswer =
  | { readonly type: 'answered'; readonly value: Json }
  /** The message of the handler's error, or that no handler exists. */
  | { readonly type: 'failed'; readonly message: string };
