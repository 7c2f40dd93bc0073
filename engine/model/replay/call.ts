// The calls of a run, in terms that mean the same for a history and for code run now.

import type { Seq } from '../event.ts';
import type { SourcePosition } from './verdict.ts';

export type CallKind =
  | 'activity'
  | 'localActivity'
  | 'timer'
  | 'child'
  | 'signalExternal'
  | 'cancelExternal'
  | 'nexus'
  | 'patch'
  | 'version'
  | 'sideEffect'
  | 'searchAttributes'
  | 'memo'
  | 'updateAccepted'
  | 'updateCompleted'
  | 'cancelTimer'
  | 'cancelActivity'
  | 'complete'
  | 'fail'
  | 'cancel'
  | 'continueAsNew';

export type Call = {
  readonly kind: CallKind;
  /** Name of the activity, the workflow, the patch and so on; empty for a kind without a name. */
  readonly name: string;
};

export type RecordedCall = Call & { readonly seq: Seq };
export type CallNow = Call & { readonly source: readonly SourcePosition[] };

/** The calls of code that decides for itself, given the history's answers to the same calls. */
export type Course = {
  readonly calls: readonly CallNow[];
  /** The code ended, waits, threw an error that fails a task, or was not followed further. */
  readonly end: 'ended' | 'waits' | 'throws' | 'goesOn';
};

/** How many events of a history code that decides for itself was told of, and of how many. */
export type ToldEvents = { readonly told: number; readonly of: number };

/** Two histories beside each other: the recorded history and the code's. A row with both sides is the same call. */
export type CourseRow = { readonly recorded: RecordedCall | null; readonly now: CallNow | null };

const plain: Readonly<Record<CallKind, string>> = {
  activity: 'activity',
  localActivity: 'local activity',
  timer: 'a timer',
  child: 'child workflow',
  signalExternal: 'signal to another workflow',
  cancelExternal: 'the cancellation of another workflow',
  nexus: 'nexus operation',
  patch: 'patch',
  version: 'version',
  sideEffect: 'a side effect',
  searchAttributes: 'an upsert of search attributes',
  memo: 'an upsert of the memo',
  updateAccepted: 'the acceptance of update',
  updateCompleted: 'the completion of update',
  cancelTimer: 'the cancellation of a timer',
  cancelActivity: 'the cancellation of activity',
  complete: 'the completion of the workflow',
  fail: 'the failure of the workflow',
  cancel: 'an end as cancelled',
  continueAsNew: 'a continue-as-new',
};

const endings: ReadonlySet<CallKind> = new Set(['complete', 'fail', 'cancel', 'continueAsNew']);

export function endsWorkflow({ kind }: Call): boolean {
  return endings.has(kind);
}

/** "activity 'chargeCard'", "a timer". */
export function callText({ kind, name }: Call): string {
  return name === '' ? plain[kind] : `${plain[kind]} '${name}'`;
}

export function isSameCall(a: Call, b: Call): boolean {
  return a.kind === b.kind && a.name === b.name;
}
