// The operations that each event of a run is about, and their state after it: in the order of events while they arrive,
// arranged by operation in an outline.

import { Column } from './column.ts';
import type { Seq } from './event.ts';
import { NONE, type OperationColumns } from './outline.ts';

/** State of an operation after one of its events; columns of the outline hold the same facts. */
export type Touched = {
  readonly status: number;
  readonly attempts: number;
  readonly failure: number;
  readonly worker: number;
};

type Known = Pick<OperationColumns, 'touchSeq' | 'touchStatus' | 'touchAttempts' | 'touchFailure' | 'touchWorker'>;

/** Touches of a stretch of events, in event order. */
export type Touches = Known & { readonly operation: Uint32Array };

/** Touches arranged by operation. */
type Arranged = Known & Pick<OperationColumns, 'touchFrom' | 'touchTo'>;

export class TouchList {
  /** By operation: index of its newest touch, or NONE. */
  readonly #newest = new Column();
  readonly #operation = new Column();
  readonly #seq = new Column();
  readonly #status = new Column();
  readonly #attempts = new Column();
  readonly #failure = new Column();
  readonly #worker = new Column();

  get length(): number {
    return this.#seq.length;
  }

  /** Takes over an outline's touches, operation by operation, so that the seqs of each operation rise as required. */
  resume(columns: OperationColumns): void {
    const { count, touchFrom, touchTo } = columns;
    for (let operation = 0; operation < count; operation++) {
      const [from, to] = [touchFrom[operation]!, touchTo[operation]!];
      for (let touch = from; touch < to; touch++) this.#operation.push(operation);
      this.#seq.append(columns.touchSeq.subarray(from, to));
      this.#status.append(columns.touchStatus.subarray(from, to));
      this.#attempts.append(columns.touchAttempts.subarray(from, to));
      this.#failure.append(columns.touchFailure.subarray(from, to));
      this.#worker.append(columns.touchWorker.subarray(from, to));
      this.#newest.push(this.#seq.length - 1);
    }
  }

  /** Adds an operation without events. */
  open(): void {
    this.#newest.push(NONE);
  }

  /** Notes a touch: one entry for each event of an operation, however often the event mentions the operation. */
  note(seq: Seq, operation: number, known: Touched): void {
    const newest = this.#newest.at(operation);
    if (newest === NONE || this.#seq.at(newest) !== seq) {
      this.#newest.set(operation, this.#seq.length);
      this.#operation.push(operation);
      this.#seq.push(seq);
      this.#status.push(known.status);
      this.#attempts.push(known.attempts);
      this.#failure.push(known.failure);
      this.#worker.push(known.worker);
      return;
    }
    this.#status.set(newest, known.status);
    this.#attempts.set(newest, known.attempts);
    this.#failure.set(newest, known.failure);
    this.#worker.set(newest, known.worker);
  }

  /** Name index of an operation's failure after its newest event; 0 before its first event. */
  failureOf(operation: number): number {
    const newest = this.#newest.at(operation);
    return newest === NONE ? 0 : this.#failure.at(newest);
  }

  workerOf(operation: number): number {
    const newest = this.#newest.at(operation);
    return newest === NONE ? 0 : this.#worker.at(newest);
  }

  /** All touches after the first `from`. */
  since(from: number): Touches {
    return {
      operation: this.#operation.from(from, Uint32Array),
      touchSeq: this.#seq.from(from, Uint32Array),
      touchStatus: this.#status.from(from, Uint8Array),
      touchAttempts: this.#attempts.from(from, Uint32Array),
      touchFailure: this.#failure.from(from, Uint32Array),
      touchWorker: this.#worker.from(from, Uint32Array),
    };
  }

  /** Counting sort by operation, without spare room; the seqs of one operation keep rising. */
  arranged(): Arranged {
    const touches = this.#seq.length;
    const operations = this.#newest.length;
    const start = new Uint32Array(operations + 1);
    for (let i = 0; i < touches; i++) start[this.#operation.at(i) + 1]! += 1;
    for (let i = 0; i < operations; i++) start[i + 1]! += start[i]!;
    const next = start.slice(0, operations);
    const columns = {
      touchSeq: new Uint32Array(touches),
      touchStatus: new Uint8Array(touches),
      touchAttempts: new Uint32Array(touches),
      touchFailure: new Uint32Array(touches),
      touchWorker: new Uint32Array(touches),
    };
    for (let i = 0; i < touches; i++) {
      const at = next[this.#operation.at(i)]!++;
      columns.touchSeq[at] = this.#seq.at(i);
      columns.touchStatus[at] = this.#status.at(i);
      columns.touchAttempts[at] = this.#attempts.at(i);
      columns.touchFailure[at] = this.#failure.at(i);
      columns.touchWorker[at] = this.#worker.at(i);
    }
    return { touchFrom: start.slice(0, operations), touchTo: start.slice(1), ...columns };
  }
}
