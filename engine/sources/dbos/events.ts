// Turns a workflow's rows into events: its start, each step in call order, the ends of sleeps, its end.

import { type Json, type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import { readValue } from '../../formats/dbos/value.ts';

export type WorkflowRows = {
  readonly workflow: JsonObject;
  readonly inputs: Json;
  readonly output: Json;
  readonly error: Json;
  /** In order of `function_id`. */
  readonly steps: readonly JsonObject[];
  readonly isEnded: (status: string | undefined) => boolean;
};

/** Without a row of the workflow nothing is said of its start. Objects `{event, at, …}`; `at` in ms since 1970, null if the row has no time. */
export function eventsOf({ workflow, inputs, output, error, steps, isEnded }: WorkflowRows): readonly JsonObject[] {
  const { inputs: _, output: __, error: ___, ...row } = workflow;
  const status = stringOf(workflow['status']);
  const isOver = isEnded(status);
  const endedAt = numberOf(row['completed_at'] ?? row['updated_at']);
  return [
    ...(status === undefined
      ? []
      : [{ event: 'WorkflowStarted', at: numberOf(row['created_at']) ?? null, workflow: row, inputs }]),
    ...steps.flatMap((step, i) => [
      stepEvent(step),
      ...sleepEnd(steps, i, isOver ? (endedAt ?? Number.POSITIVE_INFINITY) : undefined),
    ]),
    ...(isOver
      ? [
          {
            event: 'WorkflowEnded',
            at: endedAt ?? null,
            status: status ?? null,
            output,
            error,
          },
        ]
      : []),
  ];
}

function isSleep(step: JsonObject | undefined): boolean {
  return step?.['function_name'] === 'DBOS.sleep';
}

function stepEvent(step: JsonObject): JsonObject {
  const at = numberOf(isSleep(step) ? step['started_at_epoch_ms'] : step['completed_at_epoch_ms']) ?? null;
  const until = isSleep(step) ? untilOf(step) : undefined;
  return { event: 'Step', at, ...(until !== undefined && { until_ms: until }), ...step };
}

/** Wake time of a sleep from its output, in ms since 1970; the output is in ms or in seconds. */
function untilOf(step: JsonObject): number | undefined {
  const said = numberOf(readValue(step['output'] ?? null));
  return said === undefined ? numberOf(step['completed_at_epoch_ms']) : said < 1e11 ? said * 1000 : said;
}

/** DBOS writes a sleep step after these calls if they have a timeout; the sleep ends when the wait ends. */
const waits: ReadonlySet<Json | undefined> = new Set(['DBOS.recv', 'DBOS.getEvent']);

/** The end of a sleep, if a later step exists or the workflow ended, at `endedAt`. */
function sleepEnd(steps: readonly JsonObject[], at: number, endedAt: number | undefined): readonly JsonObject[] {
  const step = steps[at]!;
  if (!isSleep(step)) return [];
  const until = untilOf(step);
  const before = steps[at - 1];
  const waited = waits.has(before?.['function_name']) ? numberOf(before?.['completed_at_epoch_ms']) : undefined;
  // The workflow's end time has whole seconds only.
  const isOver = steps[at + 1] !== undefined || waited !== undefined || (until ?? 0) < (endedAt ?? 0) + 1000;
  if (!isOver) return [];
  const cut = waited !== undefined && until !== undefined && waited < until;
  return [
    {
      event: 'SleepEnded',
      at: (cut ? waited : until) ?? null,
      function_id: step['function_id'] ?? null,
      ...(cut && { cut }),
    },
  ];
}
