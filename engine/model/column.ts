// Numbers that become one column of an outline. Every column grows in one kind of array, whatever its final kind: code
// that meets many kinds of arrays is slow, and each event appends to a dozen columns.

/** Small, because thousands of short runs may be in memory at once. */
const first = 32;

/** A growing column of 32-bit integers. */
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

  /** A copy of the entries from index `first` on, as an array of the given kind. */
  from<T>(first: number, kind: new (values: Int32Array) => T): T {
    return new kind(this.#values.subarray(first, this.#length));
  }

  #grow(): void {
    const values = new Int32Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
  }
}

/** A growing column of times in ms: fractions and NaN are allowed. */
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

  /** A copy of the entries from index `first` on. */
  from(first: number): Float64Array {
    return this.#values.slice(first, this.#length);
  }

  #grow(): void {
    const values = new Float64Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
  }
}
