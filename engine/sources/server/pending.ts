// What a server says of an open run beside its history, as warnings of the run. Source: temporal/api workflow/v1
// (PendingActivityInfo, PendingWorkflowTaskInfo), workflowservice/v1 (DescribeWorkflowExecutionResponse).

import {
  bytesAt,
  type Fields,
  messageAt,
  messagesAt,
  numberAt,
  textAt,
  timeAt,
} from '../../formats/temporal-protobuf/fields.ts';
import type { Warning } from '../../model/event.ts';
import { activitySentence } from '../pending-activity.ts';

/** States of an activity that a worker has: started, asked to cancel, asked to pause. */
const running: ReadonlySet<number> = new Set([2, 3, 5]);

/** Of a `DescribeWorkflowExecutionResponse`; `atMs`: when it was asked. Throws `WireError`. */
export function pendingWarnings(answer: Fields, atMs: number): readonly Warning[] {
  const texts = [...taskText(messageAt(answer, 5)), ...messagesAt(answer, 3).map(activityText)];
  const when = new Date(atMs).toISOString();
  return texts.map((text) => ({ seq: 0, code: 'odd-source', text: `Only the server says, at ${when}: ${text}` }));
}

function taskText(task: Fields | undefined): readonly string[] {
  const attempt = task === undefined ? 0 : numberAt(task, 5);
  if (attempt < 2) return [];
  return [
    `the workflow task is in attempt ${attempt}; ${attempt - 1} failed in a row. A history holds the first of such failures alone.`,
  ];
}

function activityText(info: Fields): string {
  return activitySentence({
    id: textAt(info, 1),
    type: textAt(messageAt(info, 2) ?? new Map(), 1),
    attempt: numberAt(info, 7),
    standing:
      numberAt(info, 20) !== 0
        ? { type: 'paused', by: messageAt(info, 23) }
        : running.has(numberAt(info, 3))
          ? { type: 'runs', isWritten: false }
          : { type: 'waits', dueMs: timeAt(info, 19) ?? timeAt(info, 9) },
    lastFailure: bytesAt(info, 11),
    heartbeat: bytesAt(info, 4),
    heartbeatMs: timeAt(info, 5),
    worker: textAt(info, 12),
  });
}
