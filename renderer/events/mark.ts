// A glyph in a row for something unusual: in the page only while it has a label.

import { writeAttribute } from '../ui/live.ts';

export class Mark {
  readonly #copy: () => Element;
  readonly #className: string;
  #element: Element | null = null;

  /** `copy` creates the glyph. */
  constructor(copy: () => Element, className = '') {
    this.#copy = copy;
    this.#className = className;
  }

  /** `put` inserts the glyph; a null label removes it. */
  say(label: string | null, title: string | null, put: (mark: Element) => void): void {
    if (label === null) {
      this.#element?.remove();
      this.#element = null;
      return;
    }
    if (this.#element === null) {
      this.#element = this.#make();
      put(this.#element);
    }
    writeAttribute(this.#element, 'title', title);
    this.#element.firstElementChild?.setAttribute('aria-label', label);
  }

  #make(): Element {
    const element = document.createElement('span');
    element.className = this.#className;
    element.append(this.#copy());
    return element;
  }
}
