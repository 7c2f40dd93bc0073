// Warnings about an open run from the server's data outside the history: attempts, failures and heartbeats of
// activities, failing workflow tasks, a pause, buffered events. Source: temporal/server persistence/v1 (ActivityInfo,
// WorkflowExecutionInfo).

import { readMessage } from '../../formats/temporal-protobuf/read-message.ts';
import { enumWordOf, messageNamed } from '../../formats/temporal-protobuf/schema.ts';
import type { Warning } from '../../model/event.ts';
import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import {
  bytesAt,
  type Fields,
  fieldsOf,
  messageAt,
  messagesAt,
  numberAt,
  textAt,
  timeAt,
} from '../../formats/temporal-protobuf/fields.ts';
import type { Execution } from './database.ts';

/** The server's id for a started event that is not written yet. */
const startedUnwritten = -124;
const completed = 3;
const failure = messageNamed('Failure');
const payloads = messageNamed('Payloads');

export function isOpen({ state }: Execution): boolean {
  return numberAt(state, 3) < completed;
}

/** One sentence per warning, each at its event. */
export function pendingWarnings(
  execution: Execution,
  activities: readonly Buffer[],
  buffered: readonly Buffer[],
): readonly Warning[] {
  const texts: readonly Said[] = [
    ...pauseText(execution.info),
    ...taskText(execution.info),
    ...activities.map(fieldsOf).map(activityText),
    ...bufferedText(buffered, execution.nextEvent),
  ];
  return texts.map(({ seq, text }) => ({ seq, code: 'odd-source', text: `Only the server’s database says: ${text}` }));
}

type Said = { readonly seq: number; readonly text: string };

function pauseText(info: Fields): readonly Said[] {
  const pause = messageAt(info, 106);
  return pause === undefined ? [] : [{ seq: 0, text: `the run is paused${byWhom(pause)}.` }];
}

function byWhom(pause: Fields): string {
  const [identity, reason] = [textAt(pause, 2), textAt(pause, 3)];
  return `${identity === '' ? '' : ` by ${identity}`}${reason === '' ? '' : `: ${reason}`}`;
}

function taskText(info: Fields): readonly Said[] {
  const attempt = numberAt(info, 26);
  if (attempt < 2) return [];
  const cause = numberAt(info, 107);
  const why = cause === 0 ? '' : `, the last one for ${enumWordOf('WorkflowTaskFailedCause', cause)}`;
  return [
    {
      seq: 0,
      text: `the workflow task is in attempt ${attempt}; ${attempt - 1} failed in a row${why}. A history holds the first of such failures alone.`,
    },
  ];
}

function activityText(info: Fields): Said {
  const attempt = numberAt(info, 17);
  const started = numberAt(info, 5);
  const dueMs = timeAt(info, 4);
  const beatMs = timeAt(info, 32);
  const beat = bytesAt(info, 31);
  const last = bytesAt(info, 27);
  const paused = numberAt(info, 42) !== 0;
  const waits = paused
    ? `is paused${byWhomActivity(info)}`
    : started !== 0
      ? `runs${started === startedUnwritten ? '' : ', as its history says'}`
      : attempt > 1 && dueMs !== undefined
        ? `is to be tried again at ${new Date(dueMs).toISOString()}`
        : 'waits for a worker';
  const parts = [
    `activity ${textAt(info, 8)} (${textAt(messageAt(info, 34) ?? new Map(), 1)}) ${waits}, attempt ${attempt}`,
    ...(last === undefined ? [] : [`its last failure was ${failureText(readMessage(failure, last))}`]),
    ...(beat === undefined || beatMs === undefined
      ? []
      : [`its last heartbeat, at ${new Date(beatMs).toISOString()}, said ${valuesText(readMessage(payloads, beat))}`]),
    ...(textAt(info, 28) === '' ? [] : [`its last worker was ${textAt(info, 28)}`]),
  ];
  return { seq: numberAt(info, 30), text: `${parts.join('; ')}.` };
}

function byWhomActivity(info: Fields): string {
  const manual = messageAt(messageAt(info, 46) ?? new Map(), 2);
  if (manual === undefined) return '';
  const [identity, reason] = [textAt(manual, 1), textAt(manual, 2)];
  return `${identity === '' ? '' : ` by ${identity}`}${reason === '' ? '' : ` (${reason})`}`;
}

function failureText(value: Json): string {
  const texts: string[] = [];
  for (
    let link: JsonObject | undefined = objectOf(value);
    link !== undefined;
    link = isObject(link['cause']) ? link['cause'] : undefined
  )
    texts.push(
      stringOf(link['message']) ??
        stringOf(objectOf(link['applicationFailureInfo'])['type']) ??
        'a failure without words',
    );
  return texts.map((text) => JSON.stringify(text.slice(0, 300))).join(', caused by ');
}

function valuesText(value: Json): string {
  const list = objectOf(value)['payloads'];
  const texts = (Array.isArray(list) ? (list as readonly Json[]) : []).map((payload) =>
    Buffer.from(stringOf(objectOf(payload)['data']) ?? '', 'base64')
      .toString('utf8')
      .slice(0, 300),
  );
  return texts.join(', ') || 'nothing';
}

function bufferedText(blobs: readonly Buffer[], nextEvent: number): readonly Said[] {
  const types = blobs
    .flatMap((blob) => messagesAt(fieldsOf(blob), 1))
    .map((event) => enumWordOf('EventType', numberAt(event, 3)));
  if (types.length === 0) return [];
  return [
    {
      seq: nextEvent - 1,
      text: `${types.length} more events wait for the end of the workflow task: ${types.slice(0, 10).join(', ')}.`,
    },
  ];
}
