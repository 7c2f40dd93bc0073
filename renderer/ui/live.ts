// What changes with every step, written straight into the page: the elements stay, nothing is drawn anew for it.

import { type RefObject, useLayoutEffect, useRef } from 'react';
import { type Session, useSession } from '../session/session.ts';

/**
 * Writes into the element now and whenever the session changes. `write` must stay the same while it says the same (a function of the
 * module, or useCallback), and React must not write the same attributes or text: whoever has them last would win.
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

/** Changes the element only where its text differs: an element that is not touched is not laid out again. */
export function writeText(element: Element, text: string): void {
  const node = element.firstChild;
  if (node instanceof Text && node.nextSibling === null) {
    if (node.data !== text) node.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}

/** null takes it away. */
export function writeAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

export function writeHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}
