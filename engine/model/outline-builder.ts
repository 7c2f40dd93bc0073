// Builds an outline in one pass over explained events, or goes on with one. Keeps columns only, so that a million events fit; obeys the
// laws of the fold.

import { Column, TimeColumn } from './column.ts';
import type { Effect, Failure, OperationKey } from './effect.ts';
import { failureLine, innermost, isBad, isClosed, kindOfKey, nameOfKey, operationStatuses } from './effect.ts';
import type { DialectId, RunId, Seq, Warning } from './event.ts';
import type { Explanation } from './explanation.ts';
import type { OperationColumns, Outline } from './outline.ts';
import { eventFlags, kindIndex, NONE, OUTLINE_VERSION, statusIndex } from './outline.ts';
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

/** A column numbers no more of them; those that come after share a name. */
const mostTypes = 65_535;

/** What a builder knows beside its outline, as plain values. `taskIds` and `tasks` are two columns of one table. */
export type BuilderRest = {
  readonly taskIds: readonly string[];
  readonly tasks: Int32Array;
  /** Operations whose writer counts attempts from 0. */
  readonly countFromZero: Uint32Array;
  readonly otherNames: readonly (readonly [OperationKey, OperationKey])[];
};

export class OutlineBuilder {
  readonly #types = new Names();
  readonly #names = new Names('');
  readonly #type = new Column();
  readonly #atMs = new TimeColumn();
  readonly #flags = new Column();
  readonly #operation = new Column();

  readonly #operationNames = new OperationNames();
  readonly #index = new Map<string, number>();
  /** Operations of housekeeping events by the event's own id: what `task` refers to. */
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
  /** 1 = its writer counts them from 0. */
  readonly #fromZero = new Column();
  readonly #openedAt = new Column();
  readonly #startedAt = new Column();
  readonly #closedAt = new Column();
  readonly #untilMs = new TimeColumn();
  readonly #task = new Column();
  readonly #cause = new Column();
  /** Of each operation, by now: its newest failure, and who took it last. */
  readonly #failure = new Column();
  readonly #worker = new Column();

  /** Of each operation: where its newest touch is. */
  readonly #lastTouch = new Column();
  readonly #touchOperation = new Column();
  readonly #touchSeq = new Column();
  readonly #touchStatus = new Column();
  readonly #touchAttempts = new Column();
  readonly #touchFailure = new Column();
  readonly #touchWorker = new Column();

  readonly #statuses: Outline['statuses'][number][] = [];
  readonly #sets: Outline['sets'][number][] = [];
  readonly #links: Link[] = [];

  /** Goes on behind an outline: what is added then makes the outline of all of it. `rest` is what its builder said beside it. */
  static resume(outline: Outline, rest: BuilderRest): OutlineBuilder {
    const builder = new OutlineBuilder();
    builder.#resumeEvents(outline);
    builder.#resumeOperations(outline.operations, rest);
    builder.#resumeTouches(outline.operations);
    builder.#operationNames.add(rest.otherNames);
    for (const [i, id] of rest.taskIds.entries()) builder.#tasks.set(id, rest.tasks[i] ?? NONE);
    return builder;
  }

  #resumeEvents({ types, type, atMs, flags, operation, names, statuses, sets, links }: Outline): void {
    this.#types.add(types);
    this.#names.add(names);
    this.#type.append(type);
    this.#atMs.append(atMs);
    this.#flags.append(flags.map((bits) => bits & ~eventFlags.warned));
    this.#operation.append(operation);
    this.#statuses.push(...statuses);
    for (const set of sets) this.#sets.push(set);
    for (const link of links) this.#links.push(link);
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

  /** Operation by operation: an order in which those of each one rise, as they must. The last touch knows what is known by now. */
  #resumeTouches({
    count,
    touchStart,
    touchSeq,
    touchStatus,
    touchAttempts,
    touchFailure,
    touchWorker,
  }: OperationColumns): void {
    for (let operation = 0; operation < count; operation++) {
      const [from, to] = [touchStart[operation]!, touchStart[operation + 1]!];
      for (let touch = from; touch < to; touch++) this.#touchOperation.push(operation);
      this.#lastTouch.push(to - 1);
      this.#failure.push(touchFailure[to - 1]!);
      this.#worker.push(touchWorker[to - 1]!);
    }
    this.#touchSeq.append(touchSeq);
    this.#touchStatus.append(touchStatus);
    this.#touchAttempts.append(touchAttempts);
    this.#touchFailure.append(touchFailure);
    this.#touchWorker.append(touchWorker);
  }

  /** What it takes to go on, and is not in the outline. */
  rest(): BuilderRest {
    const countFromZero: number[] = [];
    for (let i = 0; i < this.#keys.length; i++) if (this.#fromZero.at(i) === 1) countFromZero.push(i);
    return {
      taskIds: [...this.#tasks.keys()],
      tasks: Int32Array.from(this.#tasks.values()),
      countFromZero: Uint32Array.from(countFromZero),
      otherNames: this.#operationNames.others(),
    };
  }

  get events(): number {
    return this.#type.length;
  }

  /** Events must come in order of seq, from 1, each once. */
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
        });
        this.#flag(seq, eventFlags.runs | (isBad(effect.status) ? eventFlags.bad : 0));
        return;
      case 'mentionRun':
        this.#flag(seq, eventFlags.unclear);
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
    if (known !== undefined || effect.type !== 'open') this.#move(seq, operation, effect);
    this.#touch(seq, operation);
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
    this.#failure.push(0);
    this.#worker.push(0);
    this.#reason.push(0);
    this.#lastTouch.push(NONE);
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

  #move(seq: Seq, operation: number, effect: OperationEffect): void {
    const before = this.#standing(operation);
    const after = nextStanding(before, effect, seq);
    if (after === before) return;
    this.#status.set(operation, statusIndex[after.status]);
    this.#attempts.set(operation, after.attempts);
    this.#fromZero.set(operation, after.countsFromZero ? 1 : 0);
    this.#startedAt.set(operation, after.startedAt ?? 0);
    this.#closedAt.set(operation, after.closedAt ?? 0);
    if (effect.type === 'advance' || effect.type === 'close') this.#said(seq, operation, effect);
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

  #said(seq: Seq, operation: number, effect: MoveEffect): void {
    const { status, failure } = effect;
    if (failure !== undefined) this.#failure.set(operation, this.#names.indexOf(failureLine(failure, 120)));
    if (effect.type === 'advance' && effect.worker !== undefined)
      this.#worker.set(operation, this.#names.indexOf(effect.worker));
    if (isClosed(status)) this.#flag(seq, eventFlags.closes | (isBad(status) ? eventFlags.bad : 0));
    if (failure !== undefined || isClosed(status))
      this.#reason.set(operation, this.#names.indexOf(reasonText(failure)));
  }

  /** One entry for each event of an operation, however often the event speaks of it. */
  #touch(seq: Seq, operation: number): void {
    const last = this.#lastTouch.at(operation);
    if (last !== NONE && this.#touchSeq.at(last) === seq) {
      this.#touchStatus.set(last, this.#status.at(operation));
      this.#touchAttempts.set(last, this.#attempts.at(operation));
      this.#touchFailure.set(last, this.#failure.at(operation));
      this.#touchWorker.set(last, this.#worker.at(operation));
      return;
    }
    this.#lastTouch.set(operation, this.#touchSeq.length);
    this.#touchOperation.push(operation);
    this.#touchSeq.push(seq);
    this.#touchStatus.push(this.#status.at(operation));
    this.#touchAttempts.push(this.#attempts.at(operation));
    this.#touchFailure.push(this.#failure.at(operation));
    this.#touchWorker.push(this.#worker.at(operation));
  }

  #flag(seq: Seq, bits: number): void {
    this.#flags.set(seq - 1, this.#flags.at(seq - 1) | bits);
  }

  /** The outline of the events so far; more may be added afterwards. */
  finish(run: RunId, dialect: DialectId, warnings: readonly Warning[] = []): Outline {
    return {
      version: OUTLINE_VERSION,
      run,
      dialect,
      events: this.#type.length,
      types: [...this.#types.list],
      type: this.#type.finish(Uint16Array),
      atMs: this.#atMs.finish(),
      flags: this.#warned(warnings),
      operation: this.#operation.finish(Int32Array),
      names: [...this.#names.list],
      operations: {
        count: this.#keys.length,
        keys: [...this.#keys],
        kind: this.#kind.finish(Uint8Array),
        name: this.#name.finish(Uint32Array),
        label: this.#label.finish(Uint32Array),
        about: this.#about.finish(Uint32Array),
        startsUnseen: this.#startsUnseen.finish(Uint8Array),
        reason: this.#reason.finish(Uint32Array),
        status: this.#status.finish(Uint8Array),
        attempts: this.#attempts.finish(Uint32Array),
        openedAt: this.#openedAt.finish(Uint32Array),
        startedAt: this.#startedAt.finish(Uint32Array),
        closedAt: this.#closedAt.finish(Uint32Array),
        untilMs: this.#untilMs.finish(),
        task: this.#task.finish(Int32Array),
        cause: this.#cause.finish(Int32Array),
        ...this.#touches(),
      },
      statuses: [...this.#statuses],
      sets: [...this.#sets],
      links: [...this.#links],
      warnings,
    };
  }

  #warned(warnings: readonly Warning[]): Uint16Array {
    const flags = this.#flags.finish(Uint16Array);
    for (const { seq } of warnings) if (seq > 0) flags[seq - 1]! |= eventFlags.warned;
    return flags;
  }

  /** A counting sort by operation; within one the seqs keep rising. */
  #touches(): Touches {
    const touches = this.#touchSeq.length;
    const touchStart = new Uint32Array(this.#keys.length + 1);
    for (let i = 0; i < touches; i++) touchStart[this.#touchOperation.at(i) + 1]! += 1;
    for (let i = 0; i < this.#keys.length; i++) touchStart[i + 1]! += touchStart[i]!;
    const next = touchStart.slice();
    const columns = {
      touchSeq: new Uint32Array(touches),
      touchStatus: new Uint8Array(touches),
      touchAttempts: new Uint32Array(touches),
      touchFailure: new Uint32Array(touches),
      touchWorker: new Uint32Array(touches),
    };
    for (let i = 0; i < touches; i++) {
      const at = next[this.#touchOperation.at(i)]!++;
      columns.touchSeq[at] = this.#touchSeq.at(i);
      columns.touchStatus[at] = this.#touchStatus.at(i);
      columns.touchAttempts[at] = this.#touchAttempts.at(i);
      columns.touchFailure[at] = this.#touchFailure.at(i);
      columns.touchWorker[at] = this.#touchWorker.at(i);
    }
    return { touchStart, ...columns };
  }
}

type Touches = Pick<
  Outline['operations'],
  'touchStart' | 'touchSeq' | 'touchStatus' | 'touchAttempts' | 'touchFailure' | 'touchWorker'
>;

function reasonText(failure: Failure | undefined): string {
  if (failure === undefined) return '';
  const inner = innermost(failure);
  return (inner.type ?? inner.message).slice(0, 80);
}

/** Texts by number: each kept once. */
class Names {
  readonly list: string[] = [];
  readonly #index = new Map<string, number>();

  constructor(...first: string[]) {
    this.add(first);
  }

  add(names: readonly string[]): void {
    for (const name of names) this.indexOf(name);
  }

  has(name: string): boolean {
    return this.#index.has(name);
  }

  indexOf(name: string): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    this.#index.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}
