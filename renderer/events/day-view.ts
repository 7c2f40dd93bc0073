// The row with the name of a day.

import { dateText } from '../ui/clock.ts';
import { writeAttribute, writeText } from '../ui/live.ts';
import { cellOf, rowOf } from './row-elements.ts';
import styles from './event-list.module.css';

export class DayView {
  readonly type = 'day';
  readonly element = rowOf(styles.day);
  readonly #cell = cellOf();

  constructor() {
    this.element.append(this.#cell);
  }

  place(line: number): void {
    writeAttribute(this.element, 'aria-rowindex', String(line + 2));
  }

  show(atMs: number, utc: boolean): void {
    writeText(this.#cell, `${weekday(atMs, utc)} ${dateText(atMs, utc)}`);
  }
}

const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function weekday(atMs: number, utc: boolean): string {
  const at = new Date(atMs);
  return names[utc ? at.getUTCDay() : at.getDay()] ?? '';
}
