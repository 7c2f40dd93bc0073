// When the code of a run ran, and what woke it: the cause and effect that a history can prove.

import { countUpTo } from './cursor.ts';
import type { RunStatus } from './effect.ts';
import type { Seq } from './event.ts';
import type { Outline } from './outline.ts';
import { eventFlags, firstClosedStatus, kindIndex, NONE } from './outline.ts';

/**
 * A step is one execution of the code: a completed workflow task or, in a dialect without tasks, a batch of starts with
 * no answer in between. An event wakes the first step that began at or after the event and whose task is not recorded
 * as having missed it.
 */
export type Steps = {
  readonly count: number;
  /** The event after which the code of step i ran; rising. */
  readonly beganAt: Uint32Array;
  /** The workflow task of step i, an operation of the outline, or NONE. */
  readonly task: Int32Array;
  /**
   * Step i was woken by the events `wakers[wakerStart[i] … wakerStart[i + 1])`; the events after the last step woke no
   * step yet.
   */
  readonly wakerStart: Uint32Array;
  readonly wakers: Uint32Array;
  /**
   * The step of each operation: the step that opened it or, for an inbound operation, the step that it woke. NONE for
   * workflow tasks; `count` = no step yet.
   */
  readonly ofOperation: Int32Array;
  /** 1 for operations from outside: messages, requests. */
  readonly inbound: Uint8Array;
  /** The step that ended the run; NONE while it goes on, and where it was ended from outside. */
  readonly end: number;
};

const inboundKinds: ReadonlySet<number> = new Set([
  kindIndex.signal,
  kindIndex.update,
  kindIndex.query,
  kindIndex.cancelRequest,
  kindIndex.pause,
]);

const goingOn: ReadonlySet<RunStatus> = new Set(['running', 'paused', 'unknown']);

export function isGoingOn(status: RunStatus): boolean {
  return goingOn.has(status);
}

/** Whose end comes from outside, whatever the code was about to do. */
const endedFromOutside: ReadonlySet<RunStatus> = new Set(['terminated', 'timedOut']);

/** The event that ended the run and its last status, or null while it goes on. */
export function endOf(outline: Outline): { readonly seq: Seq; readonly status: RunStatus } | null {
  const last = outline.statuses.at(-1);
  return last === undefined || goingOn.has(last.status) ? null : last;
}

export function stepsOf(outline: Outline): Steps {
  const tasks = taskSteps(outline);
  const byTask = tasks.beganAt.length > 0;
  const { beganAt, task } = byTask ? tasks : batchSteps(outline);
  const waking = byTask ? eventFlags.wakes : eventFlags.wakes | eventFlags.closes;
  const steps = { count: beganAt.length, beganAt: Uint32Array.from(beganAt), task: Int32Array.from(task) };
  return {
    ...steps,
    ...wakersOf(outline, steps, waking),
    ...stepOfOperations(outline, steps),
    end: endStep(outline, steps.beganAt),
  };
}

type Draft = { readonly beganAt: number[]; readonly task: number[] };

/** Completed workflow tasks and other tasks that opened an operation, in order. */
function taskSteps(outline: Outline): Draft {
  const { count, kind, status, startedAt, openedAt, task } = outline.operations;
  const issues = new Uint8Array(count);
  for (let i = 0; i < count; i++) if (task[i]! !== NONE) issues[task[i]!] = 1;
  const draft: Draft = { beganAt: [], task: [] };
  for (let i = 0; i < count; i++) {
    if (kind[i] !== kindIndex.workflowTask || (issues[i] === 0 && status[i] !== firstClosedStatus)) continue;
    const began = startedAt[i]! || openedAt[i]!;
    if (began <= (draft.beganAt.at(-1) ?? 0)) continue;
    draft.beganAt.push(began);
    draft.task.push(i);
  }
  return draft;
}

/** Batches of opening events without an answer in between; the run's end is a step of its own. */
function batchSteps(outline: Outline): Draft {
  const { count, kind, openedAt } = outline.operations;
  const draft: Draft = { beganAt: [], task: [] };
  const answers = eventFlags.wakes | eventFlags.closes;
  let seq = 1;
  let answered = true;
  for (let i = 0; i < count; i++) {
    if (inboundKinds.has(kind[i]!)) continue;
    for (; seq < openedAt[i]!; seq++) answered ||= (outline.flags[seq - 1]! & answers) !== 0;
    if (answered) draft.beganAt.push(openedAt[i]! - 1);
    answered = false;
  }
  const end = endOf(outline);
  if (end !== null && end.seq - 1 > (draft.beganAt.at(-1) ?? -1)) draft.beganAt.push(end.seq - 1);
  for (const _ of draft.beganAt) draft.task.push(NONE);
  return draft;
}

type Beginnings = Pick<Steps, 'count' | 'beganAt' | 'task'>;

function wakersOf(outline: Outline, steps: Beginnings, waking: number): Pick<Steps, 'wakerStart' | 'wakers'> {
  const { count, beganAt } = steps;
  const wakerStart = new Uint32Array(count + 1);
  const wakers: number[] = [];
  const unseen = unseenOf(outline);
  let step = 0;
  const next = (): void => {
    const missed = unseen.get(steps.task[step]!);
    const woken = missed === undefined ? [] : wakers.splice(wakerStart[step]!);
    wakers.push(...woken.filter((seq) => missed?.has(seq) === false));
    wakerStart[++step] = wakers.length;
    wakers.push(...woken.filter((seq) => missed?.has(seq)));
  };
  for (let seq = 1; seq <= outline.events; seq++) {
    if ((outline.flags[seq - 1]! & waking) === 0) continue;
    while (step < count && beganAt[step]! < seq && !cameWith(outline, steps, step, seq)) next();
    wakers.push(seq);
  }
  while (step < count) next();
  return { wakerStart, wakers: Uint32Array.from(wakers) };
}

/** By task, the events that woke the code and that the task has not seen. */
function unseenOf(outline: Outline): ReadonlyMap<number, ReadonlySet<Seq>> {
  const unseen = new Map<number, Set<Seq>>();
  for (const { seq, waker } of outline.unseen) {
    const task = outline.operation[seq - 1] ?? NONE;
    const missed = unseen.get(task) ?? new Set();
    if (task !== NONE) unseen.set(task, missed.add(waker));
  }
  return unseen;
}

/**
 * The history records an update only when the code has accepted it, among the commands of the task that received it:
 * the update woke that task, not the next one.
 */
function cameWith(outline: Outline, { beganAt, task }: Beginnings, step: number, seq: Seq): boolean {
  const { kind, openedAt, closedAt } = outline.operations;
  const operation = outline.operation[seq - 1]!;
  if (task[step]! === NONE || operation === NONE || kind[operation] !== kindIndex.update || openedAt[operation] !== seq)
    return false;
  const commands = closedAt[task[step]!]!;
  if (commands === 0 || commands > seq || seq > (beganAt[step + 1] ?? seq)) return false;
  for (let before = seq - 1; before > commands; before--) {
    const about = outline.operation[before - 1]!;
    const isUpdate = about !== NONE && kind[about] === kindIndex.update;
    if ((outline.flags[before - 1]! & eventFlags.wakes) !== 0 && !isUpdate) return false;
  }
  return true;
}

function stepOfOperations(outline: Outline, steps: Beginnings): Pick<Steps, 'ofOperation' | 'inbound'> {
  const { count, kind, openedAt, task } = outline.operations;
  const ofOperation = new Int32Array(count).fill(NONE);
  const inbound = new Uint8Array(count);
  const stepOfTask = new Int32Array(count).fill(NONE);
  steps.task.forEach((operation, step) => {
    if (operation !== NONE) stepOfTask[operation] = step;
  });
  const unseen = unseenOf(outline);
  for (let i = 0; i < count; i++) {
    if (kind[i] === kindIndex.workflowTask) continue;
    const opener = task[i]! === NONE ? NONE : stepOfTask[task[i]!]!;
    const before = countUpTo(steps.beganAt, openedAt[i]! - 1);
    inbound[i] = inboundKinds.has(kind[i]!) ? 1 : 0;
    const inside = inbound[i] === 0 || (before > 0 && cameWith(outline, steps, before - 1, openedAt[i]!));
    ofOperation[i] = opener !== NONE ? opener : inside ? Math.max(0, before - 1) : before;
    if (opener === NONE && inbound[i] === 1)
      while (unseen.get(steps.task[ofOperation[i]!] ?? NONE)?.has(openedAt[i]!)) ofOperation[i]!++;
  }
  return { ofOperation, inbound };
}

function endStep(outline: Outline, beganAt: Uint32Array): number {
  const end = endOf(outline);
  return end === null || endedFromOutside.has(end.status) ? NONE : countUpTo(beganAt, end.seq) - 1;
}
