// Keys and pointer for all items of the graph: one tab stop, arrows from item to item.

import type { KeyboardEvent, MouseEvent } from 'react';
import { boxById, type Direction, itemBeside } from './arrows.ts';
import { showBox } from './fit.ts';
import { openOrClose } from './go.ts';
import { setFocus, setHover, useGraph } from './graph-state.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function itemId(id: string): string {
  return `graph-${id}`;
}

export function keyOnItem(event: KeyboardEvent<HTMLElement>, id: string): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const direction = Object.hasOwn(directions, event.key) ? directions[event.key] : undefined;
  if (direction !== undefined) {
    event.preventDefault();
    const { laid } = useGraph.getState();
    const next = laid === null ? null : itemBeside(laid, id, direction);
    if (next !== null) focusItem(next);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    openOrClose(id);
  }
}

/** Brings an item into view and focuses it; the item may have to be drawn first. */
export function focusItem(id: string): void {
  const { laid } = useGraph.getState();
  const box = laid === null ? null : boxById(laid, id);
  if (box === null) return;
  setFocus(id);
  showBox({ ...box, height: Math.min(box.height, 68) });
  requestAnimationFrame(() => document.getElementById(itemId(id))?.focus({ preventScroll: true }));
}

/** A click removes the focus without setting a new one: after it, arrow keys still step through events. */
export function dropFocus(event: MouseEvent): void {
  event.preventDefault();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** How long the pointer may be on its way from a node to the link on its card. */
const GRACE_MS = 200;
let leaving: ReturnType<typeof setTimeout> | undefined;

export function hoverItem(event: MouseEvent, id: string): void {
  clearTimeout(leaving);
  setHover({ id, x: event.clientX, y: event.clientY });
}

/** The card of the focused item equals that of a hovered item; it is placed below the item, so as not to hide it. */
export function hoverFocused(element: Element, id: string): void {
  const node = element.parentElement?.getBoundingClientRect() ?? element.getBoundingClientRect();
  clearTimeout(leaving);
  setHover({ id, x: node.left - 12, y: node.bottom - 8 });
}

export function stayHovered(): void {
  clearTimeout(leaving);
}

export function unhover(): void {
  clearTimeout(leaving);
  leaving = setTimeout(() => setHover(null), GRACE_MS);
}
