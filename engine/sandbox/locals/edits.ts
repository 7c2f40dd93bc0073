// Insertions into a text. No line break is ever inserted: lines stay what they are.

export class Edits {
  readonly #text: string;
  /** What ends with the text before a place, and what begins with the text behind it. */
  readonly #closing = new Map<number, string>();
  readonly #opening = new Map<number, string>();
  readonly #replaced = new Map<number, { readonly end: number; readonly by: string }>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Behind what was inserted there to close before. */
  close(at: number, text: string): void {
    this.#closing.set(at, (this.#closing.get(at) ?? '') + text);
  }

  /** Behind all that closes there, and behind what was inserted there to open before. */
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
