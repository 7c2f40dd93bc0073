// One event of an AWS Step Functions execution, in the form of the API or of CloudWatch logs. Source:
// GetExecutionHistory, HistoryEvent.

import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { idText } from '../event-fields.ts';

/** Key that the container adds: ids of the events that opened this event's surroundings, the innermost last. */
export const scopeKey = '$within';

export type StepEvent = {
  readonly type: string;
  readonly id: string | undefined;
  readonly previous: string | undefined;
  readonly atMs: number | null;
  /** The value written as the event's time. */
  readonly time: Json | undefined;
  readonly details: JsonObject;
  /** Ids of the events that opened the surrounding states, iterations and tasks, the innermost last. */
  readonly within: readonly string[];
};

export function stepEvent(written: JsonObject): StepEvent {
  const raw = written['Type'] === undefined ? written : inCamelCase(written);
  const type = stringOf(raw['type']) ?? 'unknown';
  const time = raw['timestamp'] ?? raw['event_timestamp'];
  const scope = raw[scopeKey];
  return {
    type,
    id: idText(raw['id']),
    previous: idText(raw['previousEventId'] ?? raw['previous_event_id']),
    atMs: typeof time === 'number' || typeof time === 'string' ? writtenTimeMs(time, undefined) : null,
    time,
    details: detailsOf(raw),
    within: (Array.isArray(scope) ? (scope as readonly Json[]) : []).flatMap((id) => idText(id) ?? []),
  };
}

/** Go's SDK writes `PreviousEventId`, and every kind of details, all but one of them null. */
function inCamelCase(written: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      lowerFirst(key),
      key.endsWith('EventDetails') && isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, part]) => [lowerFirst(name), part ?? null]))
        : (value ?? null),
    ]),
  );
}

export function lowerFirst(key: string): string {
  return key.charAt(0).toLowerCase() + key.slice(1);
}

function detailsOf(raw: JsonObject): JsonObject {
  const key = Object.keys(raw).find((name) => name.endsWith('EventDetails') && isObject(raw[name]));
  return objectOf(key === undefined ? raw['details'] : raw[key]);
}

const typeWords =
  /^(Execution(Started|Succeeded|Failed|TimedOut|Aborted|Redriven)|\w+State(Entered|Exited|Started|Succeeded|Failed|Aborted)|(Task|LambdaFunction|Activity)(Scheduled|ScheduleFailed|Started|StartFailed|Submitted|SubmitFailed|Succeeded|Failed|TimedOut)|MapIteration(Started|Succeeded|Failed|Aborted)|MapRun(Started|Succeeded|Failed|Aborted|Redriven)|EvaluationFailed)$/;

/** Type under which the service writes internal data. */
export const hidden = 'Private';

export function isKnown(type: string): boolean {
  return typeWords.test(type);
}

/** Only this service states for each event the event before it. */
export function isStepEvent(raw: Json): raw is JsonObject {
  return (
    isObject(raw) &&
    isKnown(stepEvent(raw).type) &&
    stepEvent(raw).previous !== undefined &&
    stepEvent(raw).id !== undefined
  );
}
