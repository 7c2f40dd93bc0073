// What each command of code that decides for itself becomes in its history: the recorded event of the same call, with
// what the code says otherwise, or an event of its own.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { type Json, type JsonObject, objectOf } from '../../model/json.ts';
import { type Call, callText, isSameCall } from '../../model/replay/call.ts';
import type { Command, Result, ThrownError } from '../../sandbox/guest.ts';
import { isAlike } from '../drift-list.ts';
import { type CallAnswer, invented } from './answers.ts';
import { commandAttributes, commandEnvelope, failureJson, withResult } from './command-event.ts';
import type { Entry, Machine } from './machine.ts';
import { OwnHistory } from './own-history.ts';
import { recordedCalls } from './recorded-calls.ts';
import { bothSay, type RunLimits } from './said.ts';
import type { AskedLocal } from './told-queue.ts';

export class OwnEvents {
  readonly history: OwnHistory;
  readonly #recorded: readonly HistoryEvent[];
  readonly #calls: ReadonlyMap<number, Call>;
  readonly #limits: RunLimits;
  /** Numbers of the events that began something. */
  readonly #begun = new Map<Machine, number>();
  readonly #children = new Map<number, string>();
  readonly #retriedOtherwise = new Set<number>();
  /** The recorded event behind the last patch: its search attribute. */
  #upsert: HistoryEvent | undefined;

  constructor(events: readonly HistoryEvent[]) {
    const [first] = events;
    this.history = new OwnHistory(first?.atMs ?? 0);
    this.#recorded = events;
    this.#calls = recordedCalls(events);
    const timeout = first?.type === 'WorkflowExecutionStarted' ? first.attributes.workflowRunTimeout : undefined;
    this.#limits = { runTimeout: timeout ?? 0 };
  }

  recorded(event: HistoryEvent): void {
    this.history.recorded(event);
  }

  /** Of the call whose event has this number. How often it was tried is not known where it is retried otherwise now. */
  answer(event: HistoryEvent, to: number): void {
    this.history.recorded(event, this.#retriedOtherwise.has(to) ? tries : undefined);
  }

  /** `started`: the recorded start of the task; undefined for one that the history does not have. */
  task(started: HistoryEvent | undefined): void {
    const at = started === undefined ? -1 : this.#recorded.indexOf(started);
    this.history.task(at < 1 ? [] : this.#recorded.slice(at - 1, at + 2));
  }

  /** `id`: number of the timer's start. */
  fired(id: number, timer: number, atMs: number): void {
    this.history.happened('TimerFired', { timerId: String(timer), startedEventId: String(id) }, atMs);
  }

  fails(error: ThrownError): void {
    this.history.failedTask(error);
  }

  /** Its marker is written once the code knows the result. */
  local({ local, call, answer }: AskedLocal, { completed, failed, cancelled }: Result): void {
    const marker = { ...commandAttributes(local), ...failureJson((failed ?? cancelled)?.failure) };
    if (answer.from === 'sameCall') this.history.recordedCommand(answer.event, {});
    else this.history.made('MarkerRecorded', withResult(marker, completed?.result));
    this.#note(call, local, answer);
  }

  /** Returns the number of the event. */
  command(entry: Entry, call: Call, answer: CallAnswer): number {
    const { machine, command, expects } = entry;
    const [facts, beside] = [this.#facts(entry), commandEnvelope(command)];
    const otherwise = answer.from === 'sameCall' ? this.#otherwise(answer.event, command) : {};
    const id =
      answer.from === 'sameCall'
        ? this.history.recordedCommand(answer.event, { ...facts, ...otherwise }, beside)
        : this.history.made(expects, { ...commandAttributes(command), ...facts }, beside);
    if (!this.#begun.has(machine)) this.#begun.set(machine, id);
    if ('retryPolicy' in otherwise) this.#retriedOtherwise.add(id);
    if (command.type === 'startChildWorkflowExecution') this.#children.set(command.seq, command.workflowId);
    this.#upsert = answer.from === 'sameCall' ? this.#recorded[this.#recorded.indexOf(answer.event) + 1] : undefined;
    this.#note(call, command, answer);
    return id;
  }

  /** A command that is no call of its own: it follows from another. Returns the number of its event, if it has one. */
  following(entry: Entry): number | undefined {
    if (entry.expects !== 'UpsertWorkflowSearchAttributes') return this.history.made(entry.expects, this.#facts(entry));
    const upsert = this.#upsert;
    return upsert?.type === 'UpsertWorkflowSearchAttributes' ? this.history.recordedCommand(upsert, {}) : undefined;
  }

  /** Numbers of other events. */
  #facts({ machine, command }: Entry): JsonObject {
    const begun = String(this.#begun.get(machine) ?? 0);
    switch (command.type) {
      case 'startTimer':
        return { timerId: String(command.seq) };
      case 'cancelTimer':
        return { timerId: String(command.seq), startedEventId: begun };
      case 'requestCancelActivity':
      case 'requestCancelNexusOperation':
        return { scheduledEventId: begun };
      case 'cancelChildWorkflowExecution':
        return { workflowExecution: { workflowId: this.#children.get(command.childWorkflowSeq) ?? '' } };
      case 'updateResponse':
        return command.accepted === undefined ? { acceptedEventId: begun } : {};
      default:
        return {};
    }
  }

  /** What the code says now and the recorded event does not. */
  #otherwise(event: HistoryEvent, command: Command): JsonObject {
    const says = bothSay(event, command, this.#limits);
    if (says === undefined) return {};
    const now = commandAttributes(command);
    const differing = Object.keys(says.from).filter((name) => !isAlike(says.from[name], says.to[name]));
    return Object.fromEntries(
      differing.map((name) => {
        const attribute = aliases[event.type]?.[name] ?? name;
        return [attribute, attribute === 'retryPolicy' ? writtenRetries(says.to[name]) : now[attribute]];
      }),
    );
  }

  #note(call: Call, command: Command, answer: CallAnswer): void {
    const what = `The history has no answer to ${callText(call)}`;
    if (answer.from === 'otherCall') {
      const other = this.#calls.get(answer.event.id);
      const whose = isSameCall(call, other ?? call) ? 'a later one' : callText(other ?? call);
      this.history.note(`${what}: to go on, the code was told that of ${whose}.`);
    }
    if (answer.from !== 'nothing' || call.kind === 'timer' || invented(call, command).length === 0) return;
    const told = call.kind === 'nexus' ? 'that it failed' : 'that it is done, with no result';
    this.history.note(`${what}: to go on, the code was told ${told}.`);
  }
}

/** What an answer says of the tries before it. */
const tries: ReadonlySet<string> = new Set(['attempt', 'lastFailure', 'retryState']);

/** With the server's defaults; intervals in ms. */
function writtenRetries(policy: Json | undefined): Json | undefined {
  if (policy === undefined) return undefined;
  const inSeconds = Object.entries(objectOf(policy)).map(([name, value]) => [
    name,
    name.endsWith('Interval') && typeof value === 'number' ? `${value / 1000}s` : value,
  ]);
  return Object.fromEntries(inSeconds) as JsonObject;
}

/** Attributes that are written under another name than they are compared by. */
const aliases: Readonly<Partial<Record<HistoryEvent['type'], Readonly<Record<string, string>>>>> = {
  MarkerRecorded: { deprecated: 'details' },
  SignalExternalWorkflowExecutionInitiated: { workflowId: 'workflowExecution' },
  RequestCancelExternalWorkflowExecutionInitiated: { workflowId: 'workflowExecution' },
  WorkflowExecutionUpdateCompleted: { result: 'outcome', failure: 'outcome' },
};
