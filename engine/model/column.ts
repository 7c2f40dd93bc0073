// A typed array that grows: one column of an outline while it is built.

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

export class Column<T extends Numbers> {
  #values: T;
  #length = 0;

  constructor(empty: T) {
    this.#values = empty;
  }

  get length(): number {
    return this.#length;
  }

  /** Index of the new entry. */
  push(value: number): number {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length] = value;
    return this.#length++;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The entries, in memory of their own. */
  finish(): T {
    return this.#values.slice(0, this.#length) as T;
  }

  #grow(): void {
    const Kind = this.#values.constructor as new (length: number) => T;
    const values = new Kind(Math.max(256, this.#values.length * 2));
    values.set(this.#values);
    this.#values = values;
  }
}
