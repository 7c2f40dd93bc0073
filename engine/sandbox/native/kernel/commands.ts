// What the code asks for, and whether it is what the history says.

import type { Json } from '../../../model/json.ts';
import type { NativeCommand } from '../../../model/native-event.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** Before it has a number, a task and a fiber. */
export type CommandBody =
  | Without<Exclude<NativeCommand, { command: number }>, 'id' | 'task' | 'fiber'>
  | Without<Extract<NativeCommand, { command: number }>, 'command' | 'task' | 'fiber'>;
export type Asked = NativeCommand;

/** What code that goes on must not differ in. Inputs, times and policies may differ: what was written down counts. */
const telling = ['type', 'id', 'name', 'workflowType', 'workflowId'] as const;

/** undefined where it is what the history says. */
export function differingField(expected: NativeCommand | undefined, got: NativeCommand): string | undefined {
  if (expected === undefined) return 'type';
  for (const field of telling) if ((expected as Fields)[field] !== (got as Fields)[field]) return field;
  return undefined;
}

/** What may differ, and a person would call another thing. Of a version and of a side effect what was written down counts. */
const drifting = ['input', 'retry', 'timeouts', 'ms', 'closePolicy', 'reason', 'result', 'failure'] as const;

export function drifts(expected: NativeCommand, got: NativeCommand): boolean {
  for (const field of drifting) {
    const [one, other] = [(expected as Fields)[field], (got as Fields)[field]];
    if (one !== other && !isAlike(one, other)) return true;
  }
  return false;
}

/** Stacks are places in files: not what a failure says. */
function isAlike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [keys, others] = [keysOf(one), keysOf(other)];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === others.length &&
    keys.every((key) => isAlike((one as Fields)[key], (other as Fields)[key]))
  );
}

type Fields = Readonly<Record<string, unknown>>;

function keysOf(value: object): readonly string[] {
  return Object.keys(value).filter((key) => key !== 'stack' && (value as Fields)[key] !== undefined);
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
