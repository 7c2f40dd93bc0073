// At what a run stops: a type of event, an operation, a status, a failure, a value in a payload, a change of what is
// watched; with code, a source line and an expression.

import { type Relation, relations } from '../../../engine/model/watch/traced.ts';
import { isWatched, type Watched } from '../watches/watched.ts';

export type StopWhat =
  | { readonly type: 'event'; readonly name: string }
  | { readonly type: 'operation'; readonly name: string }
  /** See `seqsOfStatus`. */
  | { readonly type: 'status'; readonly status: string }
  | { readonly type: 'failure'; readonly text: string }
  | { readonly type: 'payload'; readonly path: string; readonly relation: Relation; readonly value: string }
  | { readonly type: 'change'; readonly of: Watched }
  | { readonly type: 'line'; readonly file: string; readonly line: number }
  | { readonly type: 'expression'; readonly text: string };

export type Breakpoint = { readonly what: StopWhat; readonly on: boolean };

export function keyOf(what: StopWhat): string {
  return JSON.stringify(what);
}

export function needsCode({ type }: StopWhat): boolean {
  return type === 'line' || type === 'expression';
}

export function isBreakpoint(value: unknown): value is Breakpoint {
  return isRecord(value) && typeof value['on'] === 'boolean' && isRecord(value['what']) && isStop(value['what']);
}

function isStop(what: Readonly<Record<string, unknown>>): boolean {
  const texts = (...keys: readonly string[]): boolean => keys.every((key) => typeof what[key] === 'string');
  switch (what['type']) {
    case 'event':
    case 'operation':
      return texts('name');
    case 'status':
      return texts('status');
    case 'failure':
    case 'expression':
      return texts('text');
    case 'payload':
      return texts('path', 'value') && (relations as readonly unknown[]).includes(what['relation']);
    case 'change':
      return isWatched(what['of']);
    case 'line':
      return texts('file') && Number.isInteger(what['line']);
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
