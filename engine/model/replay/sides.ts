// The history's event beside the code's command, attribute by attribute, in the same terms where both mean the same.

import { briefJson } from '../compare/json-brief.ts';
import { durationText } from '../duration.ts';
import { isArray, isObject, type Json, type JsonObject, objectOf, stringOf } from '../json.ts';
import type { ReportSide } from './replay-report.ts';

export type SideRow = {
  readonly attribute: string;
  readonly expected: string;
  readonly got: string;
  readonly differs: boolean;
};

/** Attributes left out: the log's own numbers, and attributes that are empty unless a user sets them. */
const unsaid: ReadonlySet<string> = new Set([
  'seq',
  'workflowTaskCompletedEventId',
  'doNotEagerlyExecute',
  'useWorkflowBuildId',
  'versioningIntent',
]);

/** The SDK's attribute names → the history's names. */
const names: Readonly<Record<string, string>> = { arguments: 'input', args: 'input', headers: 'header' };
const most = 60;

/** For two sides of one kind, compares only attributes that both have: the server fills in the rest. */
export function sideRows(expected: ReportSide | null, got: ReportSide | null): readonly SideRow[] {
  const [was, is] = [fieldsOf(expected), fieldsOf(got)];
  const both = isSameKind(expected, got);
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return keys.flatMap((attribute) => {
    const [left, right] = [was.get(attribute) ?? '', is.get(attribute) ?? ''];
    if (both && (left === '' || right === '')) return [];
    return [{ attribute, expected: left, got: right, differs: both && left !== right }];
  });
}

const pairs: Readonly<Record<string, string>> = {
  scheduleActivity: 'ActivityTaskScheduled',
  startTimer: 'TimerStarted',
  startChildWorkflowExecution: 'StartChildWorkflowExecutionInitiated',
  signalExternalWorkflowExecution: 'SignalExternalWorkflowExecutionInitiated',
  scheduleNexusOperation: 'NexusOperationScheduled',
  completeWorkflowExecution: 'WorkflowExecutionCompleted',
  failWorkflowExecution: 'WorkflowExecutionFailed',
};

function isSameKind(expected: ReportSide | null, got: ReportSide | null): boolean {
  return expected !== null && got !== null && pairs[got.type] === expected.type;
}

function fieldsOf(side: ReportSide | null): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(objectOf(side?.attributes ?? null))) {
    const text = unsaid.has(key) ? '' : textOf(key, value ?? null);
    if (text !== '') fields.set(names[key] ?? key, text);
  }
  return fields;
}

/** Text of policies and similar objects, whose times both sides write in their own format. */
function entriesText(value: JsonObject): string {
  const entries = Object.entries(value)
    .map(([key, entry]) => [key, textOf(key, entry ?? null)] as const)
    .filter(([, text]) => text !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, text]) => `${key} ${text}`).join(', ');
}

function textOf(key: string, value: Json): string {
  if (isSpan(key)) return spanText(value);
  if (isObject(value) && isArray(value['payloads'])) return briefJson(value['payloads'], most);
  if (isObject(value) && stringOf(value['name']) !== undefined) return briefJson(value['name'], most);
  if (value === null || value === '' || value === false) return '';
  if (isObject(value) && Object.keys(value).length === 0) return '';
  if (isArray(value) && value.length === 0) return '';
  if (key === 'retryPolicy' && isObject(value)) return entriesText(value);
  return briefJson(value, most);
}

/** True where the attribute of that name or path is a duration. */
export function isSpan(attribute: string): boolean {
  return /(Timeout|Interval|Delay)$/.test(attribute);
}

/**
 * Durations in a history are in seconds with an s, durations in code in ms. A duration of 0 (unlimited) gives an empty
 * text.
 */
export function spanText(value: Json): string {
  const ms = typeof value === 'number' ? value : Number((stringOf(value) ?? '').replace(/s$/, '')) * 1000;
  return ms > 0 ? durationText(ms) : '';
}

/** Text of an attribute value that drifts; the SDK gives durations in ms. */
export function driftValue(attribute: string, value: Json): string {
  if (value === null) return 'none';
  if (value === 0 && attribute.endsWith('maximumAttempts')) return 'unlimited';
  return isSpan(attribute) && typeof value === 'number' ? durationText(value) : briefJson(value, most);
}
