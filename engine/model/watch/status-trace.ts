// The statuses that operations come to have, one after another, as the outline tells them.

import { type IgnoreRule, parseIgnoreRule } from '../compare/ignore-rules.ts';
import { ignoresNothing, type IgnoreState, ignoring } from '../compare/ignore-rules-match.ts';
import { operationStatuses } from '../effect.ts';
import { fullNameOf } from '../operation-name.ts';
import { kindIndex, kindOf, nameOf, type Outline } from '../outline.ts';
import type { ValueTrace } from './traced.ts';

/**
 * The events after which the operation of this name that an event was last about had another status than the one
 * before.
 */
export function statusTrace(outline: Outline, name: string): Omit<ValueTrace, 'last'> {
  const seqs: number[] = [];
  const texts: string[] = [];
  for (const { seq, status } of touchesOf(outline, (index) => fullNameOf(outline, index) === name)) {
    const text = operationStatuses[status]!;
    if (text === texts.at(-1)) continue;
    seqs.push(seq);
    texts.push(text);
  }
  return { seqs: Uint32Array.from(seqs), texts };
}

type Touch = { readonly seq: number; readonly status: number };

function touchesOf(outline: Outline, isMeant: (index: number) => boolean): readonly Touch[] {
  const { count, kind, touchFrom, touchTo, touchSeq, touchStatus } = outline.operations;
  const touches: Touch[] = [];
  for (let index = 0; index < count; index++) {
    if (kind[index] === kindIndex.workflowTask || !isMeant(index)) continue;
    for (let touch = touchFrom[index]!; touch < touchTo[index]!; touch++)
      touches.push({ seq: touchSeq[touch]!, status: touchStatus[touch]! });
  }
  return touches.toSorted((a, b) => a.seq - b.seq);
}

/**
 * Rising seqs at which an operation or the run came to have a status. `wanted`: the status in the syntax of a path, with
 * a kind and a name before it where only they are meant: `failed`, `activity/charge: timedOut`, `run: completed`.
 */
export function seqsOfStatus(outline: Outline, wanted: string): readonly number[] {
  const rule = parseIgnoreRule(wanted, 'The status');
  const { count, touchFrom, touchTo, touchSeq, touchStatus } = outline.operations;
  const ofRun = ignoring([rule], 'run', '');
  const seqs = new Set(outline.statuses.flatMap(({ seq, status }) => (ofRun.next(status).ignored ? seq : [])));
  const states = statesOf(outline, rule);
  for (let index = 0; index < count; index++) {
    const state = states(index);
    if (ignoresNothing(state)) continue;
    for (let touch = touchFrom[index]!; touch < touchTo[index]!; touch++) {
      const came = touch === touchFrom[index] || touchStatus[touch - 1] !== touchStatus[touch];
      if (came && state.next(operationStatuses[touchStatus[touch]!]!).ignored) seqs.add(touchSeq[touch]!);
    }
  }
  return [...seqs].toSorted((a, b) => a - b);
}

/** The state of a path before its first step, by operation; made once for each kind and name. */
export function statesOf(outline: Outline, rule: IgnoreRule): (index: number) => IgnoreState {
  const known = new Map<string, IgnoreState>();
  return (index) => {
    const [kind, name] = [kindOf(outline, index), nameOf(outline, index)];
    const key = `${kind} ${name}`;
    const state = known.get(key) ?? ignoring([rule], kind, name);
    known.set(key, state);
    return state;
  };
}
