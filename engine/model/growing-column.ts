// A growing column of an outline: numbers with spare capacity.

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

const least = 64;

export class GrowingColumn<T extends Numbers> {
  #values: T;
  #length: number;
  #view: T | undefined;

  /** Copies the first entries from `begun`. */
  constructor(begun: T) {
    this.#values = withRoom(begun, begun.length);
    this.#length = begun.length;
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  push(value: number): void {
    this.#reserve(1);
    this.#values[this.#length++] = value;
    this.#view = undefined;
  }

  append(more: T): void {
    this.#reserve(more.length);
    this.#values.set(more, this.#length);
    this.#length += more.length;
    this.#view = undefined;
  }

  /** Appends `room` entries with undefined values; returns the index of the first. */
  leave(room: number): number {
    this.#reserve(room);
    this.#length += room;
    this.#view = undefined;
    return this.#length - room;
  }

  /** Copies `count` entries from one place to another. */
  copy(from: number, to: number, count: number): void {
    this.#values.copyWithin(to, from, from + count);
  }

  /** All entries, without a copy: later changes are visible in the view, later appends are not. */
  get view(): T {
    return (this.#view ??= this.#values.subarray(0, this.#length) as T);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#values.length) return;
    this.#values = withRoom(this.#values.subarray(0, this.#length) as T, this.#length + more);
  }
}

/** A copy with spare capacity of half of `length` entries. */
function withRoom<T extends Numbers>(values: T, length: number): T {
  const made = new (values.constructor as new (length: number) => T)(Math.max(least, Math.ceil(length * 1.5)));
  made.set(values);
  return made;
}
