// Entries of a Restate journal: commands of the code, and notifications that answer them. Bytes are lists of numbers.
// Source: Restate 1.7, tables sys_journal (journal version 2), sys_journal_events and sys_invocation of POST /query.

import type { Failure, OperationKind } from '../../model/effect.ts';
import { isArray, isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { readBytes, readJsonText } from '../written-value.ts';

export type Entry = {
  readonly type: 'command' | 'completion' | 'signal' | 'unknown';
  /** `Run`, `Sleep` …; empty for a signal. */
  readonly name: string;
  readonly fields: JsonObject;
};

/** `entryJson`: its text. Never throws. */
export function entryOf(entryJson: Json | undefined): Entry {
  const entry = objectOf(readJsonText(entryJson ?? null));
  const notification = objectOf(entry['Notification']);
  const signal = notification['Signal'];
  if (isObject(signal)) return { type: 'signal', name: '', fields: signal };
  const said = only(entry['Command'] ?? notification['Completion']);
  if (said === undefined) return { type: 'unknown', name: '', fields: {} };
  return { type: 'Command' in entry ? 'command' : 'completion', name: said[0], fields: objectOf(said[1]) };
}

function only(value: Json | undefined): readonly [string, Json | undefined] | undefined {
  return isObject(value) ? Object.entries(value)[0] : undefined;
}

const kinds: Readonly<Record<string, OperationKind>> = {
  Run: 'activity',
  Sleep: 'timer',
  Call: 'childWorkflow',
  GetPromise: 'signal',
  PeekPromise: 'sideEffect',
  CompletePromise: 'sideEffect',
  GetState: 'sideEffect',
  GetStateKeys: 'sideEffect',
};

export function kindOf(name: string): OperationKind {
  return (Object.hasOwn(kinds, name) ? kinds[name] : undefined) ?? 'other';
}

/** What answers a command is found by it. A call has two: this is that of its result. */
export function completionOf({ fields }: Entry): number | undefined {
  return numberOf(fields['result_completion_id'] ?? fields['completion_id']);
}

/** JSON, text, or the bytes as they are. */
export function bytesOf(value: Json | undefined): Json {
  if (!isArray(value) || !value.every((byte) => Number.isInteger(byte) && Number(byte) >= 0 && Number(byte) < 256))
    return value ?? null;
  return value.length === 0 ? null : (readBytes(Uint8Array.from(value as readonly number[])) ?? value);
}

/** `"Void"`, `{Success: bytes}` or `{Failure: {code, message}}`. */
export function resultOf(result: Json | undefined): { readonly result?: Json; readonly failure?: Failure } {
  if (!isObject(result)) return {};
  if (result['Failure'] === undefined) return 'Success' in result ? { result: bytesOf(result['Success']) } : {};
  const { code, message } = objectOf(result['Failure']);
  const number = numberOf(code);
  return {
    failure: {
      message: stringOf(message) ?? JSON.stringify(result['Failure']),
      ...(number !== undefined && { type: String(number) }),
    },
  };
}
