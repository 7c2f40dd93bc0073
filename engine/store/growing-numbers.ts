// A growing list of numbers, eight bytes each: holds a million offsets without a million objects.

export class GrowingNumbers {
  #numbers = new Float64Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = number;
  }

  /** The index must exist. */
  at(index: number): number {
    return this.#numbers[index]!;
  }
}
