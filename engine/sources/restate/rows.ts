// Rows of Restate's tables as the events of one invocation: how it began, its journal with what happened between the
// entries, how it ended.

import { completionOf, entryOf } from '../../formats/restate/entry.ts';
import { isArray, isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { readJsonText } from '../../formats/written-value.ts';

/**
 * `{"rows": […]}` of sys_journal, sys_journal_events and sys_invocation, also together, or their list alone, as the
 * command line prints it; undefined where no row begins or holds an invocation.
 */
export function rowsIn(json: Json): readonly JsonObject[] | undefined {
  const rows = isObject(json) ? (json['rows'] ?? [json]) : json;
  if (
    !isArray(rows) ||
    !rows.every(isObject) ||
    !rows.every((row) => isEntry(row) || isEvent(row) || isInvocation(row))
  )
    return undefined;
  return rows.some((row) => !isEvent(row)) ? rows : undefined;
}

function isEntry(row: JsonObject): boolean {
  return hasId(row) && numberOf(row['index']) !== undefined && stringOf(row['entry_type']) !== undefined;
}

export function isEvent(row: JsonObject): boolean {
  return hasId(row) && numberOf(row['after_journal_entry_index']) !== undefined;
}

function isInvocation(row: JsonObject): boolean {
  return hasId(row) && stringOf(row['target']) !== undefined && stringOf(row['status']) !== undefined;
}

function hasId(row: JsonObject): boolean {
  return stringOf(row['id'])?.startsWith('inv_') === true;
}

/** `{event, at, row}` each; `at` in ms, null = its row does not say. */
export function eventsOf(rows: readonly JsonObject[]): readonly JsonObject[] {
  const invocation = rows.find(isInvocation);
  const entries = rows.filter(isEntry).toSorted((a, b) => indexOf(a) - indexOf(b));
  const between = Map.groupBy(rows.filter(isEvent), (row) => numberOf(row['after_journal_entry_index']) ?? -1);
  const indexes = new Set(entries.map(indexOf));
  const cleared = clearedIn(entries);
  const events = [
    ...(invocation === undefined
      ? []
      : [{ event: 'Invocation', at: timeOf(invocation, 'created_at'), row: invocation }]),
    ...entries.flatMap((row, i) => [
      { event: 'Entry', at: timeOf(row, 'appended_at'), row, ...cleared[i] },
      ...(between.get(indexOf(row)) ?? []).map((told) => journalEvent(told, entries)),
    ]),
    ...[...between].flatMap(([index, told]) =>
      indexes.has(index) ? [] : told.map((row) => journalEvent(row, entries)),
    ),
  ];
  const hasOutput = entries.some((row) => entryOf(row).name === 'Output');
  if (invocation?.['status'] === 'completed' && !hasOutput)
    return [...events, { event: 'InvocationEnded', at: timeOf(invocation, 'completed_at'), row: invocation }];
  if (hasOutput) return events;
  const standing = invocation === undefined ? { status: 'unknown' } : standingIn(invocation, entries.length === 0);
  return events.map((event, i) => (i === events.length - 1 ? { ...event, standing } : event));
}

/** Columns of sys_invocation that tell what an invocation waits for. */
const ofStanding: ReadonlySet<string> = new Set([
  'status',
  'target_service_name',
  'target_service_key',
  'scheduled_start_at',
  'next_retry_at',
  'last_failure',
  'last_failure_related_command_name',
  'suspended_waiting_for_completions',
  'suspended_waiting_for_signals',
]);

function standingIn(invocation: JsonObject, isAlone: boolean): JsonObject {
  const told = Object.fromEntries(Object.entries(invocation).filter(([name]) => ofStanding.has(name)));
  return isAlone && (numberOf(invocation['journal_size']) ?? 0) > 0 ? { ...told, journal: 'missing' } : told;
}

function indexOf(row: JsonObject): number {
  return numberOf(row['index']) ?? 0;
}

function timeOf(row: JsonObject, column: string): number | null {
  return writtenTimeMs(row[column], undefined);
}

/** With the command that it is about, which it names by its index. */
function journalEvent(row: JsonObject, entries: readonly JsonObject[]): JsonObject {
  const { related_command_index: index } = objectOf(readJsonText(row['event_json'] ?? null));
  const about = entries.find((entry) => entry['index'] === index && index !== undefined);
  const entry = about && entryOf(about);
  const id = entry && completionOf(entry);
  return {
    event: 'JournalEvent',
    at: timeOf(row, 'appended_at'),
    row,
    ...(entry !== undefined && id !== undefined && { command: entry.name, completion_id: id }),
  };
}

/** What a journal that clears all has set before. */
function clearedIn(entries: readonly JsonObject[]): readonly JsonObject[] {
  const names = new Set<string>();
  return entries.map((row) => {
    const { type, name, fields } = entryOf(row);
    const key = stringOf(fields['key']) ?? '';
    if (type !== 'command') return {};
    if (name === 'SetState') names.add(key);
    if (name === 'ClearState') names.delete(key);
    if (name !== 'ClearAllState') return {};
    const cleared = [...names];
    names.clear();
    return { cleared };
  });
}
