// Warnings about an open run from the server's data outside the history: attempts, failures and heartbeats of
// activities, failing workflow tasks, a pause, buffered events. Source: temporal/server persistence/v1 (ActivityInfo,
// WorkflowExecutionInfo).

import { enumWordOf } from '../../formats/temporal-protobuf/schema.ts';
import type { Warning } from '../../model/event.ts';
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
import { activitySentence } from '../pending-activity.ts';
import type { Execution } from './database.ts';

/** The server's id for a started event that is not written yet. */
const startedUnwritten = -124;
const completed = 3;

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
  const [attempt, started] = [numberAt(info, 17), numberAt(info, 5)];
  const text = activitySentence({
    id: textAt(info, 8),
    type: textAt(messageAt(info, 34) ?? new Map(), 1),
    attempt,
    standing:
      numberAt(info, 42) !== 0
        ? { type: 'paused', by: messageAt(info, 46) }
        : started !== 0
          ? { type: 'runs', isWritten: started !== startedUnwritten }
          : { type: 'waits', dueMs: timeAt(info, 4) },
    lastFailure: bytesAt(info, 27),
    heartbeat: bytesAt(info, 31),
    heartbeatMs: timeAt(info, 32),
    worker: textAt(info, 28),
  });
  return { seq: numberAt(info, 30), text };
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
