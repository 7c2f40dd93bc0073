// Tests the sentence about what a run waits for, on every recorded history: against a second computation, the next
// event, and the server's own answers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Explainer } from './runs/explainer.ts';
import { parseEvent, readHistories } from './sources/json/history-file.ts';
import { unpacked } from './sources/unpack.ts';
import { openedCount, runStatusAt, statusAt } from './model/cursor.ts';
import { isClosed } from './model/effect.ts';
import type { RunId } from './model/event.ts';
import { fullNameOf } from './model/operation-name.ts';
import { eventFlags, kindOf, nameOf, type Outline, typeOf } from './model/outline.ts';
import { OutlineBuilder } from './model/outline-builder.ts';
import { type Waiting, WaitFinder } from './model/waiting.ts';
import { utcClock, waitingText } from './model/waiting-text.ts';
import { collections, type RecordedHistory, sharedFile } from './testing/corpus.ts';

/** Longer runs are skipped: the time grows with every seq tested, and shorter runs cover enough. */
const longest = 6000;
/** Runs up to this length are also cut off at every event. */
const cutOff = 120;

async function outlinesOf({ path }: Pick<RecordedHistory, 'path'>): Promise<readonly Outline[]> {
  return readHistories(await unpacked(new Uint8Array(readFileSync(path))), false).map(
    ({ dialect, bytes, events, escapes, envelope }) => {
      const explainer = new Explainer(dialect);
      while (explainer.events < events.length) explainer.take(bytes, events, escapes);
      return explainer.finish('run' as RunId, envelope.warnings).outline;
    },
  );
}

for (const { name, files } of collections()) {
  describe(`what the runs of ${name} wait for`, () => {
    for (const file of files.filter(({ events }) => events <= longest)) {
      test(`W10 ${file.name}, at every seq`, async () => {
        for (const outline of await outlinesOf(file)) everySeq(outline);
      });
    }
  });
}

function everySeq(outline: Outline): void {
  const finder = new WaitFinder(outline);
  const due = naiveDue(outline);
  for (let seq = 1; seq <= outline.events; seq++) {
    const waiting = finder.at(seq);
    const status = runStatusAt(outline, seq);
    const ended = !['running', 'paused', 'unknown'].includes(status);
    const hasBegun = status !== 'unknown' || openedCount(outline, seq) > 0;
    assert.equal(waiting === null, ended || !hasBegun, `after ${seq}`);
    if (waiting === null) continue;
    namesOnlyOpen(outline, waiting);
    if (waiting.type !== 'pause')
      assert.equal(waiting.type === 'taskDue' || waiting.type === 'begin', due[seq], `a task is due after ${seq}`);
    asWhatComesNext(outline, waiting);
    assert.match(waitingText(outline, waiting, { clock: utcClock(), most: 3 }), /^\S.{7,}\S$/s);
  }
}

function namesOnlyOpen(outline: Outline, { at, task, operations, inProgress }: Waiting): void {
  for (const operation of [...operations, ...inProgress]) {
    const status = statusAt(outline, operation, at);
    assert.ok(status !== null && !isClosed(status), `${nameOf(outline, operation)} is not open after ${at}`);
    assert.notEqual(kindOf(outline, operation), 'workflowTask');
  }
  assert.ok(operations.length === 0 || task === -1);
}

const wakes =
  /^(ActivityTask|ChildWorkflowExecution|NexusOperation)(Completed|Failed|TimedOut|Canceled|Terminated)$|^TimerFired$|Signaled$|CancelRequested$|Failed$|^ChildWorkflowExecutionStarted$|^NexusOperationStarted$|CancelRequestCompleted$|UpdateAdmitted$|^WorkflowExecutionStarted$/;
/** Derecho's event types for what wakes the code, beside Temporal's. */
const derechoWakes = /^(Activity(Completed|Failed)|ChildWorkflow(Completed|Failed)|SignalReceived|WorkflowStarted)$/;
const wakesNot =
  /^WorkflowFailed$|^WorkflowTask|^(Activity|Nexus)\w*CancelRequested$|^WorkflowExecution(Failed|TimedOut)$|^TimerCanceled$|^CancelTimerFailed$/;

/** For each seq whether a workflow task must be scheduled, computed from the event types alone. */
function naiveDue(outline: Outline): readonly boolean[] {
  if (['nodelog', 'azure', 'stepfunctions'].includes(outline.dialect))
    return new Array<boolean>(outline.events + 1).fill(false);
  let [woken, inTask, started] = [false, false, false];
  const due = [false];
  for (let seq = 1; seq <= outline.events; seq++) {
    const type = pascal(typeOf(outline, seq));
    if (type === 'WorkflowTaskScheduled') [inTask, started] = [true, true];
    else if (type === 'WorkflowTaskStarted') woken = false;
    else if (type === 'WorkflowTaskCompleted') inTask = false;
    else if (type === 'WorkflowTaskFailed' || type === 'WorkflowTaskTimedOut') inTask = !isReset(outline, seq);
    else if ((wakes.test(type) || derechoWakes.test(type)) && !wakesNot.test(type)) woken = true;
    if (type === 'WorkflowTaskFailed' && !inTask) woken = true;
    const isAnswered = seq < outline.events && (outline.flags[seq]! & eventFlags.commands) !== 0 && started;
    due.push(woken && !inTask && !isAnswered);
  }
  return due;
}

/** For example `timer_fired` → `TimerFired`. */
function pascal(type: string): string {
  return type.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isReset(outline: Outline, seq: number): boolean {
  return outline.names[outline.operations.reason[outline.operation[seq - 1]!] ?? 0] === 'ResetWorkflow';
}

/** Checks against the next event: a due task is scheduled before the code does anything. */
function asWhatComesNext(outline: Outline, { at, type }: Waiting): void {
  const next = at < outline.events ? typeOf(outline, at + 1) : '';
  if (next === '' || outline.events < 10) return;
  if (type === 'taskDue')
    assert.ok(next === 'WorkflowTaskScheduled' || !next.startsWith('WorkflowTask'), `${next} follows ${at}`);
  if (type === 'taskScheduled') assert.doesNotMatch(next, /^WorkflowTask(Scheduled|Completed)$/);
  if (type === 'taskRunning')
    assert.doesNotMatch(next, /^WorkflowTask(Scheduled|Started)$|^TimerStarted$|^ActivityTaskScheduled$/);
}

describe('what a run waits for', () => {
  test('W11 depends on nothing that came later, but for the commands that are still to be written', async () => {
    for (const file of collections()[0]?.files ?? []) {
      for (const outline of await outlinesOf(file)) {
        if (outline.events <= cutOff) await sameWhenCut(file, outline);
      }
    }
  });

  test('W12 is what the server said of every run that was open when it was asked', async (context) => {
    const asked = ['temporal-devserver/pending.json', 'temporal-devserver/pending-wal.json']
      .map(sharedFile)
      .filter((path) => path !== undefined);
    if (asked.length === 0) return context.skip('the shared histories are not here');
    let compared = 0;
    for (const path of asked) {
      const runs = Object.values(
        JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, Described>>,
      ).flatMap((space) => Object.entries(space));
      for (const [name, described] of runs) compared += await agreesWithServer(name, described);
    }
    assert.ok(compared >= 20, `only ${compared} open runs were found`);
  });
});

async function sameWhenCut({ path }: RecordedHistory, whole: Outline): Promise<void> {
  const finder = new WaitFinder(whole);
  const [history] = readHistories(await unpacked(new Uint8Array(readFileSync(path))), false);
  assert.ok(history !== undefined);
  const { dialect, bytes, events } = history;
  const builder = new OutlineBuilder();
  for (let seq = 1; seq <= events.length; seq++) {
    const { atMs, type, explanation } = dialect.read(parseEvent(bytes, events[seq - 1]!));
    builder.add(atMs, type, explanation);
    const cut = builder.finish('run' as RunId, dialect);
    const [now, then] = [finder.at(seq), new WaitFinder(cut).at(seq)];
    if (now?.type === 'commands') continue;
    assert.deepEqual(now, then, `${path} after ${seq}`);
  }
}

type Described = {
  readonly workflowExecutionInfo: { readonly status: string; readonly execution: { readonly runId: string } };
  readonly pendingActivities?: readonly { readonly activityType: { readonly name: string } }[];
  readonly pendingChildren?: readonly { readonly workflowId: string; readonly workflowTypeName: string }[];
  readonly pendingWorkflowTask?: { readonly state: string; readonly attempt: number };
};

async function agreesWithServer(
  name: string,
  { workflowExecutionInfo, pendingActivities = [], pendingChildren = [], pendingWorkflowTask }: Described,
): Promise<number> {
  const files = collections()
    .flatMap((collection) => collection.files)
    .filter((file) => file.runId === workflowExecutionInfo.execution.runId);
  for (const file of files) {
    for (const outline of await outlinesOf(file)) {
      const waiting = new WaitFinder(outline).at(outline.events);
      assert.ok(waiting !== null, name);
      const pending = [
        ...pendingActivities.map(({ activityType }) => activityType.name),
        ...pendingChildren.map(({ workflowId, workflowTypeName }) => `${workflowTypeName} (${workflowId})`),
      ];
      assert.deepEqual(
        waiting.operations
          .filter((operation) => kindOf(outline, operation) !== 'timer')
          .map((operation) => fullNameOf(outline, operation))
          .toSorted(),
        pending.toSorted(),
        name,
      );
      if (workflowExecutionInfo.status.endsWith('PAUSED')) assert.equal(waiting.type, 'pause', name);
      else if (pendingWorkflowTask !== undefined)
        assert.equal(
          waiting.type,
          pendingWorkflowTask.attempt > 1
            ? 'taskRetry'
            : pendingWorkflowTask.state.endsWith('STARTED')
              ? 'taskRunning'
              : 'taskScheduled',
          name,
        );
      else assert.ok(waiting.type === (waiting.operations.length > 0 ? 'operations' : 'message'), name);
    }
  }
  return files.length;
}
