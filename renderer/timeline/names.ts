// The names at the left of the timeline: as many rows as are in view, filled again and again.

import { countUpTo, openedCount } from '../../engine/model/cursor.ts';
import type { OperationKind } from '../../engine/model/effect.ts';
import { finalStatusOf, kindOf, type Outline } from '../../engine/model/outline.ts';
import { fullNameOf, labelOf } from '../../engine/model/operation-name.ts';
import { Glyphs } from '../ui/glyphs.ts';
import { kindLook } from '../ui/kinds.ts';
import { writeAttribute, writeHidden, writeText } from '../ui/live.ts';
import { lineText } from '../ui/plain-text.ts';
import { RowPool } from '../ui/row-pool.ts';
import { statusLook } from '../ui/statuses.ts';
import { ROW } from './rows.ts';
import type { Scene } from './scene.ts';
import styles from './names.module.css';

/** The element of an operation's row, for `aria-activedescendant`. */
export function optionId(operation: number): string {
  return `timeline-row-${operation}`;
}

export class Names {
  readonly #element: HTMLElement;
  readonly #pool: RowPool<NameRow>;

  /** `stock` has a glyph of each kind. */
  constructor(element: HTMLElement, stock: Element) {
    this.#element = element;
    const glyphs = new Glyphs<OperationKind>(stock);
    this.#pool = new RowPool(element, () => new NameRow(glyphs));
  }

  /** `most` rows are in view at once. */
  show({ outline, operations, rows, top, cursor, selected }: Scene, most: number): void {
    const count = Math.min(most, operations.length);
    const first = Math.max(0, Math.min(rows.first, operations.length - count));
    this.#pool.span(first, first + count);
    // Rows are in order of opening: the future begins at one of them.
    const future = countUpTo(operations, openedCount(outline, cursor) - 1);
    for (let row = first; row < first + count; row++) {
      const operation = operations[row];
      if (operation !== undefined)
        this.#pool.at(row)?.show(outline, {
          operation,
          row,
          rows: operations.length,
          selected: operation === selected,
          future: row >= future,
        });
    }
    this.#element.style.transform = `translateY(${first * ROW - top}px)`;
  }

  clear(): void {
    this.#pool.clear();
  }
}

type Shown = {
  readonly operation: number;
  readonly row: number;
  readonly rows: number;
  readonly selected: boolean;
  readonly future: boolean;
};

class NameRow {
  readonly element = document.createElement('div');
  readonly #glyphs: Glyphs<OperationKind>;
  readonly #name = spanOf(styles.name);
  readonly #fullName = new Text();
  readonly #label = spanOf(styles.label);
  readonly #attempts = spanOf(styles.attempts);
  readonly #spoken = spanOf(styles.spoken);
  #glyph: Element | null = null;
  #kind: OperationKind | null = null;
  #outline: Outline | null = null;
  #shown: Shown | null = null;

  constructor(glyphs: Glyphs<OperationKind>) {
    this.#glyphs = glyphs;
    this.element.role = 'option';
    this.element.className = styles.row ?? '';
    this.#name.append(this.#fullName, this.#label);
    this.element.append(this.#name, this.#attempts, this.#spoken);
  }

  show(outline: Outline, shown: Shown): void {
    const before = this.#outline === outline ? this.#shown : null;
    this.#outline = outline;
    this.#shown = shown;
    const { operation, row, rows, selected, future } = shown;
    const other = before?.operation !== operation;
    if (other) this.#identify(outline, operation);
    if (other || before.future !== future) this.#tell(outline, operation, future);
    if (before?.row !== row) writeAttribute(this.element, 'aria-posinset', String(row + 1));
    if (before?.rows !== rows) writeAttribute(this.element, 'aria-setsize', String(rows));
    if (before?.selected !== selected) writeAttribute(this.element, 'aria-selected', String(selected));
  }

  #identify(outline: Outline, operation: number): void {
    const attempts = outline.operations.attempts[operation] ?? 0;
    this.element.id = optionId(operation);
    this.element.dataset['operation'] = String(operation);
    this.#showGlyph(kindOf(outline, operation));
    this.#fullName.data = lineText(fullNameOf(outline, operation)) || '(no name)';
    writeText(this.#label, lineText(labelOf(outline, operation)));
    writeText(this.#attempts, attempts > 1 ? `×${attempts}` : '');
    writeHidden(this.#attempts, attempts <= 1);
  }

  #tell(outline: Outline, operation: number, future: boolean): void {
    const attempts = outline.operations.attempts[operation] ?? 0;
    const status = future ? 'not yet begun' : statusLook(finalStatusOf(outline, operation)).word;
    const words = [
      kindLook(kindOf(outline, operation)).label,
      status,
      ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ];
    writeText(this.#spoken, `, ${words.join(', ')}`);
    this.element.toggleAttribute('data-future', future);
  }

  #showGlyph(kind: OperationKind): void {
    if (kind === this.#kind) return;
    const glyph = this.#glyphs.copy(kind);
    this.#glyph?.remove();
    this.element.prepend(glyph);
    this.#glyph = glyph;
    this.#kind = kind;
  }
}

function spanOf(className: string | undefined): HTMLSpanElement {
  const span = document.createElement('span');
  span.className = className ?? '';
  return span;
}
