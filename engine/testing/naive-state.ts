// The state of a Temporal run computed a second time, from the tables of its format: for each seq all raw events up to there are
// gone over and grouped by the ids in them. Knows canonical JSON only, and neither effects nor the reducer.

import type { Json, JsonObject } from '../model/json.ts';

export type NaiveOperation = { key: string; kind: string; status: string; openedAt: number; closedAt: number | null; attempts: number };
export type NaiveState = { status: string; operations: readonly NaiveOperation[] };

/** What one event says of one operation; OPENS or a status. */
type Word = { key: string; says: string; seq: number; attempt: number };

const OPENS = 'opens';
const closing = ['completed', 'failed', 'timedOut', 'cancelled', 'terminated', 'rejected'];

/** type: kind, field that names the opening event (none: the event itself opens), then what it says. */
const table: Readonly<Record<string, readonly [kind: string, link: string, ...says: string[]]>> = {
  WORKFLOW_TASK_SCHEDULED: ['workflowTask', '', OPENS],
  WORKFLOW_TASK_STARTED: ['workflowTask', 'scheduledEventId', 'started'],
  WORKFLOW_TASK_COMPLETED: ['workflowTask', 'scheduledEventId', 'completed'],
  WORKFLOW_TASK_TIMED_OUT: ['workflowTask', 'scheduledEventId', 'timedOut'],
  WORKFLOW_TASK_FAILED: ['workflowTask', 'scheduledEventId', 'failed'],
  ACTIVITY_TASK_SCHEDULED: ['activity', '', OPENS],
  ACTIVITY_TASK_STARTED: ['activity', 'scheduledEventId', 'started'],
  ACTIVITY_TASK_COMPLETED: ['activity', 'scheduledEventId', 'completed'],
  ACTIVITY_TASK_FAILED: ['activity', 'scheduledEventId', 'failed'],
  ACTIVITY_TASK_TIMED_OUT: ['activity', 'scheduledEventId', 'timedOut'],
  ACTIVITY_TASK_CANCEL_REQUESTED: ['activity', 'scheduledEventId', 'cancelRequested'],
  ACTIVITY_TASK_CANCELED: ['activity', 'scheduledEventId', 'cancelled'],
  TIMER_STARTED: ['timer', '', OPENS],
  TIMER_FIRED: ['timer', 'startedEventId', 'completed'],
  TIMER_CANCELED: ['timer', 'startedEventId', 'cancelled'],
  WORKFLOW_EXECUTION_CANCEL_REQUESTED: ['cancelRequest', '', OPENS, 'completed'],
  WORKFLOW_EXECUTION_SIGNALED: ['signal', '', OPENS, 'completed'],
  WORKFLOW_EXECUTION_PAUSED: ['pause', '', OPENS, 'completed'],
  WORKFLOW_EXECUTION_UNPAUSED: ['pause', '', OPENS, 'completed'],
  REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED: ['cancelExternal', '', OPENS],
  REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED: ['cancelExternal', 'initiatedEventId', 'failed'],
  EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED: ['cancelExternal', 'initiatedEventId', 'completed'],
  SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED: ['signalExternal', '', OPENS],
  SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED: ['signalExternal', 'initiatedEventId', 'failed'],
  EXTERNAL_WORKFLOW_EXECUTION_SIGNALED: ['signalExternal', 'initiatedEventId', 'completed'],
  START_CHILD_WORKFLOW_EXECUTION_INITIATED: ['childWorkflow', '', OPENS],
  START_CHILD_WORKFLOW_EXECUTION_FAILED: ['childWorkflow', 'initiatedEventId', 'failed'],
  CHILD_WORKFLOW_EXECUTION_STARTED: ['childWorkflow', 'initiatedEventId', 'started'],
  CHILD_WORKFLOW_EXECUTION_COMPLETED: ['childWorkflow', 'initiatedEventId', 'completed'],
  CHILD_WORKFLOW_EXECUTION_FAILED: ['childWorkflow', 'initiatedEventId', 'failed'],
  CHILD_WORKFLOW_EXECUTION_CANCELED: ['childWorkflow', 'initiatedEventId', 'cancelled'],
  CHILD_WORKFLOW_EXECUTION_TIMED_OUT: ['childWorkflow', 'initiatedEventId', 'timedOut'],
  CHILD_WORKFLOW_EXECUTION_TERMINATED: ['childWorkflow', 'initiatedEventId', 'terminated'],
  NEXUS_OPERATION_SCHEDULED: ['nexus', '', OPENS],
  NEXUS_OPERATION_STARTED: ['nexus', 'scheduledEventId', 'started'],
  NEXUS_OPERATION_COMPLETED: ['nexus', 'scheduledEventId', 'completed'],
  NEXUS_OPERATION_FAILED: ['nexus', 'scheduledEventId', 'failed'],
  NEXUS_OPERATION_CANCELED: ['nexus', 'scheduledEventId', 'cancelled'],
  NEXUS_OPERATION_TIMED_OUT: ['nexus', 'scheduledEventId', 'timedOut'],
  NEXUS_OPERATION_CANCEL_REQUESTED: ['nexus', 'scheduledEventId', 'cancelRequested'],
  NEXUS_OPERATION_CANCEL_REQUEST_COMPLETED: ['nexus', 'scheduledEventId', 'cancelRequested'],
  NEXUS_OPERATION_CANCEL_REQUEST_FAILED: ['nexus', 'scheduledEventId', 'cancelRequested'],
};

const runTable: Readonly<Record<string, string>> = {
  WORKFLOW_EXECUTION_STARTED: 'running',
  WORKFLOW_EXECUTION_COMPLETED: 'completed',
  WORKFLOW_EXECUTION_FAILED: 'failed',
  WORKFLOW_EXECUTION_TIMED_OUT: 'timedOut',
  WORKFLOW_EXECUTION_CANCELED: 'cancelled',
  WORKFLOW_EXECUTION_TERMINATED: 'terminated',
  WORKFLOW_EXECUTION_CONTINUED_AS_NEW: 'continuedAsNew',
  WORKFLOW_EXECUTION_PAUSED: 'paused',
  WORKFLOW_EXECUTION_UNPAUSED: 'running',
};

const updateWords: Readonly<Record<string, readonly string[]>> = {
  WORKFLOW_EXECUTION_UPDATE_ADMITTED: [OPENS],
  WORKFLOW_EXECUTION_UPDATE_ACCEPTED: [OPENS, 'accepted'],
  WORKFLOW_EXECUTION_UPDATE_REJECTED: [OPENS, 'rejected'],
  WORKFLOW_EXECUTION_UPDATE_COMPLETED: ['completed'],
};

/** Events in order of seq, each with eventType `EVENT_TYPE_…` and text ids. */
export function naiveState(events: readonly Json[], upTo: number): NaiveState {
  const past = events.slice(0, upTo) as JsonObject[];
  const statuses = past.map((event) => runTable[typeOf(event)]).filter((status) => status !== undefined);
  const words = past.flatMap((event, i) => wordsOf(event, i + 1, past));
  const groups = [...Map.groupBy(words, ({ key }) => key)];
  return { status: statuses.at(-1) ?? 'unknown', operations: groups.map(([key, said]) => operationOf(key, said)) };
}

function text(value: Json | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function typeOf(event: JsonObject): string {
  return text(event['eventType']).replace('EVENT_TYPE_', '');
}

function dig(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let inner = value;
  for (const name of path) inner = typeof inner === 'object' && inner !== null ? (inner as JsonObject)[name] : undefined;
  return inner ?? undefined;
}

function attributesOf(event: JsonObject): Json | undefined {
  return Object.entries(event).find(([name]) => name.endsWith('EventAttributes'))?.[1];
}

function wordsOf(event: JsonObject, seq: number, past: readonly JsonObject[]): Word[] {
  const type = typeOf(event);
  const attributes = attributesOf(event);
  const entry = Object.hasOwn(table, type) ? table[type] : undefined;
  if (entry !== undefined) {
    const [kind, link, ...says] = entry;
    const key = `${kind}:${text(link === '' ? event['eventId'] : (dig(attributes, link) ?? '?'))}`;
    return says.map((word) => ({ key, says: word, seq, attempt: attemptOf(type, word, attributes) }));
  }
  if (Object.hasOwn(updateWords, type)) return updateWordsOf(type, attributes, seq, past);
  return type === 'MARKER_RECORDED' ? markerWords(event, attributes, seq) : [];
}

function attemptOf(type: string, word: string, attributes: Json | undefined): number {
  if (type === 'ACTIVITY_TASK_STARTED') return Math.max(1, Number(dig(attributes, 'attempt') ?? 1));
  if (type === 'WORKFLOW_TASK_SCHEDULED') {
    const attempt = dig(attributes, 'attempt');
    return attempt === undefined ? 0 : Math.max(1, Number(attempt));
  }
  return word === 'started' ? 1 : 0;
}

/** An update is known by its id; its completion names the acceptance. */
function updateWordsOf(type: string, attributes: Json | undefined, seq: number, past: readonly JsonObject[]): Word[] {
  const accepted = dig(attributes, 'acceptedEventId');
  const acceptance = past.find((event) => event['eventId'] === accepted && typeOf(event) === 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED');
  const id = acceptance === undefined ? (updateId(attributes) ?? accepted) : updateId(attributesOf(acceptance));
  const failed = dig(attributes, 'outcome', 'failure') !== undefined;
  return (updateWords[type] ?? []).map((says) => ({ key: `update:${text(id ?? '?')}`, says: failed && says === 'completed' ? 'failed' : says, seq, attempt: 0 }));
}

function updateId(attributes: Json | undefined): Json | undefined {
  const requests = ['acceptedRequest', 'rejectedRequest', 'request'].map((name) => dig(attributes, name, 'meta', 'updateId'));
  return dig(attributes, 'protocolInstanceId') ?? requests.find((id) => id !== undefined) ?? dig(attributes, 'meta', 'updateId');
}

const markerKinds: Readonly<Record<string, string>> = { core_patch: 'version', Version: 'version', SideEffect: 'sideEffect', MutableSideEffect: 'sideEffect' };

function markerWords(event: JsonObject, attributes: Json | undefined, seq: number): Word[] {
  const name = text(dig(attributes, 'markerName'));
  if (name === 'core_local_activity' || name === 'LocalActivity') return localActivityWords(event, attributes, seq);
  const key = `${Object.hasOwn(markerKinds, name) ? markerKinds[name] : 'marker'}:${text(event['eventId'])}`;
  return [OPENS, 'completed'].map((says) => ({ key, says, seq, attempt: 0 }));
}

/** The turns of a retried one share the time at which it was first scheduled; Go and Java give it an id. */
function localActivityWords(event: JsonObject, attributes: Json | undefined, seq: number): Word[] {
  const data = firstJson(dig(attributes, 'details', 'data'));
  const meta = firstJson(dig(attributes, 'details', 'meta'));
  const attempt = Math.max(1, Number(dig(data, 'attempt') ?? dig(data, 'Attempt') ?? dig(meta, 'atpt') ?? 1));
  const backoff = dig(data, 'backoff') ?? dig(data, 'Backoff') ?? 0;
  const again = typeof backoff === 'object' || Number(backoff) > 0;
  const name = dig(data, 'activity_type') ?? dig(data, 'ActivityType') ?? firstJson(dig(attributes, 'details', 'type')) ?? 'local activity';
  const first = dig(data, 'original_schedule_time');
  const ownId = dig(data, 'ActivityID') ?? firstJson(dig(attributes, 'details', 'activityId'));
  const chained = typeof first === 'object' && (again || attempt > 1);
  const id = chained ? `${text(name)}@${text(dig(first, 'seconds'))}.${text(dig(first, 'nanos') ?? 0)}` : ownId === undefined ? event['eventId'] : `${text(name)}#${text(ownId)}`;
  const ended = dig(attributes, 'failure') === undefined ? 'completed' : 'failed';
  const key = `localActivity:${text(id)}`;
  return [{ key, says: OPENS, seq, attempt: 0 }, { key, says: again ? 'retrying' : ended, seq, attempt }];
}

function firstJson(payloads: Json | undefined): Json | undefined {
  const data = dig(payloads, 'payloads', '0', 'data') ?? dig(payloads, 'data');
  return typeof data === 'string' ? (JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as Json) : undefined;
}

/** An operation that was closed and opened again lives once more: its last life tells its status. */
function operationOf(key: string, words: readonly Word[]): NaiveOperation {
  const lives: Word[][] = [[]];
  for (const word of words) {
    if (word.says === OPENS && lives.at(-1)!.some(({ says }) => closing.includes(says))) lives.push([]);
    lives.at(-1)!.push(word);
  }
  const last = lives.at(-1)!;
  const end = last.find(({ says }) => closing.includes(says));
  const moves = last.filter(({ says }) => says !== OPENS);
  return {
    key,
    kind: key.slice(0, key.indexOf(':')),
    status: end?.says ?? moves.at(-1)?.says ?? 'scheduled',
    openedAt: words[0]!.seq,
    closedAt: end?.seq ?? null,
    attempts: attemptsIn(lives),
  };
}

function attemptsIn(lives: readonly Word[][]): number {
  let attempts = -1;
  for (const [i, life] of lives.entries()) {
    const closedIn = life.findIndex(({ says }) => closing.includes(says));
    const counted = (closedIn === -1 ? life : life.slice(0, closedIn + 1)).filter(({ says }, at) => says !== OPENS || (i === 0 && at === 0));
    attempts = Math.max(attempts + 1, ...counted.map(({ attempt }) => attempt));
  }
  return attempts;
}
