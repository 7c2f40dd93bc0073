// Insertions into a text. No insertion contains a line break, so line numbers stay.

export class Edits {
  readonly #text: string;
  /** Insertions that end with the text before a place, and those that begin with the text after it. */
  readonly #closing = new Map<number, string>();
  readonly #opening = new Map<number, string>();
  readonly #replaced = new Map<number, { readonly end: number; readonly by: string }>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Inserts behind earlier closing insertions at the place. */
  close(at: number, text: string): void {
    this.#closing.set(at, (this.#closing.get(at) ?? '') + text);
  }

  /** Inserts behind all closing insertions at the place, and behind earlier opening ones. */
  open(at: number, text: string): void {
    this.#opening.set(at, (this.#opening.get(at) ?? '') + text);
  }

  replace(start: number, end: number, by: string): void {
    this.#replaced.set(start, { end, by });
  }

  toString(): string {
    const places = new Set([...this.#closing.keys(), ...this.#opening.keys(), ...this.#replaced.keys()]);
    let text = '';
    let at = 0;
    for (const place of [...places].toSorted((a, b) => a - b)) {
      text += this.#text.slice(at, place) + (this.#closing.get(place) ?? '') + (this.#opening.get(place) ?? '');
      const replaced = this.#replaced.get(place);
      text += replaced?.by ?? '';
      at = replaced?.end ?? place;
    }
    return text + this.#text.slice(at);
  }
}
