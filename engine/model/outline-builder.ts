// Builds an outline in one pass over explained events, or continues one. Keeps columns only, so a million events fit;
// obeys the laws of the fold.

import { Column, TimeColumn } from './column.ts';
import type { Effect, Failure, OperationKey } from './effect.ts';
import { failureLine, innermost, isBad, isClosed, kindOfKey, nameOfKey, operationStatuses } from './effect.ts';
import type { RunId, Seq, Warning } from './event.ts';
import type { Explanation } from './explanation.ts';
import type { OperationColumns, Outline, OutlineDialect } from './outline.ts';
import { eventFlags, kindIndex, NONE, OUTLINE_VERSION, statusIndex } from './outline.ts';
import type { Extent, OpenedColumns, OutlineDelta } from './outline-delta.ts';
import { warningsBetween } from './outline-delta.ts';
import { NameList } from './name-list.ts';
import { OperationNames } from './operation-names.ts';
import type { Link } from './state.ts';
import {
  type MoveEffect,
  nextStanding,
  openedStanding,
  type OpenEffect,
  type OperationEffect,
  type Standing,
} from './transition.ts';
import { TouchList } from './touch-list.ts';

/** Highest number of event types in the column; all further types share one name. */
const mostTypes = 65_535;

/** A builder's data beside its outline, as plain values. `taskIds` and `tasks` are two columns of one table. */
export type BuilderRest = {
  readonly taskIds: readonly string[];
  readonly tasks: Int32Array;
  /** Indexes of operations whose writer counts attempts from 0. */
  readonly countFromZero: Uint32Array;
  readonly otherNames: readonly (readonly [OperationKey, OperationKey])[];
  /** Operations without an id that may still be open. */
  readonly unsaid: readonly OperationKey[];
};

export class OutlineBuilder {
  readonly #types = new NameList();
  readonly #names = new NameList('');
  readonly #type = new Column();
  readonly #atMs = new TimeColumn();
  readonly #flags = new Column();
  readonly #operation = new Column();

  readonly #operationNames = new OperationNames();
  readonly #index = new Map<string, number>();
  /** Operations of housekeeping events by the event's own id, which `task` refers to. */
  readonly #tasks = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #kind = new Column();
  readonly #name = new Column();
  readonly #label = new Column();
  readonly #about = new Column();
  readonly #startsUnseen = new Column();
  readonly #reason = new Column();
  readonly #status = new Column();
  readonly #attempts = new Column();
  /** By operation: 1 = the writer counts attempts from 0. */
  readonly #fromZero = new Column();
  readonly #openedAt = new Column();
  readonly #startedAt = new Column();
  readonly #closedAt = new Column();
  readonly #untilMs = new TimeColumn();
  readonly #task = new Column();
  readonly #cause = new Column();
  readonly #touches = new TouchList();

  readonly #statuses: Outline['statuses'][number][] = [];
  readonly #sets: Outline['sets'][number][] = [];
  readonly #links: Link[] = [];
  readonly #unseen: Outline['unseen'][number][] = [];

  /** Continues an outline: added events extend it. `rest` comes from the outline's builder. */
  static resume(outline: Outline, rest: BuilderRest): OutlineBuilder {
    const builder = new OutlineBuilder();
    builder.#resumeEvents(outline);
    builder.#resumeOperations(outline.operations, rest);
    builder.#touches.resume(outline.operations);
    builder.#operationNames.add(rest.otherNames, rest.unsaid);
    for (const [i, id] of rest.taskIds.entries()) builder.#tasks.set(id, rest.tasks[i] ?? NONE);
    return builder;
  }

  #resumeEvents({ types, type, atMs, flags, operation, names, statuses, sets, links, unseen }: Outline): void {
    this.#types.add(types);
    this.#names.add(names);
    this.#type.append(type);
    this.#atMs.append(atMs);
    this.#flags.append(flags.map((bits) => bits & ~eventFlags.warned));
    this.#operation.append(operation);
    this.#statuses.push(...statuses);
    for (const set of sets) this.#sets.push(set);
    for (const link of links) this.#links.push(link);
    for (const each of unseen) this.#unseen.push(each);
  }

  #resumeOperations(operations: OperationColumns, { countFromZero }: BuilderRest): void {
    for (const key of operations.keys) this.#index.set(key, this.#keys.push(key) - 1);
    this.#kind.append(operations.kind);
    this.#name.append(operations.name);
    this.#label.append(operations.label);
    this.#about.append(operations.about);
    this.#startsUnseen.append(operations.startsUnseen);
    this.#reason.append(operations.reason);
    this.#status.append(operations.status);
    this.#attempts.append(operations.attempts);
    this.#fromZero.append(new Uint8Array(operations.count));
    for (const operation of countFromZero) this.#fromZero.set(operation, 1);
    this.#openedAt.append(operations.openedAt);
    this.#startedAt.append(operations.startedAt);
    this.#closedAt.append(operations.closedAt);
    this.#untilMs.append(operations.untilMs);
    this.#task.append(operations.task);
    this.#cause.append(operations.cause);
  }

  /** The data beside the outline that `resume` needs. */
  rest(): BuilderRest {
    const countFromZero: number[] = [];
    for (let i = 0; i < this.#keys.length; i++) if (this.#fromZero.at(i) === 1) countFromZero.push(i);
    return {
      taskIds: [...this.#tasks.keys()],
      tasks: Int32Array.from(this.#tasks.values()),
      countFromZero: Uint32Array.from(countFromZero),
      otherNames: this.#operationNames.others(),
      unsaid: this.#operationNames.unsaid(),
    };
  }

  get events(): number {
    return this.#type.length;
  }

  /** Adds an event. Events must come in order of seq, from 1, each once. */
  add(atMs: number | null, type: string, explanation: Explanation): void {
    const seq = this.#type.length + 1;
    this.#type.push(
      this.#types.indexOf(this.#types.list.length < mostTypes || this.#types.has(type) ? type : 'OneOfTooManyTypes'),
    );
    this.#atMs.push(atMs ?? Number.NaN);
    this.#operation.push(NONE);
    this.#flags.push(
      (explanation.bookkeeping ? eventFlags.bookkeeping : 0) |
        (explanation.wakes ? eventFlags.wakes : 0) |
        (explanation.commands ? eventFlags.commands : 0),
    );
    for (const waker of explanation.unseen ?? []) this.#unseen.push({ seq, waker });
    for (const effect of this.#operationNames.resolve(seq, explanation.effects)) this.#apply(seq, effect);
    const operation = this.#operation.at(seq - 1);
    if (explanation.bookkeeping && explanation.id !== undefined && operation !== NONE)
      this.#tasks.set(explanation.id, operation);
  }

  #apply(seq: Seq, effect: Effect): void {
    switch (effect.type) {
      case 'set':
      case 'unset':
        this.#sets.push({ seq, name: effect.name });
        return;
      case 'link': {
        const { type: _, ...rest } = effect;
        this.#links.push({ seq, ...rest });
        return;
      }
      case 'run':
        this.#statuses.push({
          seq,
          status: effect.status,
          ...(effect.beginsAtMs !== undefined && { beginsAtMs: effect.beginsAtMs }),
          ...(effect.awaits !== undefined && { awaits: effect.awaits }),
        });
        this.#flag(seq, eventFlags.runs | (isBad(effect.status) ? eventFlags.bad : 0));
        return;
      case 'mentionRun':
        this.#flag(seq, eventFlags.runUnclear);
        return;
      case 'mention':
        if (!this.#index.has(effect.key)) return;
        this.#flag(seq, eventFlags.unclear);
        this.#applyToOperation(seq, effect);
        return;
      default:
        this.#applyToOperation(seq, effect);
    }
  }

  #applyToOperation(seq: Seq, effect: OperationEffect): void {
    const known = this.#index.get(effect.key);
    const operation = known ?? this.#open(seq, effect);
    if (this.#operation.at(seq - 1) === NONE) this.#operation.set(seq - 1, operation);
    const said = known !== undefined || effect.type !== 'open' ? this.#move(seq, operation, effect) : undefined;
    this.#touches.note(seq, operation, {
      status: this.#status.at(operation),
      attempts: this.#attempts.at(operation),
      failure: said?.failure ?? this.#touches.failureOf(operation),
      worker: said?.worker ?? this.#touches.workerOf(operation),
    });
  }

  #open(seq: Seq, effect: OperationEffect): number {
    const open: OpenEffect | undefined = effect.type === 'open' ? effect : undefined;
    const operation = this.#keys.push(effect.key) - 1;
    this.#index.set(effect.key, operation);
    this.#kind.push(kindIndex[open?.kind ?? kindOfKey(effect.key)]);
    this.#name.push(this.#names.indexOf(open?.name ?? nameOfKey(effect.key)));
    this.#label.push(this.#names.indexOf(open?.label ?? ''));
    this.#about.push(this.#names.indexOf(open?.about ?? ''));
    this.#startsUnseen.push(open?.startsUnseen === true ? 1 : 0);
    this.#reason.push(0);
    this.#touches.open();
    this.#status.push(statusIndex.scheduled);
    this.#attempts.push(openedStanding(effect).attempts);
    this.#fromZero.push(0);
    this.#openedAt.push(seq);
    this.#startedAt.push(0);
    this.#closedAt.push(0);
    this.#untilMs.push(open?.untilMs ?? Number.NaN);
    this.#task.push(open?.task === undefined ? NONE : (this.#tasks.get(open.task) ?? NONE));
    this.#cause.push(open?.cause === undefined ? NONE : (this.#index.get(open.cause) ?? NONE));
    this.#flag(seq, eventFlags.opens);
    return operation;
  }

  #move(seq: Seq, operation: number, effect: OperationEffect): Said | undefined {
    const before = this.#standing(operation);
    const after = nextStanding(before, effect, seq);
    if (after === before) return undefined;
    this.#status.set(operation, statusIndex[after.status]);
    this.#attempts.set(operation, after.attempts);
    this.#fromZero.set(operation, after.countsFromZero ? 1 : 0);
    this.#startedAt.set(operation, after.startedAt ?? 0);
    this.#closedAt.set(operation, after.closedAt ?? 0);
    return effect.type === 'advance' || effect.type === 'close' ? this.#said(seq, operation, effect) : undefined;
  }

  #standing(operation: number): Standing {
    return {
      status: operationStatuses[this.#status.at(operation)]!,
      startedAt: this.#startedAt.at(operation) || null,
      closedAt: this.#closedAt.at(operation) || null,
      attempts: this.#attempts.at(operation),
      ...(this.#fromZero.at(operation) === 1 && { countsFromZero: true as const }),
    };
  }

  #said(seq: Seq, operation: number, effect: MoveEffect): Said {
    const { status, failure } = effect;
    const said: { -readonly [P in keyof Said]: Said[P] } = {};
    if (failure !== undefined) said.failure = this.#names.indexOf(failureLine(failure, 120));
    if (effect.type === 'advance' && effect.worker !== undefined) said.worker = this.#names.indexOf(effect.worker);
    if (isClosed(status)) this.#flag(seq, eventFlags.closes | (isBad(status) ? eventFlags.bad : 0));
    if (failure !== undefined || isClosed(status))
      this.#reason.set(operation, this.#names.indexOf(reasonText(failure)));
    return said;
  }

  #flag(seq: Seq, bits: number): void {
    this.#flags.set(seq - 1, this.#flags.at(seq - 1) | bits);
  }

  /** Returns the outline of the events so far; more events may be added afterwards. */
  finish(run: RunId, { id, inTasks = false }: OutlineDialect, warnings: readonly Warning[] = []): Outline {
    return {
      version: OUTLINE_VERSION,
      run,
      dialect: id,
      inTasks,
      events: this.#type.length,
      types: [...this.#types.list],
      type: this.#type.from(0, Uint16Array),
      atMs: this.#atMs.from(0),
      flags: warned(this.#flags.from(0, Uint16Array), warnings, 0),
      operation: this.#operation.from(0, Int32Array),
      names: [...this.#names.list],
      operations: {
        count: this.#keys.length,
        keys: [...this.#keys],
        ...this.#opened(0),
        ...this.#touches.arranged(),
      },
      statuses: [...this.#statuses],
      sets: [...this.#sets],
      links: [...this.#links],
      unseen: [...this.#unseen],
      warnings,
    };
  }

  /** The present extent of the outline; `warnings` are the warnings delivered with it. */
  extent(warnings: readonly Warning[]): Extent {
    return {
      events: this.#type.length,
      types: this.#types.list.length,
      names: this.#names.list.length,
      operations: this.#keys.length,
      touches: this.#touches.length,
      statuses: this.#statuses.length,
      sets: this.#sets.length,
      links: this.#links.length,
      unseen: this.#unseen.length,
      warnings,
    };
  }

  /** Everything behind `from`, at a cost that depends on the new events only. */
  since(from: Extent, warnings: readonly Warning[]): OutlineDelta {
    const touches = this.#touches.since(from.touches);
    return {
      from: from.events,
      events: this.#type.length,
      types: this.#types.list.slice(from.types),
      type: this.#type.from(from.events, Uint16Array),
      atMs: this.#atMs.from(from.events),
      flags: warned(this.#flags.from(from.events, Uint16Array), warnings, from.events),
      operation: this.#operation.from(from.events, Int32Array),
      names: this.#names.list.slice(from.names),
      keys: this.#keys.slice(from.operations),
      opened: this.#opened(from.operations),
      moved: this.#moved(touches.operation, from.operations),
      touches,
      statuses: this.#statuses.slice(from.statuses),
      sets: this.#sets.slice(from.sets),
      links: this.#links.slice(from.links),
      unseen: this.#unseen.slice(from.unseen),
      warnings: warningsBetween(from.warnings, warnings),
    };
  }

  /** Columns of the operations from an index on. */
  #opened(from: number): OpenedColumns {
    return {
      kind: this.#kind.from(from, Uint8Array),
      name: this.#name.from(from, Uint32Array),
      label: this.#label.from(from, Uint32Array),
      about: this.#about.from(from, Uint32Array),
      startsUnseen: this.#startsUnseen.from(from, Uint8Array),
      reason: this.#reason.from(from, Uint32Array),
      status: this.#status.from(from, Uint8Array),
      attempts: this.#attempts.from(from, Uint32Array),
      openedAt: this.#openedAt.from(from, Uint32Array),
      startedAt: this.#startedAt.from(from, Uint32Array),
      closedAt: this.#closedAt.from(from, Uint32Array),
      untilMs: this.#untilMs.from(from),
      task: this.#task.from(from, Int32Array),
      cause: this.#cause.from(from, Int32Array),
    };
  }

  /** New values of old operations; only operations with new events can have changed. */
  #moved(touched: Uint32Array, old: number): OutlineDelta['moved'] {
    const operation = Uint32Array.from(new Set(touched.filter((index) => index < old)));
    const of = (column: Column): Uint32Array => operation.map((index) => column.at(index));
    return {
      operation,
      reason: of(this.#reason),
      status: Uint8Array.from(of(this.#status)),
      attempts: of(this.#attempts),
      startedAt: of(this.#startedAt),
      closedAt: of(this.#closedAt),
    };
  }
}

/** The facts that an event states about its operation beside the status: indexes of names. */
type Said = { readonly failure?: number; readonly worker?: number };

/** `flags` of the events behind `from`, including the flag for warnings. */
function warned(flags: Uint16Array, warnings: readonly Warning[], from: Seq): Uint16Array {
  for (const { seq } of warnings) if (seq > from) flags[seq - from - 1]! |= eventFlags.warned;
  return flags;
}

function reasonText(failure: Failure | undefined): string {
  if (failure === undefined) return '';
  const inner = innermost(failure);
  return (inner.type ?? inner.message).slice(0, 80);
}
