// Commands of the code, and their comparison with the history.

import type { Json } from '../../../model/json.ts';
import type { NativeCommand } from '../../../model/native-event.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A command without its number, task and fiber. */
export type CommandBody =
  | Without<Exclude<NativeCommand, { command: number }>, 'id' | 'task' | 'fiber'>
  | Without<Extract<NativeCommand, { command: number }>, 'command' | 'task' | 'fiber'>;
export type Asked = NativeCommand;

/**
 * Fields in which continuing code must not differ. Inputs, times and policies may differ: the recorded values count.
 */
const telling = ['type', 'id', 'name', 'workflowType', 'workflowId'] as const;

/** undefined where the command equals the history's. */
export function differingField(expected: NativeCommand | undefined, got: NativeCommand): string | undefined {
  if (expected === undefined) return 'type';
  for (const field of telling) if ((expected as Fields)[field] !== (got as Fields)[field]) return field;
  return undefined;
}

/** Fields that may differ but count as drift. For a version and a side effect the recorded value counts. */
const drifting = ['input', 'retry', 'timeouts', 'ms', 'closePolicy', 'reason', 'result', 'failure'] as const;

export function drifts(expected: NativeCommand, got: NativeCommand): boolean {
  for (const field of drifting) {
    const [one, other] = [(expected as Fields)[field], (got as Fields)[field]];
    if (one !== other && !isAlike(one, other)) return true;
  }
  return false;
}

/** Stacks are file positions, which are not part of a failure's meaning. */
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

/** Thrown by `continueAsNew`. */
export class ContinuesAsNew {
  readonly input: Json | undefined;

  constructor(input: Json | undefined) {
    this.input = input;
  }
}
