// The history that code makes which decides for itself: recorded events where they fit, with their own numbers, and
// what else the code asks for. Written in Temporal's JSON.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { readTemporalEvent } from '../../formats/temporal/event.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { attributesKey, writtenType } from './command-event.ts';

/** What is said of an event beside what it records. */
export type OwnNote = { readonly seq: number; readonly text: string };

export class OwnHistory {
  readonly events: JsonObject[] = [];
  readonly notes: OwnNote[] = [];
  /** What failed the last task. */
  thrown: string | undefined;
  /** Own numbers by recorded ones. */
  readonly #ids = new Map<number, number>();
  /** Number of the last completed task. */
  #task: number | undefined;
  #atMs: number;

  constructor(atMs: number) {
    this.#atMs = atMs;
  }

  /** Number of the next event. */
  get next(): number {
    return this.events.length + 1;
  }

  note(text: string): void {
    this.notes.push({ seq: this.events.length, text });
  }

  /** A recorded event, without some of its attributes. Returns its number here. */
  recorded(event: HistoryEvent, without: ReadonlySet<string> = nothing): number {
    this.#ids.set(event.id, this.next);
    const { attributes, atMs, envelope } = readTemporalEvent(event.written);
    this.#pass(atMs);
    const kept = without.size === 0 ? attributes : omitted(attributes, without);
    return this.#add(event.type, this.#renumbered(kept), this.#besides(envelope));
  }

  /** A recorded event that a command led to, with what the command says now. Returns its number here. */
  recordedCommand(event: HistoryEvent, now: JsonObject, beside: JsonObject = {}): number {
    this.#ids.set(event.id, this.next);
    const { attributes, atMs, envelope } = readTemporalEvent(event.written);
    if (this.#ids.get(Number(attributes['workflowTaskCompletedEventId'])) === this.#task) this.#pass(atMs);
    return this.#add(
      event.type,
      { ...this.#renumbered(attributes), ...now },
      { ...this.#besides(envelope), ...beside },
    );
  }

  /** Returns the number of the event. */
  made(type: HistoryEvent['type'], attributes: JsonObject, beside: JsonObject = {}): number {
    const task = this.#task === undefined ? {} : { workflowTaskCompletedEventId: String(this.#task) };
    return this.#add(type, { ...attributes, ...task }, beside);
  }

  /** An event of its own that no command led to. */
  happened(type: HistoryEvent['type'], attributes: JsonObject, atMs: number): void {
    this.#pass(atMs);
    this.#add(type, attributes, {});
  }

  /** The task in which the code is told what came before: the recorded one, or one of its own. */
  task(recorded: readonly HistoryEvent[]): void {
    for (const type of taskTypes) {
      const event = recorded.find((each) => each.type === type);
      if (event === undefined) this.#add(type, this.#taskIds(type), {});
      else this.recorded(event);
    }
    this.#task = this.events.length;
  }

  /** The task that fails with what the code throws. */
  failedTask({ message }: { readonly message: string }): void {
    this.thrown = message;
    this.#add('WorkflowTaskScheduled', this.#taskIds('WorkflowTaskScheduled'), {});
    this.#add('WorkflowTaskStarted', this.#taskIds('WorkflowTaskStarted'), {});
    const failure = { message, source: 'TypeScriptSDK' };
    const cause = 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE';
    this.#add('WorkflowTaskFailed', { ...this.#taskIds('WorkflowTaskFailed'), cause, failure }, {});
  }

  #pass(toMs: number | null): void {
    this.#atMs = Math.max(this.#atMs, toMs ?? this.#atMs);
  }

  #taskIds(type: HistoryEvent['type']): JsonObject {
    if (type === 'WorkflowTaskScheduled') return { attempt: 1 };
    if (type === 'WorkflowTaskStarted') return { scheduledEventId: String(this.next - 1) };
    return { scheduledEventId: String(this.next - 2), startedEventId: String(this.next - 1) };
  }

  #add(type: HistoryEvent['type'], attributes: JsonObject, envelope: JsonObject): number {
    const eventId = String(this.next);
    const eventTime = isoTime(this.#atMs);
    this.events.push({
      eventId,
      eventTime,
      eventType: writtenType(type),
      ...envelope,
      [attributesKey(type)]: attributes,
    });
    return this.events.length;
  }

  /** Numbers of events are those here; one that is not here is left out. */
  #renumbered(attributes: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(attributes).flatMap(([key, value]) => {
        if (key === 'workflowTaskCompletedEventId') return this.#task === undefined ? [] : [[key, String(this.#task)]];
        if (key === 'failure') return [[key, this.#inFailure(value ?? null)]];
        if (!key.endsWith('EventId')) return [[key, value]];
        const id = this.#ids.get(Number(value));
        return id === undefined ? [] : [[key, String(id)]];
      }),
    );
  }

  /** What stands around the attributes, but for number, time and type. */
  #besides(envelope: JsonObject): JsonObject {
    const kept = Object.entries(envelope).filter(([key]) => !isOwn(key));
    return Object.fromEntries(
      kept.map(([key, value]) => [key, key === 'eventGroupMarkers' ? this.#everywhere(value ?? null) : value]),
    );
  }

  #everywhere(value: Json): Json {
    if (isArray(value)) return value.map((each) => this.#everywhere(each));
    if (!isObject(value)) return value;
    const inside = Object.entries(value).map(([key, each]) => [key, this.#everywhere(each ?? null)] as const);
    return this.#renumbered(Object.fromEntries(inside));
  }

  #inFailure(value: Json): Json {
    if (isArray(value)) return value.map((each) => this.#inFailure(each));
    if (!isObject(value)) return value;
    const { cause, ...rest } = value;
    const infos = Object.entries(rest).map(([key, entry]): [string, Json | undefined] =>
      key.endsWith('FailureInfo') && isObject(entry) ? [key, this.#renumbered(entry)] : [key, entry],
    );
    return { ...Object.fromEntries(infos), ...(cause !== undefined && { cause: this.#inFailure(cause) }) };
  }
}

const nothing: ReadonlySet<string> = new Set();

function omitted(attributes: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name)));
}

const taskTypes = ['WorkflowTaskScheduled', 'WorkflowTaskStarted', 'WorkflowTaskCompleted'] as const;

function isOwn(key: string): boolean {
  return /^(event_?(id|time|type)|timestamp|attributes|task_?id)$/i.test(key) || /event_?attributes$/i.test(key);
}

/** With microseconds. */
function isoTime(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(Math.min(999, micros)).padStart(3, '0')}Z`;
}
