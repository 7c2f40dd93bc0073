import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { writeAttribute } from './live.ts';
import type { Latest } from '../session/latest.ts';
import stale from './stale.module.css';

/** A shorter wait is not shown, so that fast loads never flicker. */
const SLOW_MS = 250;

type FreshProps = { readonly of: Pick<Latest<never, never>, 'subscribe' | 'stale'>; readonly children: ReactNode };

/** A wrapper of a loaded value: it goes faint while the new value is slow to load and the old one is still shown. */
export function Fresh({ of, children }: FreshProps) {
  const content = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const mark = (): void => {
      timer = undefined;
      content.current?.toggleAttribute('data-stale', of.stale);
      if (content.current !== null) writeAttribute(content.current, 'aria-busy', of.stale ? 'true' : null);
    };
    const look = (): void => {
      if (of.stale) timer ??= setTimeout(mark, SLOW_MS);
      else if (timer !== undefined || content.current?.hasAttribute('data-stale') === true) {
        clearTimeout(timer);
        mark();
      }
    };
    look();
    const stop = of.subscribe(look);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [of]);
  return (
    <div ref={content} className={stale.content}>
      {children}
    </div>
  );
}
