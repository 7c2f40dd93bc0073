// A Conductor execution states the status of its tasks, and when each was scheduled, started and ended: read as those
// transitions, in order of time. Intermediate changes are not recorded. Source: WorkflowExecution and Task of
// conductor-oss, GET /api/workflow/{id}?includeTasks=true.

import { isNoTime } from '../event-time.ts';
import { isDate } from '../../model/moment.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { isArray, isObject, type Json, type JsonObject, numberOf, stringOf } from '../../model/json.ts';

export type Execution = JsonObject & { readonly tasks: readonly JsonObject[] };

/** An execution is recognised by its tasks; without any, by its status and its name. */
export function isExecution(json: Json): json is Execution {
  if (!isObject(json) || stringOf(json['workflowId']) === undefined || !isArray(json['tasks'])) return false;
  const { tasks, status, workflowName, workflowType } = json;
  if (tasks.length === 0) return isStatus(status) && stringOf(workflowName ?? workflowType) !== undefined;
  return tasks.every(isObject) && tasks.every((task) => isObject(task) && stringOf(task['taskType']) !== undefined);
}

const terminal: ReadonlySet<Json | undefined> = new Set([
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
  'FAILED_WITH_TERMINAL_ERROR',
  'TIMED_OUT',
  'CANCELED',
  'SKIPPED',
]);
const ended: ReadonlySet<Json | undefined> = new Set(['COMPLETED', 'FAILED', 'TIMED_OUT', 'TERMINATED']);

function isStatus(status: Json | undefined): boolean {
  return status === 'RUNNING' || status === 'PAUSED' || ended.has(status);
}

/** Task fields that are known only at the end of the task. */
const ofEnd: ReadonlySet<string> = new Set([
  'outputData',
  'reasonForIncompletion',
  'externalOutputPayloadStoragePath',
  'logs',
]);

type Placed = { readonly at: number | null; readonly sort: number; readonly event: JsonObject };

/**
 * Transitions as `{transition, at, …}`, with the task or workflow as written by the execution. `at`: ms since 1970,
 * never before the previous transition; null = unknown.
 */
export function transitionsOf({ tasks, workflowDefinition, ...workflow }: Execution): readonly JsonObject[] {
  const { output, ...given } = workflow;
  const begun = timeOf(workflow['startTime']) ?? timeOf(workflow['createTime']);
  const roots = rootsOf(tasks);
  const placed = tasks.flatMap((task, i) => ofTask(task, roots.get(stringOf(task['taskId']) ?? '') ?? `?${i}`));
  const first = Math.min(begun ?? Number.POSITIVE_INFINITY, ...placed.map(({ sort }) => sort).slice(0, 1));
  const latest = placed.reduce(
    (most, { sort }) => (isDate(sort) ? Math.max(most, sort) : most),
    Number.isFinite(first) ? first : 0,
  );
  const end = Math.max(timeOf(workflow['endTime']) ?? latest, latest);
  return [
    {
      transition: 'WorkflowStarted',
      at: begun,
      ...unread(begun === null ? [workflow['startTime'], workflow['createTime']] : []),
      ...(tasks.length === 0 && { withoutTasks: true }),
      workflow: { ...given, ...(workflowDefinition !== undefined && { workflowDefinition }) },
    },
    ...placed.toSorted((a, b) => a.sort - b.sort).map(({ event }) => event),
    ...(ended.has(workflow['status'])
      ? [
          {
            transition: 'WorkflowEnded',
            at: timeOf(workflow['endTime']) === null ? null : end,
            ...unread([workflow['endTime']]),
            status: workflow['status']!,
            ...(output !== undefined && { output }),
            ...(workflow['reasonForIncompletion'] !== undefined && {
              reasonForIncompletion: workflow['reasonForIncompletion'],
            }),
          },
        ]
      : workflow['status'] === 'PAUSED'
        ? [{ transition: 'WorkflowPaused', at: null }]
        : []),
  ];
}

function ofTask(task: JsonObject, operation: string): readonly Placed[] {
  const scheduled = timeOf(task['scheduledTime']) ?? timeOf(task['startTime']);
  const started = later(scheduled, timeOf(task['startTime']));
  const isOver = terminal.has(task['status']);
  const over = later(started ?? scheduled, timeOf(task['endTime']));
  const about = { operation, taskId: task['taskId'] ?? null, referenceTaskName: task['referenceTaskName'] ?? null };
  const opening = Object.fromEntries(Object.entries(task).filter(([key]) => !ofEnd.has(key)));
  const closing = Object.fromEntries(
    Object.entries(task).filter(([key]) => ofEnd.has(key) || key === 'status' || key === 'subWorkflowId'),
  );
  const place = (at: number | null, event: JsonObject): Placed => ({
    at,
    sort: at ?? scheduled ?? 0,
    event: { ...event, at: 'unread' in event ? null : at },
  });
  return [
    place(scheduled, { transition: 'TaskScheduled', ...about, task: opening, ...unread([task['scheduledTime']]) }),
    ...(isNoTime(task['startTime'])
      ? []
      : [place(started, { transition: 'TaskStarted', ...about, ...workerOf(task), ...unread([task['startTime']]) })]),
    ...(isOver
      ? [place(over, { transition: 'TaskEnded', ...about, task: closing, ...unread([task['endTime']]) })]
      : []),
  ];
}

function workerOf(task: JsonObject): JsonObject {
  return task['workerId'] === undefined ? {} : { workerId: task['workerId'] };
}

/** A retry is a new task that names the one before it: both are one operation, named after the first. */
function rootsOf(tasks: readonly JsonObject[]): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const task of tasks) {
    const [id, retried] = [stringOf(task['taskId']), stringOf(task['retriedTaskId'])];
    if (id !== undefined) roots.set(id, (retried === undefined ? undefined : roots.get(retried)) ?? id);
  }
  return roots;
}

/** The first that is written and cannot be read. */
function unread(times: readonly (Json | undefined)[]): JsonObject {
  const first = times.find((time) => !isNoTime(time) && timeOf(time) === null);
  return first === undefined ? {} : { unread: first };
}

/** 0 stands for none. */
function timeOf(value: Json | undefined): number | null {
  const ms = numberOf(value) ?? writtenTimeMs(value, 'ms');
  return ms !== null && ms > 0 ? ms : null;
}

function later(before: number | null, at: number | null): number | null {
  return before === null || at === null ? (at ?? before) : Math.max(before, at);
}
