// The words for a breakpoint, in a narrow column and whole.

import type { Relation } from '../../engine/model/watch/traced.ts';
import type { StopWhat } from '../session/stops/stop.ts';
import { nameOfWatch } from './watch-name.ts';

export const relationWords: Readonly<Record<Relation, string>> = {
  is: '=',
  isNot: '≠',
  less: '<',
  greater: '>',
  contains: 'contains',
  exists: 'is there',
};

const kindWords: Readonly<Record<StopWhat['type'], string>> = {
  event: 'event',
  operation: 'operation',
  status: 'status',
  failure: 'failure',
  payload: 'payload',
  change: 'change of',
  line: 'line',
  expression: 'when',
};

export function stopWords(what: StopWhat): { readonly kind: string; readonly words: string } {
  return { kind: kindWords[what.type], words: wordsOf(what) };
}

function wordsOf(what: StopWhat): string {
  switch (what.type) {
    case 'event':
    case 'operation':
      return what.name;
    case 'status':
      return what.status;
    case 'failure':
    case 'expression':
      return what.text;
    case 'payload':
      return compared(shortName({ type: 'payload', path: what.path }), what);
    case 'change':
      return shortName(what.of);
    case 'line':
      return `${what.file.split(/[\\/]/).at(-1) ?? what.file}:${what.line}`;
  }
}

/** For a tooltip. */
export function wholeStop(what: StopWhat): string {
  if (what.type === 'line') return `${what.file}:${what.line}`;
  if (what.type === 'change') return `Changes of: ${nameOfWatch(what.of).whole}`;
  return what.type === 'payload' ? compared(what.path, what) : wordsOf(what);
}

function shortName(watched: Parameters<typeof nameOfWatch>[0]): string {
  const { kind, name } = nameOfWatch(watched);
  return kind === '' ? name : `${kind} ${name}`;
}

function compared(name: string, { relation, value }: Extract<StopWhat, { readonly type: 'payload' }>): string {
  return `${name} ${relationWords[relation]}${relation === 'exists' ? '' : ` ${value}`}`;
}
