// Entries of a Restate journal: commands of the code, and notifications that answer them. Bytes are lists of numbers.
// Source: Restate 1.7, tables sys_journal (journal version 2), sys_journal_events and sys_invocation of POST /query.

import type { Failure, OperationKind } from '../../model/effect.ts';
import { isArray, isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { readBytes, readJsonText } from '../written-value.ts';

export type Entry = {
  readonly type: 'command' | 'completion' | 'signal' | 'unknown';
  /** `Run`, `Sleep` …; empty for a signal. */
  readonly name: string;
  readonly fields: JsonObject;
  /** An entry of version 1 that a column says is answered. */
  readonly isAnswered?: boolean;
};

/** Of a row of sys_journal: from the entry, from its short form, which lacks values, or from columns. Never throws. */
export function entryOf(row: JsonObject): Entry {
  if (row['entry_json'] !== undefined) return wholeEntry(objectOf(readJsonText(row['entry_json'])));
  if (row['entry_lite_json'] !== undefined) return shortEntry(objectOf(readJsonText(row['entry_lite_json'])));
  return entryInColumns(row);
}

function wholeEntry(entry: JsonObject): Entry {
  const notification = objectOf(entry['Notification']);
  const signal = notification['Signal'];
  if (isObject(signal)) return { type: 'signal', name: '', fields: signal };
  const said = only(entry['Command'] ?? notification['Completion']);
  if (said === undefined) return { type: 'unknown', name: '', fields: {} };
  return { type: 'Command' in entry ? 'command' : 'completion', name: said[0], fields: objectOf(said[1]) };
}

/** Values are left out, and results are words: `Success`, `Failure`, `Void`. */
function shortEntry(entry: JsonObject): Entry {
  const { ty, id, result } = objectOf(entry['Notification']);
  const { CompletionId, SignalIndex, SignalName } = objectOf(id);
  const answer = result === undefined ? {} : { result };
  if (ty === 'Signal')
    return { type: 'signal', name: '', fields: { id: { Index: SignalIndex, Name: SignalName }, ...answer } };
  const name = stringOf(objectOf(ty)['Completion']);
  if (name !== undefined) return { type: 'completion', name, fields: { completion_id: CompletionId, ...answer } };
  const { type, name: command, fields } = wholeEntry(entry);
  return { type, name: command, fields: { request: fields, ...fields } };
}

/** Journals of version 1 have no notifications: a column says whether an entry is answered. */
function entryInColumns(row: JsonObject): Entry {
  const name = stringOf(row['entry_type'])?.replace(/^Command: /, '') ?? '';
  if (!/^[A-Z]\w*$/.test(name)) return { type: 'unknown', name: '', fields: {} };
  const target = stringOf(row['invoked_target']);
  const wakes = writtenTimeMs(row['sleep_wakeup_at'], undefined);
  const isOpen = row['completed'] === false || opens.has(name);
  return {
    type: 'command',
    name,
    fields: {
      ...(isOpen && { completion_id: row['index'] }),
      name: row['name'] ?? row['promise_name'],
      ...(wakes !== null && { wake_up_time: wakes }),
      request: {
        invocation_id: row['invoked_id'],
        ...(target !== undefined && { invocation_target: { Service: { name: target } } }),
      },
    },
    isAnswered: row['completed'] === true,
  };
}

/** Commands that another entry, or in version 1 a column, answers. */
const opens: ReadonlySet<string> = new Set(['Sleep', 'Call']);

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

/** `"Void"`, in a short form `"Success"` and `"Failure"`, `{Success: bytes}` or `{Failure: {code, message}}`. */
export function resultOf(result: Json | undefined): { readonly result?: Json; readonly failure?: Failure } {
  if (result === 'Failure') return { failure: { message: 'failed; why is not in the file' } };
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
