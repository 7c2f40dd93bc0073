// An outline that grows with its run at a cost that depends on the appended events alone: its columns have spare
// capacity.

import { carryOver } from './carried.ts';
import type { Warning } from './event.ts';
import { GrowingColumn } from './growing-column.ts';
import { eventFlags, type OperationColumns, type Outline } from './outline.ts';
import type { OpenedColumns, OutlineDelta } from './outline-delta.ts';
import { TouchArena } from './touch-arena.ts';

/**
 * Returns the outline of all events and leaves `outline` unchanged. The delta must fit the outline: `delta.from` is
 * `outline.events`.
 */
export function extend(outline: Outline, delta: OutlineDelta): Outline {
  return new GrowingOutline(outline).append(delta);
}

type OperationLists = { readonly [C in keyof OpenedColumns]: GrowingColumn<OpenedColumns[C]> };

export class GrowingOutline {
  #outline: Outline;
  #columns: GrowingColumns | undefined;

  /** Leaves the given outline unchanged: the first append copies it. */
  constructor(outline: Outline) {
    this.#outline = outline;
  }

  /** The newest outline. */
  get outline(): Outline {
    return this.#outline;
  }

  /** Returns the outline of all events. Earlier outlines share its columns and must no longer be used. */
  append(delta: OutlineDelta): Outline {
    const before = this.#outline;
    this.#columns ??= new GrowingColumns(before);
    this.#columns.append(delta);
    this.#outline = {
      ...before,
      ...this.#columns.view(),
      events: delta.events,
      warnings: warningsOf(before.warnings, delta.warnings),
    };
    carryOver(before, this.#outline, delta);
    return this.#outline;
  }
}

class GrowingColumns {
  readonly #types: string[];
  readonly #names: string[];
  readonly #keys: string[];
  readonly #statuses: Outline['statuses'][number][];
  readonly #sets: Outline['sets'][number][];
  readonly #links: Outline['links'][number][];
  readonly #unseen: Outline['unseen'][number][];
  readonly #type: GrowingColumn<Uint16Array>;
  readonly #atMs: GrowingColumn<Float64Array>;
  readonly #flags: GrowingColumn<Uint16Array>;
  readonly #operation: GrowingColumn<Int32Array>;
  readonly #operations: OperationLists;
  readonly #touches: TouchArena;

  constructor(outline: Outline) {
    const { operations } = outline;
    this.#types = [...outline.types];
    this.#names = [...outline.names];
    this.#keys = [...operations.keys];
    this.#statuses = [...outline.statuses];
    this.#sets = [...outline.sets];
    this.#links = [...outline.links];
    this.#unseen = [...outline.unseen];
    this.#type = new GrowingColumn(outline.type);
    this.#atMs = new GrowingColumn(outline.atMs);
    this.#flags = new GrowingColumn(outline.flags);
    this.#operation = new GrowingColumn(outline.operation);
    this.#operations = listsOf(operations);
    this.#touches = new TouchArena(operations);
  }

  append(delta: OutlineDelta): void {
    this.#appendEvents(delta);
    this.#appendOperations(delta);
  }

  #appendEvents({
    types,
    names,
    type,
    atMs,
    flags,
    operation,
    statuses,
    sets,
    links,
    unseen,
    warnings,
  }: OutlineDelta): void {
    add(this.#types, types);
    add(this.#names, names);
    add(this.#statuses, statuses);
    add(this.#sets, sets);
    add(this.#links, links);
    add(this.#unseen, unseen);
    this.#type.append(type);
    this.#atMs.append(atMs);
    this.#flags.append(flags);
    this.#operation.append(operation);
    for (const { seq } of warnings.more)
      if (seq > 0) this.#flags.set(seq - 1, this.#flags.at(seq - 1) | eventFlags.warned);
  }

  #appendOperations({ keys, opened, moved, touches }: OutlineDelta): void {
    add(this.#keys, keys);
    const lists = this.#operations;
    for (const name of Object.keys(lists) as (keyof OpenedColumns)[])
      (lists[name] as GrowingColumn<OpenedColumns[typeof name]>).append(opened[name]);
    for (let i = 0; i < moved.operation.length; i++) {
      const operation = moved.operation[i]!;
      lists.reason.set(operation, moved.reason[i]!);
      lists.status.set(operation, moved.status[i]!);
      lists.attempts.set(operation, moved.attempts[i]!);
      lists.startedAt.set(operation, moved.startedAt[i]!);
      lists.closedAt.set(operation, moved.closedAt[i]!);
    }
    this.#touches.append(lists.kind.length, touches);
  }

  view(): Omit<Outline, 'version' | 'run' | 'dialect' | 'inTasks' | 'events' | 'warnings'> {
    return {
      types: this.#types,
      type: this.#type.view,
      atMs: this.#atMs.view,
      flags: this.#flags.view,
      operation: this.#operation.view,
      names: this.#names,
      operations: {
        count: this.#operations.kind.length,
        keys: this.#keys,
        ...viewsOf(this.#operations),
        ...this.#touches.columns,
      },
      statuses: this.#statuses,
      sets: this.#sets,
      links: this.#links,
      unseen: this.#unseen,
    };
  }
}

/** Returns the same list where no warning was added. */
function warningsOf(before: readonly Warning[], { keep, more }: OutlineDelta['warnings']): readonly Warning[] {
  return keep === before.length && more.length === 0 ? before : [...before.slice(0, keep), ...more];
}

/** Appends one by one: a function call takes a limited number of arguments. */
function add<T>(list: T[], more: readonly T[]): void {
  for (const each of more) list.push(each);
}

function listsOf(operations: OperationColumns): OperationLists {
  return {
    kind: new GrowingColumn(operations.kind),
    name: new GrowingColumn(operations.name),
    label: new GrowingColumn(operations.label),
    about: new GrowingColumn(operations.about),
    startsUnseen: new GrowingColumn(operations.startsUnseen),
    reason: new GrowingColumn(operations.reason),
    status: new GrowingColumn(operations.status),
    attempts: new GrowingColumn(operations.attempts),
    openedAt: new GrowingColumn(operations.openedAt),
    startedAt: new GrowingColumn(operations.startedAt),
    closedAt: new GrowingColumn(operations.closedAt),
    untilMs: new GrowingColumn(operations.untilMs),
    task: new GrowingColumn(operations.task),
    cause: new GrowingColumn(operations.cause),
  };
}

function viewsOf(lists: OperationLists): OpenedColumns {
  return {
    kind: lists.kind.view,
    name: lists.name.view,
    label: lists.label.view,
    about: lists.about.view,
    startsUnseen: lists.startsUnseen.view,
    reason: lists.reason.view,
    status: lists.status.view,
    attempts: lists.attempts.view,
    openedAt: lists.openedAt.view,
    startedAt: lists.startedAt.view,
    closedAt: lists.closedAt.view,
    untilMs: lists.untilMs.view,
    task: lists.task.view,
    cause: lists.cause.view,
  };
}
