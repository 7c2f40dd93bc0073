// Content that changes at every step, written directly into the page: the elements stay, and React does not render.

import { type RefObject, useLayoutEffect, useRef } from 'react';
import { type Session, useSession } from '../session/session.ts';

/**
 * Calls `write` on the element now and whenever the session changes. `write` must be the same function while its result
 * is the same (a module function, or useCallback), and React must not write the same attributes or text: the last
 * writer would win.
 */
export function useLive<E extends Element>(write: (element: E, session: Session) => void): RefObject<E | null> {
  const element = useRef<E>(null);
  useLayoutEffect(() => {
    const put = (session: Session): void => {
      if (element.current !== null) write(element.current, session);
    };
    put(useSession.getState());
    return useSession.subscribe(put);
  }, [write]);
  return element;
}

/** Changes the element only where its text differs: an unchanged element needs no layout. */
export function writeText(element: Element, text: string): void {
  const node = element.firstChild;
  if (node instanceof Text && node.nextSibling === null) {
    if (node.data !== text) node.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}

/** null removes the attribute. */
export function writeAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

export function writeHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}
