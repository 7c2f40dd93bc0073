// Texts by number: each text is kept once, in order of first occurrence.

export class NameList {
  readonly list: string[] = [];
  readonly #index = new Map<string, number>();

  constructor(...first: string[]) {
    this.add(first);
  }

  add(names: readonly string[]): void {
    for (const name of names) this.indexOf(name);
  }

  has(name: string): boolean {
    return this.#index.has(name);
  }

  indexOf(name: string): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    this.#index.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}
