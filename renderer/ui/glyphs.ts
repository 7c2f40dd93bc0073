// Clones of the glyphs in a stock, for rows outside React.

import { must } from '../../engine/model/assert.ts';

export class Glyphs<N extends string> {
  readonly #stock: Element;
  readonly #known = new Map<N, Element>();

  constructor(stock: Element) {
    this.#stock = stock;
  }

  copy(name: N): Element {
    const known =
      this.#known.get(name) ??
      must(this.#stock.querySelector(`[data-glyph=${name}]`)?.firstElementChild, `the glyph ${name}`);
    this.#known.set(name, known);
    return known.cloneNode(true) as Element;
  }
}
