// Numbers that become one column of an outline: they grow in one kind of array, whatever the column is in the end, because code
// that meets many kinds of arrays is slow, and these are pushed to a dozen times for every event.

/** There may be thousands of short runs at once. */
const first = 32;

/** Whole numbers of 32 bits. */
export class Column {
  #values = new Int32Array(first);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  append(values: ArrayLike<number>): void {
    while (this.#length + values.length > this.#values.length) this.#grow();
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The entries from an index on in memory of their own, as that kind of array. */
  from<T>(first: number, kind: { from(values: Int32Array): T }): T {
    return kind.from(this.#values.subarray(first, this.#length));
  }

  #grow(): void {
    const values = new Int32Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
  }
}

/** Times: fractions and NaN. */
export class TimeColumn {
  #values = new Float64Array(first);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  append(values: ArrayLike<number>): void {
    while (this.#length + values.length > this.#values.length) this.#grow();
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  /** The entries from an index on, in memory of their own. */
  from(first: number): Float64Array {
    return this.#values.slice(first, this.#length);
  }

  #grow(): void {
    const values = new Float64Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
  }
}
