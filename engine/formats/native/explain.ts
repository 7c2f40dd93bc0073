// The meaning of each event of Retrace's own engine, as effects. Operations are keyed by their kind and the number of
// the code's command.

import type { ClosedStatus, Effect, OperationKey, OperationKind, RunStatus } from '../../model/effect.ts';
import { durationText } from '../../model/duration.ts';
import { failureLine } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { entryOf, isArray, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import type { NativeEventType } from '../../model/native-event-type.ts';
import { isTimeout, nativeFailure } from './failure.ts';

type Rule = (event: JsonObject) => Explanation;

export function explainNative(type: string, event: JsonObject): Explanation {
  const rule = entryOf(rules, type);
  if (rule !== undefined) return rule(event);
  return { effects: mentioned(event), summary: 'unknown event type' };
}

/** An event of a future version names its operation by number alone: the kind is unknown. */
function mentioned(event: JsonObject): readonly Effect[] {
  const id = numberOf(event['id']);
  if (id === undefined) return [];
  return numberedKinds.map((kind) => ({ type: 'mention', key: `${kind}:${id}` }));
}

const numberedKinds = ['activity', 'timer', 'childWorkflow', 'signalExternal'] as const;

function keyOf(kind: OperationKind, event: JsonObject): OperationKey {
  const id = event['id'];
  return `${kind}:${typeof id === 'number' || (typeof id === 'string' && id !== '') ? id : '?'}`;
}

function given<K extends string>(key: K, value: Json | undefined): { [key in K]?: Json } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: Json });
}

function textOf(event: JsonObject, field: string): string {
  return stringOf(event[field]) ?? field;
}

type Opened = { readonly name: string; readonly about?: string; readonly options?: Json; readonly untilMs?: number };

/** Opens an operation of the code, with its workflow task and its fiber. */
function opened(kind: OperationKind, event: JsonObject, more: Opened): Extract<Effect, { type: 'open' }> {
  const task = numberOf(event['task']);
  return {
    type: 'open',
    key: keyOf(kind, event),
    kind,
    ...more,
    ...given('input', event['input']),
    ...(task !== undefined && { task: taskId(task) }),
  };
}

function taskId(task: number): string {
  return `task:${task}`;
}

function command(kind: OperationKind, event: JsonObject, summary: string, more: Opened): Explanation {
  return { effects: [opened(kind, event, more)], summary, commands: true };
}

/** Records a value that the code requested and got at once. */
function recorded(
  kind: OperationKind,
  event: JsonObject,
  summary: string,
  name: string,
  result: Json | undefined,
): Explanation {
  const close: Effect = { type: 'close', key: keyOf(kind, event), status: 'completed', ...given('result', result) };
  return { effects: [opened(kind, event, { name }), close], summary, commands: true };
}

/** Records a message from outside in one event. */
function received(kind: OperationKind, event: JsonObject, name: string, summary: string): Explanation {
  const key = keyOf(kind, event);
  const from = objectOf(event['from']);
  const link: readonly Effect[] =
    Object.keys(from).length === 0 ? [] : [{ ...executionOf(from), relation: 'external', key }];
  return {
    effects: [
      { type: 'open', key, kind, name, ...given('input', event['input']) },
      { type: 'close', key, status: 'completed' },
      ...link,
    ],
    summary,
    wakes: true,
  };
}

function executionOf(raw: JsonObject): { type: 'link'; workflowId?: string; runId?: string } {
  const workflowId = stringOf(raw['workflowId']);
  const runId = stringOf(raw['runId']);
  return { type: 'link', ...(workflowId !== undefined && { workflowId }), ...(runId !== undefined && { runId }) };
}

function asks(kind: OperationKind): Rule {
  return (event) => ({
    effects: [{ type: 'advance', key: keyOf(kind, event), status: 'cancelRequested' }],
    summary: 'cancel requested',
    commands: true,
  });
}

/** `says`: the field that holds the result. */
function ends(kind: OperationKind, status: ClosedStatus, word: string): Rule {
  return (event) => {
    const failure = nativeFailure(event['failure']);
    const attempt = numberOf(event['attempt']);
    const close: Effect = {
      type: 'close',
      key: keyOf(kind, event),
      status: status === 'failed' && isTimeout(failure) ? 'timedOut' : status,
      ...(attempt !== undefined && { attempt }),
      ...given('result', event['result']),
      ...(failure !== undefined && { failure }),
    };
    return { effects: [close], summary: why(word, failure), wakes: true };
  };
}

function why(word: string, failure: ReturnType<typeof nativeFailure>): string {
  return failure === undefined ? word : `${word}: ${failureLine(failure)}`;
}

function runEnds(status: RunStatus, word: string): Rule {
  return (event) => {
    const failure = nativeFailure(event['failure']);
    const reason = stringOf(event['reason']);
    const effect: Effect = {
      type: 'run',
      status,
      ...given('result', event['result']),
      ...(failure !== undefined && { failure }),
      ...(reason !== undefined && { reason }),
    };
    const summary = failure === undefined && reason !== undefined ? `${word}: ${reason}` : why(word, failure);
    return { effects: [effect], summary, ...(event['task'] !== undefined && { commands: true }) };
  };
}

const started: Rule = (event) => {
  const parent = objectOf(event['parent']);
  const continuedFrom = stringOf(event['continuedFrom']);
  const links: readonly Effect[] = [
    ...(continuedFrom === undefined
      ? []
      : [{ type: 'link', relation: 'continuedFrom', runId: continuedFrom } as const]),
    ...(Object.keys(parent).length === 0 ? [] : [{ ...executionOf(parent), relation: 'parent' } as const]),
  ];
  return {
    effects: [{ type: 'run', status: 'running', ...given('input', event['input']) }, ...links],
    summary: `${textOf(event, 'workflowType')} started`,
    wakes: true,
  };
};

function unseenOf({ unseen }: JsonObject): readonly number[] {
  return isArray(unseen) ? unseen.filter((seq) => typeof seq === 'number') : [];
}

function taskEvent(status: 'completed' | 'failed'): Rule {
  return (event) => {
    const task = numberOf(event['task']);
    // A retried task has the same number but is another task: it has seen the events since.
    const key: OperationKey = 'workflowTask:?';
    const failure = nativeFailure(event['failure']);
    const worker = stringOf(event['worker']);
    const unseen = unseenOf(event);
    return {
      ...(task !== undefined && { id: taskId(task) }),
      ...(unseen.length > 0 && { unseen }),
      effects: [
        { type: 'open', key, kind: 'workflowTask', name: 'workflow task' },
        { type: 'advance', key, status: 'started', ...(worker !== undefined && { worker }) },
        { type: 'close', key, status, ...(failure !== undefined && { failure }) },
      ],
      summary: why(status, failure),
      bookkeeping: true,
    };
  };
}

const scheduled: Rule = (event) => {
  const { retry, timeouts } = event;
  const options = { ...given('retry', retry), ...given('timeouts', timeouts) };
  return command('activity', event, 'scheduled', {
    name: textOf(event, 'name'),
    ...(Object.keys(options).length > 0 && { options }),
  });
};

const attemptFailed: Rule = (event) => {
  const failure = nativeFailure(event['failure']);
  const attempt = numberOf(event['attempt']);
  return {
    effects: [
      {
        type: 'advance',
        key: keyOf('activity', event),
        status: 'retrying',
        ...(attempt !== undefined && { attempt }),
        ...(failure !== undefined && { failure }),
        ...given('details', event['details']),
      },
    ],
    summary: why(`attempt ${attempt ?? '?'} failed`, failure),
  };
};

const activityStarted: Rule = (event) => {
  const attempt = numberOf(event['attempt']);
  const worker = stringOf(event['worker']);
  return {
    effects: [
      {
        type: 'advance',
        key: keyOf('activity', event),
        status: 'started',
        ...(attempt !== undefined && { attempt }),
        ...(worker !== undefined && { worker }),
      },
    ],
    summary: attempt === undefined || attempt === 1 ? 'started' : `attempt ${attempt} started`,
  };
};

const heartbeat: Rule = (event) => {
  const attempt = numberOf(event['attempt']);
  return {
    effects: [
      {
        type: 'advance',
        key: keyOf('activity', event),
        status: 'started',
        ...(attempt !== undefined && { attempt }),
        ...given('details', event['details']),
      },
    ],
    summary: 'heartbeat',
  };
};

const timerStarted: Rule = (event) => {
  const fireAt = numberOf(event['fireAt']);
  const ms = numberOf(event['ms']);
  return command('timer', event, 'started', {
    name: ms === undefined ? 'timer' : `timer ${durationText(ms)}`,
    ...(fireAt !== undefined && { untilMs: fireAt }),
    ...given('options', event['ms'] === undefined ? undefined : { ms: event['ms'] }),
  });
};

const childScheduled: Rule = (event) => {
  const { closePolicy } = event;
  return command('childWorkflow', event, 'scheduled', {
    name: textOf(event, 'workflowType'),
    about: textOf(event, 'workflowId'),
    ...(closePolicy !== undefined && { options: { closePolicy } }),
  });
};

const childStarted: Rule = (event) => {
  const key = keyOf('childWorkflow', event);
  return {
    effects: [
      { type: 'advance', key, status: 'started' },
      { ...executionOf(event), relation: 'child', key },
    ],
    summary: 'started',
    wakes: true,
  };
};

const version: Rule = (event) => {
  const name = textOf(event, 'name');
  const value = event['version'] ?? null;
  const { effects, ...rest } = recorded('version', event, `version ${JSON.stringify(value)}`, name, value);
  return { ...rest, effects: [...effects, { type: 'set', name: `version.${name}`, value }] };
};

/** What a side effect threw is thrown again in a replay. */
const sideEffect: Rule = (event) => {
  const failure = nativeFailure(event['failure']);
  if (failure === undefined) return recorded('sideEffect', event, 'recorded', 'side effect', event['value']);
  const close: Effect = { type: 'close', key: keyOf('sideEffect', event), status: 'failed', failure };
  return {
    effects: [opened('sideEffect', event, { name: 'side effect' }), close],
    summary: why('failed', failure),
    commands: true,
  };
};

const continued: Rule = (event) => {
  const next = stringOf(event['nextRunId']);
  return {
    effects: [
      { type: 'run', status: 'continuedAsNew', ...given('nextInput', event['input']) },
      ...(next === undefined ? [] : [{ type: 'link', relation: 'continuedAs', runId: next } as const]),
    ],
    summary: 'workflow continued as new',
    commands: true,
  };
};

const custom: Rule = (event) => {
  const name = stringOf(event['name']);
  const { value } = event;
  return {
    effects: name === undefined || value === undefined ? [] : [{ type: 'set', name, value }],
    summary: name === undefined ? 'noted' : `noted ${name}`,
  };
};

const rules: Readonly<Record<NativeEventType, Rule>> = {
  workflow_started: started,
  workflow_completed: runEnds('completed', 'workflow completed'),
  workflow_failed: runEnds('failed', 'workflow failed'),
  workflow_cancelled: runEnds('canceled', 'workflow canceled'),
  workflow_terminated: runEnds('terminated', 'workflow terminated'),
  workflow_continued_as_new: continued,
  workflow_cancel_requested: (event) => {
    const reason = stringOf(event['reason']);
    const summary = reason === undefined ? 'received' : `received: ${reason}`;
    return received('cancelRequest', { ...event, ...given('input', event['reason']) }, 'cancel request', summary);
  },
  workflow_paused: runEnds('paused', 'workflow paused'),
  workflow_resumed: runEnds('running', 'workflow resumed'),
  workflow_task_completed: taskEvent('completed'),
  workflow_task_failed: taskEvent('failed'),
  activity_scheduled: scheduled,
  activity_started: activityStarted,
  activity_heartbeat: heartbeat,
  activity_attempt_failed: attemptFailed,
  activity_cancel_requested: asks('activity'),
  activity_completed: ends('activity', 'completed', 'completed'),
  activity_failed: ends('activity', 'failed', 'failed'),
  activity_cancelled: ends('activity', 'canceled', 'canceled'),
  timer_started: timerStarted,
  timer_fired: ends('timer', 'completed', 'fired'),
  timer_cancelled: (event) => ({
    effects: [{ type: 'close', key: keyOf('timer', event), status: 'canceled' }],
    summary: 'canceled',
    commands: true,
  }),
  signal_received: (event) => received('signal', event, textOf(event, 'name'), 'received'),
  signal_external_scheduled: (event) =>
    command('signalExternal', event, 'scheduled', { name: textOf(event, 'name'), about: textOf(event, 'workflowId') }),
  signal_external_delivered: ends('signalExternal', 'completed', 'delivered'),
  signal_external_failed: ends('signalExternal', 'failed', 'failed'),
  child_workflow_scheduled: childScheduled,
  child_workflow_started: childStarted,
  child_workflow_cancel_requested: asks('childWorkflow'),
  child_workflow_completed: ends('childWorkflow', 'completed', 'completed'),
  child_workflow_failed: (event) => {
    const { kind } = objectOf(event['failure']);
    const status = kind === 'cancelled' ? 'canceled' : kind === 'terminated' ? 'terminated' : 'failed';
    return ends('childWorkflow', status, status)(event);
  },
  side_effect_recorded: sideEffect,
  version_marked: version,
  custom,
};
