// The events at which breakpoints stop a run, and the ways from stop to stop.

import { carried } from '../../../engine/model/carried.ts';
import type { Seq } from '../../../engine/model/event.ts';
import { nameOf, NONE, type Outline, typeOf } from '../../../engine/model/outline.ts';
import type { StopAt } from '../../../engine/model/replay/expression.ts';
import { eventsOfLine, type Frames } from '../../../engine/model/replay/frames.ts';
import { seqsOfStatus } from '../../../engine/model/watch/status-trace.ts';
import type { EventCondition } from '../../../engine/model/watch/traced.ts';
import { replayedOf, type Replayed } from '../code/code-state.ts';
import { ask } from '../engine.ts';
import { moveTo, useSession } from '../session.ts';
import { say } from '../shell-state.ts';
import { whileOpen } from '../while-open.ts';
import { traceOf } from '../watches/traces.ts';
import { useBreakpoints } from './breakpoints.ts';
import { keyOf, type StopWhat } from './stop.ts';

type AskedStops = {
  readonly events: number;
  readonly replayed: Replayed | null;
  readonly seqs: Promise<readonly Seq[]>;
};

/** By breakpoint: the list, the marks and whoever runs on ask for the same. */
const askedOf = carried(
  () => new Map<string, AskedStops>(),
  (known) => known,
);

/**
 * Rising seqs of the events after which a breakpoint stops. Without replayed code, a breakpoint that needs code has no
 * stops.
 */
export function stopsOf(what: StopWhat, outline: Outline, replayed: Replayed | null): Promise<readonly Seq[]> {
  const ofRun = askedOf(outline);
  const { events } = outline;
  const before = ofRun.get(keyOf(what));
  if (before?.events === events && before.replayed === replayed) return before.seqs;
  const seqs = foundStops(what, outline, replayed, before);
  ofRun.set(keyOf(what), { events, replayed, seqs });
  seqs.catch(() => ofRun.get(keyOf(what))?.seqs === seqs && ofRun.delete(keyOf(what)));
  return seqs;
}

async function foundStops(
  what: StopWhat,
  outline: Outline,
  replayed: Replayed | null,
  before: AskedStops | undefined,
): Promise<readonly Seq[]> {
  switch (what.type) {
    case 'event':
      return seqsWhere(outline, (seq) => typeOf(outline, seq) === what.name);
    case 'operation':
      return seqsWhere(outline, (seq) => operationName(outline, seq) === what.name);
    case 'status':
      return seqsOfStatus(outline, what.status);
    case 'change':
      return [...(await traceOf(what.of, outline)).seqs];
    case 'failure':
    case 'payload':
      return await eventsWhere(what, outline, before);
    default:
      return replayed === null ? [] : await stopsOfCode(what, replayed);
  }
}

/** Only the events that came since are looked at. */
async function eventsWhere(
  where: EventCondition,
  { run }: Outline,
  before: AskedStops | undefined,
): Promise<readonly Seq[]> {
  const known = await before?.seqs.catch(() => undefined);
  const from = known === undefined ? 1 : (before?.events ?? 0) + 1;
  const { seqs } = await ask('findEvents', { run, where, from }, { signal: whileOpen() });
  return [...(known ?? []), ...seqs];
}

async function stopsOfCode(at: StopAt, replayed: Replayed): Promise<readonly Seq[]> {
  const { seqs } = await ask('findStops', { ...replayed.asked, at });
  if (at.type === 'expression') return seqs;
  const atLine = linesAsked(replayed.code.frames, at.file, at.line);
  return [...new Set([...seqs, ...atLine])].toSorted((a, b) => a - b);
}

/** The last event delivered to the code before each command at a line. */
function linesAsked(frames: Frames | null, file: string, line: number): readonly Seq[] {
  if (frames === null) return [];
  return eventsOfLine(frames, file, line).flatMap((event) => {
    const activation = frames.activation[frames.event.indexOf(event)] ?? NONE;
    return frames.activations[activation] ?? [];
  });
}

function seqsWhere({ events }: Outline, test: (seq: Seq) => boolean): readonly Seq[] {
  const seqs: Seq[] = [];
  for (let seq = 1; seq <= events; seq++) if (test(seq)) seqs.push(seq);
  return seqs;
}

function operationName(outline: Outline, seq: Seq): string | null {
  const operation = outline.operation[seq - 1] ?? NONE;
  return operation === NONE ? null : nameOf(outline, operation);
}

/**
 * Moves to the next stop of an enabled breakpoint, or to the previous one; without one, to the end or the beginning.
 */
export async function runTo(step: 1 | -1): Promise<void> {
  const { open, cursor } = useSession.getState();
  if (open === null) return;
  const { outline } = open;
  const next = nextStop(await allStops(outline), cursor, step);
  if (next !== undefined) moveTo(next);
  else {
    say(step === 1 ? 'No stop behind this event.' : 'No stop before this event.');
    moveTo(step === 1 ? outline.events : 1);
  }
}

function nextStop(stops: readonly Seq[], cursor: Seq, step: 1 | -1): Seq | undefined {
  const behind = stops.filter((seq) => (step === 1 ? seq > cursor : seq < cursor)).toSorted((a, b) => a - b);
  return step === 1 ? behind[0] : behind.at(-1);
}

/** Stops of all enabled breakpoints. A breakpoint whose stops are unknown says so in the list and stops nothing. */
export async function allStops(outline: Outline): Promise<readonly Seq[]> {
  const on = useBreakpoints.getState().list.filter((each) => each.on);
  const all = on.map(({ what }) => stopsOf(what, outline, replayedOf(outline.run)));
  const answers = await Promise.allSettled(all);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}
