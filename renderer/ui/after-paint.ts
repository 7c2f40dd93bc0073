import { startTransition, useEffect, useRef, useState } from 'react';
import { busy } from '../session/idle.ts';

/** The value, a frame later: what hangs on it is drawn when the frame now being made has been painted, and gives way to a key. */
export function useAfterPaint<T>(value: T): T {
  const [drawn, setDrawn] = useState(value);
  const newest = useRef(value);
  const scheduled = useRef(false);
  useEffect(() => {
    newest.current = value;
    if (value === drawn) return undefined;
    if (!scheduled.current) {
      scheduled.current = true;
      afterPaint(() => {
        scheduled.current = false;
        startTransition(() => setDrawn(newest.current));
      });
    }
    return busy();
  }, [value, drawn]);
  return drawn;
}

function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
}
