// A cell with a number, aligned with those above and below at the decimal point.

import { writeText } from '../ui/live.ts';
import { atDecimalPoint } from '../ui/decimals.ts';
import { cellOf } from './row-elements.ts';
import styles from './event-list.module.css';

export class NumberCell {
  readonly element: HTMLSpanElement;
  readonly #before = document.createElement('span');
  readonly #whole = document.createElement('span');
  readonly #rest = document.createElement('span');

  constructor(className: string | undefined) {
    this.element = cellOf(`${className ?? ''} ${styles.number ?? ''}`);
    this.#rest.className = styles.rest ?? '';
    this.element.append(this.#before, this.#whole, this.#rest);
  }

  /** `before`: a text at the left end of the cell. */
  write(number: string, before = ''): void {
    const [whole, rest] = atDecimalPoint(number);
    writeText(this.#before, before);
    writeText(this.#whole, whole);
    writeText(this.#rest, rest);
  }
}
