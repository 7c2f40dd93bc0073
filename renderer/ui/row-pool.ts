// The rows of a long list that are in the page: as many as can be seen, in the order of the list, filled again and again.
//
// One of two ways to draw long lists. Lists that change in all their rows with every step of the cursor (events, the names of the timeline)
// use this pool: their rows have one height, there may be millions of them, and texts are written into elements that stay, because drawing
// forty rows through React takes longer than a frame. All other lists (library, payloads, comparison) change seldom, have rows of several
// heights, some of them measured, and are drawn through React by @tanstack/react-virtual.

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

  /** Another kind of row for a line. */
  put(line: number, row: R): void {
    this.at(line)?.element.replaceWith(row.element);
    this.#rows[line - this.#first] = row;
  }

  /**
   * From now on the rows are those of the lines `first` … `end` − 1: what leaves at one end comes in at the other. What the rows say is
   * the caller's to write. False where not one of the lines was there before.
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
