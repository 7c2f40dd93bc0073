// What the code asks for, and whether it is what the history says.

import type { Json } from '../../../model/json.ts';
import type { NativeCommand } from '../../../model/native-event.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** Before it has a number, a task and a fiber. */
export type CommandBody =
  | Without<Exclude<NativeCommand, { command: number }>, 'id' | 'task' | 'fiber'>
  | Without<Extract<NativeCommand, { command: number }>, 'command' | 'task' | 'fiber'>;
export type Asked = NativeCommand;

/** Its place in the order of commands; an end of the workflow has none. */
export function numberOf(command: NativeCommand): number | undefined {
  if ('command' in command) return command.command;
  return 'id' in command ? command.id : undefined;
}

/** What code that goes on must not differ in. Inputs, times and policies may differ: what was written down counts. */
const telling = ['type', 'id', 'name', 'workflowType', 'workflowId'] as const;

/** undefined where it is what the history says. */
export function differingField(expected: NativeCommand | undefined, got: NativeCommand): string | undefined {
  if (expected === undefined) return 'type';
  const [one, other] = [expected, got] as unknown as readonly Record<string, unknown>[];
  return telling.find((field) => one?.[field] !== other?.[field]);
}

export function isSkippable(command: NativeCommand): boolean {
  return command.type === 'version_marked';
}

/** Thrown by `continueAsNew`. */
export class ContinuesAsNew {
  readonly input: Json | undefined;

  constructor(input: Json | undefined) {
    this.input = input;
  }
}
