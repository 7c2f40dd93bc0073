// The events of each operation side by side, with spare capacity: an operation that outgrows its room moves to the end
// and gets twice the room.

import { GrowingColumn } from './growing-column.ts';
import type { OperationColumns } from './outline.ts';
import type { Touches } from './touch-list.ts';

type Columns = Pick<
  OperationColumns,
  'touchFrom' | 'touchTo' | 'touchSeq' | 'touchStatus' | 'touchAttempts' | 'touchFailure' | 'touchWorker'
>;

/** Most operations have three events: scheduled, started and closed. */
const firstRoom = 3;

export class TouchArena {
  readonly #from: GrowingColumn<Uint32Array>;
  readonly #to: GrowingColumn<Uint32Array>;
  /** End of each operation's room. */
  readonly #room: GrowingColumn<Uint32Array>;
  readonly #seq: GrowingColumn<Uint32Array>;
  readonly #status: GrowingColumn<Uint8Array>;
  readonly #attempts: GrowingColumn<Uint32Array>;
  readonly #failure: GrowingColumn<Uint32Array>;
  readonly #worker: GrowingColumn<Uint32Array>;

  /** Copies the touches of an outline. */
  constructor({ touchFrom, touchTo, touchSeq, touchStatus, touchAttempts, touchFailure, touchWorker }: Columns) {
    this.#from = new GrowingColumn(touchFrom);
    this.#to = new GrowingColumn(touchTo);
    this.#room = new GrowingColumn(touchTo);
    this.#seq = new GrowingColumn(touchSeq);
    this.#status = new GrowingColumn(touchStatus);
    this.#attempts = new GrowingColumn(touchAttempts);
    this.#failure = new GrowingColumn(touchFailure);
    this.#worker = new GrowingColumn(touchWorker);
  }

  /** `operations`: the new number of operations. */
  append(operations: number, touches: Touches): void {
    while (this.#from.length < operations) this.#open();
    for (let i = 0; i < touches.operation.length; i++) {
      const at = this.#next(touches.operation[i]!);
      this.#seq.set(at, touches.touchSeq[i]!);
      this.#status.set(at, touches.touchStatus[i]!);
      this.#attempts.set(at, touches.touchAttempts[i]!);
      this.#failure.set(at, touches.touchFailure[i]!);
      this.#worker.set(at, touches.touchWorker[i]!);
    }
  }

  get columns(): Columns {
    return {
      touchFrom: this.#from.view,
      touchTo: this.#to.view,
      touchSeq: this.#seq.view,
      touchStatus: this.#status.view,
      touchAttempts: this.#attempts.view,
      touchFailure: this.#failure.view,
      touchWorker: this.#worker.view,
    };
  }

  #open(): void {
    const from = this.#leave(firstRoom);
    this.#from.push(from);
    this.#to.push(from);
    this.#room.push(from + firstRoom);
  }

  /** Index for the operation's next event. */
  #next(operation: number): number {
    if (this.#to.at(operation) === this.#room.at(operation)) this.#move(operation);
    const at = this.#to.at(operation);
    this.#to.set(operation, at + 1);
    return at;
  }

  #move(operation: number): void {
    const from = this.#from.at(operation);
    const count = this.#to.at(operation) - from;
    const isLast = from + count === this.#seq.length;
    const room = Math.max(firstRoom, isLast ? count : count * 2);
    const at = this.#leave(room);
    if (isLast) {
      this.#room.set(operation, at + room);
      return;
    }
    for (const column of [this.#seq, this.#status, this.#attempts, this.#failure, this.#worker])
      column.copy(from, at, count);
    this.#from.set(operation, at);
    this.#to.set(operation, at + count);
    this.#room.set(operation, at + room);
  }

  #leave(room: number): number {
    for (const column of [this.#status, this.#attempts, this.#failure, this.#worker]) column.leave(room);
    return this.#seq.leave(room);
  }
}
