import { startTransition, useEffect, useRef, useState } from 'react';
import { busy } from '../session/idle.ts';

/** The value, one frame later: its dependents are drawn after the present frame is painted, so that keys come first. */
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
