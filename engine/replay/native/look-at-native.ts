// The state of native code at an event of its history, and its answer to a query there: the code runs from the start to
// that event.

import { must } from '../../model/assert.ts';
import type { Evaluated } from '../../model/replay/expression.ts';
import type { Moment, QueryAnswer } from '../../model/replay/locals.ts';
import { HistoryGuest } from '../../sandbox/native/history-guest.ts';
import { type Evaluation, type SourceLine, Stops, valueNow } from '../evaluation.ts';
import { type Around, type MomentCollector, type Moments, MomentsAround, type Query } from '../look.ts';
import { MomentsPacker, type PackedMoments } from '../packed-moments.ts';
import type { NativeHistory } from './native-history.ts';
import type { NativeCode } from './replay-native.ts';
import { type Ended, tellHistory } from './tell-history.ts';

function guestOf(history: NativeHistory, { script }: NativeCode): HistoryGuest {
  return new HistoryGuest(script, history.text, { workflowType: history.workflowType });
}

/** Delivers events as long as `goesOn` returns true. */
function tellUntil(
  history: NativeHistory,
  guest: HistoryGuest,
  code: NativeCode,
  goesOn: (lastSeq: number) => boolean,
): Ended {
  const onTask = (seq: number): void => {
    if (guest.calls !== undefined) guest.calls.lastEvent = seq;
    code.onTask?.(seq);
  };
  return tellHistory(history, guest, { goesOn, onTask });
}

/** `code` must be instrumented; the same holds for values and stops. */
export function nativeMomentsAround(history: NativeHistory, around: Around, code: NativeCode): Moments {
  return collected(history, (look) => new MomentsAround(around, look), code);
}

export function allNativeMoments(history: NativeHistory, code: NativeCode): PackedMoments {
  return collected(history, (look) => new MomentsPacker(look), code);
}

function collected<T>(
  history: NativeHistory,
  collector: (look: () => Moment) => MomentCollector<T>,
  code: NativeCode,
): T {
  const guest = guestOf(history, code);
  const calls = must(guest.calls);
  const moments = collector(() => ({ ...calls.look(), queries: guest.queries() }));
  const { divergence, failure } = tellUntil(history, guest, code, (seq) => moments.goesOn(seq, calls.lastEvent));
  return moments.end(divergence !== undefined || failure !== undefined);
}

/** The code's answer to a query at that event. A query takes one value. */
export function nativeQueryAt(history: NativeHistory, { seq, name, args }: Query, code: NativeCode): QueryAnswer {
  const guest = guestOf(history, code);
  const { lastSeq } = tellUntil(history, guest, code, (next) => next <= seq);
  if (lastSeq === 0) return { type: 'failed', message: `The code has not begun at event ${seq}.` };
  const answer = guest.query(name, args[0]);
  if (answer.type === 'failed') return { type: 'failed', message: answer.failure.message };
  return { type: 'answered', value: answer.value ?? null };
}

/** The expression's value after an event. */
export function nativeValueAt(
  history: NativeHistory,
  { seq, ...evaluation }: Evaluation & { readonly seq: number },
  code: NativeCode,
): Evaluated {
  const guest = guestOf(history, code);
  tellUntil(history, guest, code, (next) => next <= seq);
  return valueNow(evaluation, must(guest.calls), seq);
}

/** See `Stops`. */
export function nativeStopsOf(
  history: NativeHistory,
  at: Evaluation | SourceLine,
  code: NativeCode,
): readonly number[] {
  const guest = guestOf(history, code);
  const stops = new Stops(at, must(guest.calls));
  tellUntil(history, guest, code, (next) => stops.goesOn(next));
  return stops.end(history.length);
}
