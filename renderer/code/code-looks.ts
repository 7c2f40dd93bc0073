// Requests of the code pane to the engine about one version of the code, with their answers cached.

import type { Seq } from '../../engine/model/event.ts';
import type { Evaluated } from '../../engine/model/replay/expression.ts';
import type { Moment, QueryAnswer } from '../../engine/model/replay/locals.ts';
import { ask } from '../session/engine.ts';
import { Latest } from '../session/latest.ts';
import type { Session } from '../session/session.ts';
import type { AskedCode } from '../session/code/code-state.ts';

/** Code that loops without end holds up whoever has gone on no longer than that; to end it costs a thread. */
const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

export type CodeLooks = {
  readonly moments: Latest<Seq, Moment>;
  /** Text of a file, requested once per file. */
  readonly source: (file: string) => Promise<string>;
};

const known = new WeakMap<AskedCode, CodeLooks>();

/** A cache for one replay: a new replay starts a new cache. */
export function looksOf(asked: AskedCode): CodeLooks {
  const before = known.get(asked);
  if (before !== undefined) return before;
  const sources = new Map<string, Promise<string>>();
  const source = (file: string): Promise<string> => {
    const text = sources.get(file) ?? ask('readSource', { ...asked, file }).then((found) => found.text);
    sources.set(file, text);
    text.catch(() => sources.delete(file));
    return text;
  };
  const looks = {
    moments: new Latest((seq: Seq, signal) => ask('readMoment', { ...asked, seq }, { signal }), { patience }),
    source,
  };
  known.set(asked, looks);
  return looks;
}

export function answersOf(asked: AskedCode, name: string, args: string): Latest<Seq, QueryAnswer> {
  return new Latest((seq, signal) => ask('queryCode', { ...asked, seq, name, args }, { signal }), {
    keep: 50,
    patience,
  });
}

export function valuesOf(asked: AskedCode, expression: string): Latest<Seq, Evaluated> {
  return new Latest((seq, signal) => ask('evaluateCode', { ...asked, seq, expression }, { signal }), { patience });
}

export function momentWanted({ cursor }: Session): Seq | null {
  return cursor === 0 ? null : cursor;
}

/** Seqs beside the cursor: a person who steps is likely to go on. */
export function neighboursOf({ cursor, open }: Session): Seq[] {
  return [cursor + 1, cursor - 1].filter((seq) => seq >= 1 && seq <= (open?.outline.events ?? 0));
}
