// The traces of what is watched in the open run: asked once, and gone on with as the run grows.

import type { Seq } from '../../../engine/model/event.ts';
import { carried } from '../../../engine/model/carried.ts';
import { countUpTo } from '../../../engine/model/cursor.ts';
import type { Outline } from '../../../engine/model/outline.ts';
import { statusTrace } from '../../../engine/model/watch/status-trace.ts';
import type { ValueTrace } from '../../../engine/model/watch/traced.ts';
import { ask } from '../engine.ts';
import { moveTo, useSession } from '../session.ts';
import { say } from '../shell-state.ts';
import { whileOpen } from '../while-open.ts';
import { keyOf, type Watched } from './watched.ts';
import { useWatches, watchesOf } from './watches.ts';

/** Up to event `events` of the run. */
type AskedTrace = { readonly events: number; readonly trace: Promise<ValueTrace> };

/** By watch. */
const askedOf = carried(
  () => new Map<string, AskedTrace>(),
  (known) => known,
);

/** Whoever shows, marks and stops at a trace asks for the same. */
export function traceOf(watched: Watched, outline: Outline): Promise<ValueTrace> {
  const ofRun = askedOf(outline);
  const { events } = outline;
  const before = ofRun.get(keyOf(watched));
  if (before?.events === events) return before.trace;
  const trace = tracedTo(watched, outline, before);
  ofRun.set(keyOf(watched), { events, trace });
  trace.catch(() => ofRun.get(keyOf(watched))?.trace === trace && ofRun.delete(keyOf(watched)));
  return trace;
}

async function tracedTo(watched: Watched, outline: Outline, before: AskedTrace | undefined): Promise<ValueTrace> {
  if (watched.type === 'status') return { ...statusTrace(outline, watched.name), last: '' };
  const { run } = outline;
  const known = await before?.trace.catch(() => undefined);
  const from = known === undefined ? 1 : (before?.events ?? 0) + 1;
  const asked = { run, of: watched, from, last: known?.last ?? null };
  const more = await ask('traceValue', asked, { signal: whileOpen() });
  if (known === undefined) return more;
  return {
    seqs: Uint32Array.from([...known.seqs, ...more.seqs]),
    texts: [...known.texts, ...more.texts],
    last: more.last,
  };
}

/** The place of a cursor in a trace. `at`: index of the value there, −1 before the first. `here`: it changed at the cursor. */
export function placeIn(
  { seqs }: Pick<ValueTrace, 'seqs'>,
  cursor: Seq,
): { readonly at: number; readonly here: boolean } {
  const at = countUpTo(seqs, cursor) - 1;
  return { at, here: at >= 0 && seqs[at] === cursor };
}

/** The next event behind the cursor at which the value changes, or the last one before it. */
export function changeBeside({ seqs }: Pick<ValueTrace, 'seqs'>, cursor: Seq, step: 1 | -1): Seq | undefined {
  if (step === 1) return seqs[countUpTo(seqs, cursor)];
  return seqs[countUpTo(seqs, cursor - 1) - 1];
}

/** Goes to where the chosen watch changes, or without one to where any does. */
export async function goToChange(step: 1 | -1): Promise<void> {
  const { open } = useSession.getState();
  if (open === null) return;
  const list = watchesOf(useWatches.getState(), open.summary);
  const { current } = useWatches.getState();
  const one = list.filter((each) => keyOf(each) === current);
  const answers = await Promise.allSettled((one.length === 0 ? list : one).map((each) => traceOf(each, open.outline)));
  const { cursor } = useSession.getState();
  const seqs = answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? (changeBeside(answer.value, cursor, step) ?? []) : [],
  );
  if (seqs.length === 0) say(step === 1 ? 'It does not change any more.' : 'It did not change before.');
  else moveTo(step === 1 ? Math.min(...seqs) : Math.max(...seqs));
}
