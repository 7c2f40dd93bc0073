// The rows of a long list in the page: as many as are visible, in list order, refilled on scrolling.
//
// One of two ways to draw long lists. Lists whose rows all change at every cursor step (events, the names of the
// timeline) use this pool: their rows have one height, there may be millions of them, and texts are written into
// permanent elements, because rendering forty rows through React takes longer than a frame. All other lists (library,
// payloads, comparison) change seldom, have rows of several heights, some of them measured, and are rendered through
// React by @tanstack/react-virtual.

export type PooledRow = { readonly element: Element };

export class RowPool<R extends PooledRow> {
  readonly #parent: Element;
  readonly #make: () => R;
  #rows: R[] = [];
  #first = 0;

  constructor(parent: Element, make: () => R) {
    this.#parent = parent;
    this.#make = make;
  }

  get rows(): readonly R[] {
    return this.#rows;
  }

  at(line: number): R | undefined {
    return this.#rows[line - this.#first];
  }

  /** Replaces the row of a line by a row of another kind. */
  put(line: number, row: R): void {
    this.at(line)?.element.replaceWith(row.element);
    this.#rows[line - this.#first] = row;
  }

  /**
   * Makes the rows those of the lines `first` … `end` − 1: rows that leave at one end come in at the other. The caller
   * writes their texts. False where no line was there before.
   */
  span(first: number, end: number): boolean {
    this.#resize(end - first);
    const down = first - this.#first;
    this.#first = first;
    if (Math.abs(down) >= this.#rows.length) return false;
    if (down > 0) this.#down(down);
    else if (down < 0) this.#up(-down);
    return true;
  }

  clear(): void {
    this.#resize(0);
  }

  #resize(count: number): void {
    while (this.#rows.length > count) this.#rows.pop()?.element.remove();
    while (this.#rows.length < count) {
      const row = this.#make();
      this.#rows.push(row);
      this.#parent.append(row.element);
    }
  }

  #down(lines: number): void {
    const moved = this.#rows.slice(0, lines);
    this.#rows = [...this.#rows.slice(lines), ...moved];
    this.#parent.append(...moved.map(({ element }) => element));
  }

  #up(lines: number): void {
    const moved = this.#rows.slice(this.#rows.length - lines);
    this.#rows = [...moved, ...this.#rows.slice(0, this.#rows.length - lines)];
    this.#parent.prepend(...moved.map(({ element }) => element));
  }
}
