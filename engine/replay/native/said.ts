// Native commands in their displayed form, and the common facts of a recorded command and the present one. Pure.

import type { Json } from '../../model/json.ts';
import type { NativeCommand, NativeEvent } from '../../model/native-event.ts';
import type { Call } from '../../model/replay/call.ts';
import type { Side } from '../../model/replay/verdict.ts';
import type { BothSay, Said } from '../drift-list.ts';

const bookkeeping: ReadonlySet<string> = new Set(['type', 'at', 'task', 'fiber', 'command', 'fireAt', 'nextRunId']);
/** For a version and a side effect the recorded value counts; ids and names cannot differ. */
const compared: ReadonlySet<string> = new Set([
  'input',
  'retry',
  'timeouts',
  'ms',
  'closePolicy',
  'reason',
  'result',
  'failure',
]);

export function sideOf(command: NativeCommand | NativeEvent): Side {
  const attributes = Object.entries(command).filter(([name, value]) => !bookkeeping.has(name) && value !== undefined);
  return { type: command.type, attributes: Object.fromEntries(attributes) };
}

export function bothSay(recorded: NativeCommand, now: NativeCommand): BothSay {
  const names = [...compared].filter((name) => name in recorded || name in now);
  const saidBy = (command: NativeCommand): Said =>
    Object.fromEntries(names.map((name) => [name, plain((command as Readonly<Record<string, unknown>>)[name])]));
  return { operation: operationOf(recorded), from: saidBy(recorded), to: saidBy(now) };
}

/** Stacks are file positions, which are not part of a failure's meaning. */
function plain(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'stack' ? undefined : each))) as Json;
}

function operationOf(command: NativeCommand): string {
  if ('name' in command) return command.name;
  if ('workflowType' in command) return command.workflowType;
  if (command.type === 'timer_started') return `timer ${command.id}`;
  return command.type.startsWith('workflow_') ? 'workflow' : command.type;
}

/** `names`: names of operations by number. */
export function callOf(command: NativeCommand, names: ReadonlyMap<number, string>): Call {
  switch (command.type) {
    case 'activity_scheduled':
      return { kind: 'activity', name: command.name };
    case 'activity_cancel_requested':
      return { kind: 'cancelActivity', name: names.get(command.id) ?? '' };
    case 'timer_started':
      return { kind: 'timer', name: '' };
    case 'timer_cancelled':
      return { kind: 'cancelTimer', name: '' };
    case 'child_workflow_scheduled':
      return { kind: 'child', name: command.workflowType };
    case 'child_workflow_cancel_requested':
      return { kind: 'cancelExternal', name: '' };
    case 'signal_external_scheduled':
      return { kind: 'signalExternal', name: command.name };
    case 'side_effect_recorded':
      return { kind: 'sideEffect', name: '' };
    case 'version_marked':
      return { kind: 'version', name: command.name };
    case 'workflow_completed':
      return { kind: 'complete', name: '' };
    case 'workflow_failed':
      return { kind: 'fail', name: '' };
    case 'workflow_cancelled':
      return { kind: 'cancel', name: '' };
    case 'workflow_continued_as_new':
      return { kind: 'continueAsNew', name: '' };
  }
}
