// What Temporal's server says of an activity that is under way and no history does: attempt, last failure, heartbeat,
// next try. Its database and its API say the same in different messages.

import { type Fields, messageAt, textAt } from '../formats/temporal-protobuf/fields.ts';
import { readMessage } from '../formats/temporal-protobuf/read-message.ts';
import { messageNamed } from '../formats/temporal-protobuf/schema.ts';
import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../model/json.ts';

const failure = messageNamed('Failure');
const payloads = messageNamed('Payloads');

export type PendingActivity = {
  readonly id: string;
  readonly type: string;
  readonly attempt: number;
  /** `by`: a `PauseInfo`. `isWritten`: its start is in the history. `dueMs`: of its next try, ms since 1970. */
  readonly standing:
    | { readonly type: 'paused'; readonly by: Fields | undefined }
    | { readonly type: 'runs'; readonly isWritten: boolean }
    | { readonly type: 'waits'; readonly dueMs: number | undefined };
  /** A `Failure`. */
  readonly lastFailure: Buffer | undefined;
  /** `Payloads`, and when they came, ms since 1970. */
  readonly heartbeat: Buffer | undefined;
  readonly heartbeatMs: number | undefined;
  /** Empty where no worker had it. */
  readonly worker: string;
};

/** Throws `WireError`. */
export function activitySentence(activity: PendingActivity): string {
  const { id, type, attempt, lastFailure, heartbeat, heartbeatMs, worker } = activity;
  const parts = [
    `activity ${id} (${type}) ${standingText(activity)}, attempt ${attempt}`,
    ...(lastFailure === undefined ? [] : [`its last failure was ${failureText(readMessage(failure, lastFailure))}`]),
    ...(heartbeat === undefined || heartbeatMs === undefined
      ? []
      : [
          `its last heartbeat, at ${new Date(heartbeatMs).toISOString()}, said ${valuesText(readMessage(payloads, heartbeat))}`,
        ]),
    ...(worker === '' ? [] : [`its last worker was ${worker}`]),
  ];
  return `${parts.join('; ')}.`;
}

function standingText({ standing, attempt }: PendingActivity): string {
  if (standing.type === 'paused') return `is paused${byWhom(standing.by)}`;
  if (standing.type === 'runs') return `runs${standing.isWritten ? ', as its history says' : ''}`;
  return attempt > 1 && standing.dueMs !== undefined
    ? `is to be tried again at ${new Date(standing.dueMs).toISOString()}`
    : 'waits for a worker';
}

/** `pause`: a `PauseInfo`. */
function byWhom(pause: Fields | undefined): string {
  const manual = pause && messageAt(pause, 2);
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
