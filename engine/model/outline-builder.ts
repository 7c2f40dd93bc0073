// Builds an outline in one pass over explained events. Keeps columns only, so that a million events fit; obeys the laws of the fold.

import type { Effect, Failure, OperationStatus } from './effect.ts';
import { innermost, isBad, isClosed, kindOfKey } from './effect.ts';
import type { DialectId, RunId, Seq, Warning } from './event.ts';
import type { Explanation } from './explanation.ts';
import type { Outline } from './outline.ts';
import { eventFlags, firstClosedStatus, kindIndex, NONE, OUTLINE_VERSION, statusIndex } from './outline.ts';
import type { Link, OperationEffect } from './state.ts';

export class OutlineBuilder {
  readonly #types = new Names();
  readonly #names = new Names('');
  readonly #type: number[] = [];
  readonly #atMs: number[] = [];
  readonly #flags: number[] = [];
  readonly #operation: number[] = [];

  readonly #index = new Map<string, number>();
  /** Operations of housekeeping events by the event's own id: what `task` refers to. */
  readonly #tasks = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #kind: number[] = [];
  readonly #name: number[] = [];
  readonly #label: number[] = [];
  readonly #reason: number[] = [];
  readonly #status: number[] = [];
  readonly #attempts: number[] = [];
  readonly #openedAt: number[] = [];
  readonly #startedAt: number[] = [];
  readonly #closedAt: number[] = [];
  readonly #untilMs: number[] = [];
  readonly #task: number[] = [];
  readonly #cause: number[] = [];

  readonly #touchOperation: number[] = [];
  readonly #touchSeq: number[] = [];
  readonly #touchStatus: number[] = [];

  readonly #statuses: Outline['statuses'][number][] = [];
  readonly #sets: Outline['sets'][number][] = [];
  readonly #links: Link[] = [];
  readonly #warnings: Warning[] = [];

  /** Events must come in order of seq, from 1, each once. */
  add(atMs: number | null, type: string, explanation: Explanation): void {
    const seq = this.#type.length + 1;
    this.#type.push(this.#types.indexOf(type));
    this.#atMs.push(atMs ?? Number.NaN);
    this.#operation.push(NONE);
    this.#flags.push(
      (explanation.bookkeeping ? eventFlags.bookkeeping : 0) | (explanation.wakes ? eventFlags.wakes : 0),
    );
    for (const effect of explanation.effects) this.#apply(seq, effect);
    const operation = this.#operation[seq - 1]!;
    if (explanation.bookkeeping && explanation.id !== undefined && operation !== NONE) this.#tasks.set(explanation.id, operation);
  }

  warn(warning: Warning): void {
    this.#warnings.push(warning);
    if (warning.seq > 0) this.#flag(warning.seq, eventFlags.warned);
  }

  #apply(seq: Seq, effect: Effect): void {
    if (effect.type === 'set') {
      this.#sets.push({ seq, name: effect.name });
    } else if (effect.type === 'link') {
      const { type: _, ...rest } = effect;
      this.#links.push({ seq, ...rest });
    } else if (effect.type === 'run') {
      this.#statuses.push({ seq, status: effect.status });
      this.#flag(seq, eventFlags.runs | (isBad(effect.status) ? eventFlags.bad : 0));
    } else {
      this.#applyToOperation(seq, effect);
    }
  }

  #applyToOperation(seq: Seq, effect: OperationEffect): void {
    const known = this.#index.get(effect.key);
    const operation = known ?? this.#open(seq, effect);
    if (this.#operation[seq - 1] === NONE) this.#operation[seq - 1] = operation;
    if (effect.type !== 'open') this.#move(seq, operation, effect);
    else if (known !== undefined) this.#reopen(known);
    this.#touch(seq, operation);
  }

  #open(seq: Seq, effect: OperationEffect): number {
    const open = effect.type === 'open' ? effect : undefined;
    const operation = this.#keys.push(effect.key) - 1;
    this.#index.set(effect.key, operation);
    this.#kind.push(kindIndex[open?.kind ?? kindOfKey(effect.key)]);
    this.#name.push(this.#names.indexOf(open?.name ?? effect.key));
    this.#label.push(this.#names.indexOf(open?.label ?? ''));
    this.#reason.push(0);
    this.#status.push(statusIndex.scheduled);
    this.#attempts.push(open?.attempt ?? 0);
    this.#openedAt.push(seq);
    this.#startedAt.push(0);
    this.#closedAt.push(0);
    this.#untilMs.push(open?.untilMs ?? Number.NaN);
    this.#task.push(open?.task === undefined ? NONE : (this.#tasks.get(open.task) ?? NONE));
    this.#cause.push(open?.cause === undefined ? NONE : (this.#index.get(open.cause) ?? NONE));
    this.#flag(seq, eventFlags.opens);
    return operation;
  }

  #reopen(operation: number): void {
    if ((this.#status[operation] ?? 0) < firstClosedStatus) return;
    this.#status[operation] = statusIndex.scheduled;
    this.#closedAt[operation] = 0;
    this.#attempts[operation]! += 1;
  }

  #move(seq: Seq, operation: number, effect: Exclude<OperationEffect, { type: 'open' }>): void {
    if ((this.#status[operation] ?? 0) >= firstClosedStatus) return;
    const status: OperationStatus = effect.status;
    const attempt = effect.attempt ?? (status === 'started' ? 1 : 0);
    this.#status[operation] = statusIndex[status];
    this.#attempts[operation] = Math.max(this.#attempts[operation] ?? 0, attempt);
    if (status === 'started' && this.#startedAt[operation] === 0) this.#startedAt[operation] = seq;
    if (isClosed(status)) {
      this.#closedAt[operation] = seq;
      this.#flag(seq, eventFlags.closes | (isBad(status) ? eventFlags.bad : 0));
    }
    if (effect.failure !== undefined || isClosed(status)) this.#reason[operation] = this.#names.indexOf(reasonText(effect.failure));
  }

  #touch(seq: Seq, operation: number): void {
    const last = this.#touchSeq.length - 1;
    if (this.#touchSeq[last] === seq && this.#touchOperation[last] === operation) {
      this.#touchStatus[last] = this.#status[operation] ?? 0;
      return;
    }
    this.#touchOperation.push(operation);
    this.#touchSeq.push(seq);
    this.#touchStatus.push(this.#status[operation] ?? 0);
  }

  #flag(seq: Seq, bits: number): void {
    this.#flags[seq - 1] = (this.#flags[seq - 1] ?? 0) | bits;
  }

  finish(run: RunId, dialect: DialectId): Outline {
    return {
      version: OUTLINE_VERSION,
      run,
      dialect,
      events: this.#type.length,
      types: this.#types.list,
      type: Uint16Array.from(this.#type),
      atMs: Float64Array.from(this.#atMs),
      flags: Uint8Array.from(this.#flags),
      operation: Int32Array.from(this.#operation),
      names: this.#names.list,
      operations: {
        count: this.#keys.length,
        keys: this.#keys,
        kind: Uint8Array.from(this.#kind),
        name: Uint32Array.from(this.#name),
        label: Uint32Array.from(this.#label),
        reason: Uint32Array.from(this.#reason),
        status: Uint8Array.from(this.#status),
        attempts: Uint32Array.from(this.#attempts),
        openedAt: Uint32Array.from(this.#openedAt),
        startedAt: Uint32Array.from(this.#startedAt),
        closedAt: Uint32Array.from(this.#closedAt),
        untilMs: Float64Array.from(this.#untilMs),
        task: Int32Array.from(this.#task),
        cause: Int32Array.from(this.#cause),
        ...this.#touches(),
      },
      statuses: this.#statuses,
      sets: this.#sets,
      links: this.#links,
      warnings: this.#warnings,
    };
  }

  /** A counting sort by operation; within one the seqs keep rising. */
  #touches(): Pick<Outline['operations'], 'touchStart' | 'touchSeq' | 'touchStatus'> {
    const touchStart = new Uint32Array(this.#keys.length + 1);
    for (const operation of this.#touchOperation) touchStart[operation + 1]! += 1;
    for (let i = 0; i < this.#keys.length; i++) touchStart[i + 1]! += touchStart[i]!;
    const next = touchStart.slice();
    const touchSeq = new Uint32Array(this.#touchSeq.length);
    const touchStatus = new Uint8Array(this.#touchSeq.length);
    this.#touchOperation.forEach((operation, i) => {
      const at = next[operation]!++;
      touchSeq[at] = this.#touchSeq[i]!;
      touchStatus[at] = this.#touchStatus[i]!;
    });
    return { touchStart, touchSeq, touchStatus };
  }
}

function reasonText(failure: Failure | undefined): string {
  if (failure === undefined) return '';
  const inner = innermost(failure);
  return (inner.type ?? inner.message).slice(0, 80);
}

/** Texts by number: each kept once. */
class Names {
  readonly list: string[] = [];
  readonly #index = new Map<string, number>();
  /** Operations of housekeeping events by the event's own id: what `task` refers to. */
  readonly #tasks = new Map<string, number>();

  constructor(...first: string[]) {
    for (const name of first) this.indexOf(name);
  }

  indexOf(name: string): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    this.#index.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}
