// The role of an event of Retrace's own engine for the code: whether it wakes the code, is a command, or ends the run.

import { type NativeCommand, nativeEnds, type NativeEvent } from './native-event.ts';

const waking: ReadonlySet<string> = new Set([
  'workflow_started',
  'workflow_cancel_requested',
  'activity_completed',
  'activity_failed',
  'activity_cancelled',
  'timer_fired',
  'signal_received',
  'signal_external_delivered',
  'signal_external_failed',
  'child_workflow_started',
  'child_workflow_completed',
  'child_workflow_failed',
]);
const ends: ReadonlySet<string> = new Set(nativeEnds);

export function isWaking(event: NativeEvent): boolean {
  return waking.has(event.type);
}

export function isEnd(event: { readonly type: string }): boolean {
  return ends.has(event.type);
}

export function isCommand(event: NativeEvent): event is NativeEvent & NativeCommand {
  return 'task' in event && 'fiber' in event;
}

/** Place of a command in the order of commands; a command that ends the workflow has none. */
export function commandNumber(command: NativeCommand): number | undefined {
  if ('command' in command) return command.command;
  return 'id' in command ? command.id : undefined;
}
