// Local activities: the code learns their results before their markers are matched, in the order of the markers. T9 of
// SPEC.md.

import type { EventOf } from '../../formats/temporal/canonical/history-event.ts';
import { type LocalActivityMarker, localActivityMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Command, GuestFailure, Job, Result } from '../../sandbox/guest.ts';
import { Mismatch, saidInFull } from './mismatch.ts';
import { activityCancelled, type AskedActivity } from './results.ts';

type LocalActivity = Extract<Command, { type: 'scheduleLocalActivity' }>;
type Known = { readonly command: LocalActivity; isResolved: boolean };

export class LocalActivities {
  readonly #known = new Map<number, Known>();
  readonly #ahead: LocalActivityMarker[] = [];
  /** The first marker at which Temporal's core gives up; what can be known of it is used all the same. */
  unparsable: Mismatch | undefined;

  schedule(command: LocalActivity): void {
    this.#known.set(command.seq, { command, isResolved: false });
  }

  /** Notes a marker of the task about to run. */
  lookAhead(event: EventOf<'MarkerRecorded'>): void {
    const marker = localActivityMarker(event);
    if (marker === undefined) return;
    if (!marker.isWhole)
      this.unparsable ??= new Mismatch('fatal', `Local activity marker was unparsable: ${saidInFull(event)}`, event);
    if (this.#known.get(marker.seq)?.isResolved !== true) this.#ahead.push(marker);
  }

  /** The results that the code can get now: up to the first marker of an activity not yet scheduled. */
  resolve(): readonly { readonly job: Job; readonly atMs: number | undefined }[] {
    const resolved: { job: Job; atMs: number | undefined }[] = [];
    for (;;) {
      const marker = this.#ahead[0];
      const known = marker === undefined ? undefined : this.#known.get(marker.seq);
      if (marker === undefined || known === undefined) return resolved;
      this.#ahead.shift();
      if (known.isResolved) continue;
      known.isResolved = true;
      const result = resultOf(marker, known.command);
      resolved.push({
        job: { type: 'resolveActivity', seq: marker.seq, isLocal: true, result },
        atMs: marker.completedAtMs,
      });
    }
  }

  /** The command of a marker whose activity was resolved; removes it. Throws a Mismatch. */
  meet(event: EventOf<'MarkerRecorded'>, checksIds: boolean): Command | undefined {
    const marker = localActivityMarker(event);
    if (marker === undefined) return undefined;
    const known = this.#known.get(marker.seq);
    if (known === undefined)
      throw new Mismatch('nondeterminism', `Missing associated machine for LocalActivity(${marker.seq})`, event);
    if (!known.isResolved) return undefined;
    const { command } = known;
    if (checksIds && marker.activityId !== command.activityId)
      throw mismatch(event, 'id', marker.activityId, command.activityId, command);
    if (checksIds && marker.activityType !== command.activityType)
      throw mismatch(event, 'type', marker.activityType, command.activityType, command);
    return command;
  }
}

function mismatch(event: EventOf<'MarkerRecorded'>, what: string, was: string, is: string, command: Command): Mismatch {
  const text = `Activity ${what} of recorded marker '${was}' does not match activity ${what} of local activity command '${is}'`;
  return new Mismatch('nondeterminism', text, event, command);
}

export function resultOf(marker: LocalActivityMarker, command: AskedActivity): Result {
  const { failure, backoff, attempt, scheduledAtMs, result } = marker;
  if (backoff !== undefined) {
    const originalSchedule = scheduledAtMs === undefined ? {} : { originalScheduleAt: scheduledAtMs };
    return { backoff: { attempt: attempt + 1, backoffDuration: backoff, ...originalSchedule } };
  }
  if (failure === undefined) return { completed: result === undefined ? {} : { result } };
  if (failure.canceledFailureInfo !== undefined) return cancelledAlone(failure, command);
  return failure.cause?.canceledFailureInfo === undefined ? { failed: { failure } } : { cancelled: { failure } };
}

/** The failure without the activity's own failure around it. */
function cancelledAlone(failure: GuestFailure, command: AskedActivity): Result {
  const { cancelled } = activityCancelled(command);
  return { cancelled: { failure: { ...cancelled?.failure, message: 'Local Activity cancelled', cause: failure } } };
}
