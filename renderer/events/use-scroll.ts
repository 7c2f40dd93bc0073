import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

export type Scroll = {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly scrollTop: number;
  readonly height: number;
  readonly scrollTo: (top: number) => void;
};

/**
 * Where an element is scrolled to and how high its view is below a head that sticks. The DOM is asked in events only, when its
 * layout is at rest: asking while rendering would make the page lay itself out for every step of the cursor.
 */
export function useScroll(headPx: number): Scroll {
  const element = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ scrollTop: 0, height: 0 });
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    const read = (): void => {
      const scrollTop = watched.scrollTop;
      const height = Math.max(0, watched.clientHeight - headPx);
      setPlace((before) => (before.scrollTop === scrollTop && before.height === height ? before : { scrollTop, height }));
    };
    const size = new ResizeObserver(read);
    size.observe(watched);
    watched.addEventListener('scroll', read, { passive: true });
    read();
    return () => {
      size.disconnect();
      watched.removeEventListener('scroll', read);
    };
  }, [headPx]);
  // Rows first, then the scroll position: setting it lays the page out, which should happen once, with the new rows there.
  const due = useRef<number | null>(null);
  const scrollTo = useCallback((top: number) => {
    due.current = top;
    setPlace((before) => ({ ...before, scrollTop: top }));
  }, []);
  useLayoutEffect(() => {
    if (due.current === null || element.current === null) return;
    element.current.scrollTop = due.current;
    due.current = null;
  }, [place]);
  return { element, ...place, scrollTo };
}
