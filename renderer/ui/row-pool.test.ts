import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { must } from '../../engine/model/assert.ts';
import { RowPool } from './row-pool.ts';

/** The part of an element that the pool uses. */
class Box {
  readonly children: Box[] = [];
  parent: Box | null = null;
  line = -1;

  append(...added: readonly Box[]): void {
    for (const box of added) box.remove();
    this.children.push(...added);
    for (const box of added) box.parent = this;
  }

  prepend(...added: readonly Box[]): void {
    for (const box of added) box.remove();
    this.children.unshift(...added);
    for (const box of added) box.parent = this;
  }

  remove(): void {
    const at = this.parent?.children.indexOf(this) ?? -1;
    if (at >= 0) this.parent?.children.splice(at, 1);
    this.parent = null;
  }
}

function pool() {
  const parent = new Box();
  let made = 0;
  const make = () => {
    made += 1;
    return { element: new Box() as unknown as Element };
  };
  const rows = new RowPool(parent as unknown as Element, make);
  /** Writes every line of the span, or only the new ones. */
  const show = (first: number, end: number): boolean => {
    const stays = rows.span(first, end);
    for (let line = first; line < end; line++) (must(rows.at(line)).element as unknown as Box).line = line;
    return stays;
  };
  return { rows, show, lines: () => parent.children.map(({ line }) => line), made: () => made };
}

test('rows stand in the order of their lines, whatever was shown before', () => {
  const spans = fc.array(fc.record({ first: fc.nat(60), count: fc.nat(12) }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(spans, (all) => {
      const { show, lines } = pool();
      for (const { first, count } of all) {
        show(first, first + count);
        assert.deepEqual(
          lines(),
          Array.from({ length: count }, (_, i) => first + i),
        );
      }
    }),
  );
});

test('a row whose line stays in the span keeps its element', () => {
  const { rows, show, made } = pool();
  show(10, 20);
  const kept = rows.at(15);
  assert.equal(show(13, 23), true);
  assert.equal(rows.at(15), kept);
  assert.equal(show(8, 18), true);
  assert.equal(rows.at(15), kept);
  assert.equal(made(), 10);
});

test('a jump says that nothing stays', () => {
  const { show } = pool();
  show(0, 10);
  assert.equal(show(10, 20), false);
  assert.equal(show(11, 21), true);
});
