// Puts a card beside the pointer: below it where there is room, else above; never out of the window.

import { type RefObject, useLayoutEffect, useRef } from 'react';

/** `x`, `y`: the pointer, in px of the window. The card has a fixed position. */
export function useBesidePointer<E extends HTMLElement>({
  x,
  y,
}: {
  readonly x: number;
  readonly y: number;
}): RefObject<E | null> {
  const card = useRef<E>(null);
  useLayoutEffect(() => {
    const element = card.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(x + 12, innerWidth - width - 8))}px`;
    element.style.top = `${y + 18 + height > innerHeight - 8 ? Math.max(8, y - height - 10) : y + 18}px`;
  });
  return card;
}
