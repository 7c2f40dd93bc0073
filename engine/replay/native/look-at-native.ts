// What native code is doing at an event of its history, and what it answers to a query there.

import { must } from '../../model/assert.ts';
import type { Json } from '../../model/json.ts';
import type { QueryAnswer } from '../../model/replay/locals.ts';
import { HistoryGuest } from '../../sandbox/native/history-guest.ts';
import { type Around, type Moments, MomentsAround, type Query } from '../look.ts';
import type { NativeHistory } from './native-history.ts';
import type { NativeCode } from './replay-native.ts';
import { tellHistory } from './tell-history.ts';

/** `code` is instrumented. */
export function nativeMomentsAround(history: NativeHistory, around: Around, code: NativeCode): Moments {
  const guest = new HistoryGuest(code.script, history.text, { workflowType: history.workflowType });
  const calls = must(guest.calls);
  const moments = new MomentsAround(around, () => ({ ...calls.look(), queries: guest.queries() }));
  const { divergence, failure } = tellHistory(history, guest, {
    goesOn: (seq) => moments.goesOn(seq, calls.lastEvent),
    onTask: (seq) => {
      calls.lastEvent = seq;
      code.onTask?.(seq);
    },
  });
  return moments.end(divergence !== undefined || failure !== undefined);
}

/** Of the code as it stands at that event. A query takes one value. */
export function nativeQueryAt(history: NativeHistory, { seq, name, args }: Query, code: NativeCode): QueryAnswer {
  const guest = new HistoryGuest(code.script, history.text, { workflowType: history.workflowType });
  let isTold = false;
  tellHistory(history, guest, {
    goesOn: (lastSeq) => lastSeq <= seq,
    onTask: (lastSeq) => {
      isTold = true;
      code.onTask?.(lastSeq);
    },
  });
  if (!isTold) return { type: 'failed', message: `The code has not begun at event ${seq}.` };
  const answer = guest.query(name, args[0]);
  if (answer.type === 'failed') return { type: 'failed', message: answer.failure.message };
  return { type: 'answered', value: (answer.value ?? null) as Json };
}
