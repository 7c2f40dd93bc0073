// One event of an AWS Step Functions execution, as the API gives it or as CloudWatch logs it. Source: GetExecutionHistory, HistoryEvent.

import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { idText } from '../event-fields.ts';

/** What the container adds: the events that opened what this one is about, the innermost last. */
export const scopeKey = '$within';

export type StepEvent = {
  readonly type: string;
  readonly id: string | undefined;
  readonly previous: string | undefined;
  readonly atMs: number | null;
  /** What stands where its time belongs. */
  readonly time: Json | undefined;
  readonly details: JsonObject;
  /** Ids of events that opened states, iterations and tasks around it, the innermost last. */
  readonly within: readonly string[];
};

export function stepEvent(raw: JsonObject): StepEvent {
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

function detailsOf(raw: JsonObject): JsonObject {
  const key = Object.keys(raw).find((name) => name.endsWith('EventDetails'));
  return objectOf(key === undefined ? raw['details'] : raw[key]);
}

const typeWords =
  /^(Execution(Started|Succeeded|Failed|TimedOut|Aborted|Redriven)|\w+State(Entered|Exited|Started|Succeeded|Failed|Aborted)|(Task|LambdaFunction|Activity)(Scheduled|ScheduleFailed|Started|StartFailed|Submitted|SubmitFailed|Succeeded|Failed|TimedOut)|MapIteration(Started|Succeeded|Failed|Aborted)|MapRun(Started|Succeeded|Failed|Aborted|Redriven)|EvaluationFailed)$/;

export function isKnown(type: string): boolean {
  return typeWords.test(type);
}

/** Only this service says of each event which one came before it. */
export function isStepEvent(raw: Json): raw is JsonObject {
  return (
    isObject(raw) &&
    isKnown(stepEvent(raw).type) &&
    stepEvent(raw).previous !== undefined &&
    stepEvent(raw).id !== undefined
  );
}
