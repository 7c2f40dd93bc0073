import { useCallback } from 'react';
import type { Session } from '../session/session.ts';
import { useLive, writeText } from './live.ts';

/** A text that follows the session. `of` must be the same function while its result is the same. */
export function LiveText({
  of,
  className,
}: {
  readonly of: (session: Session) => string;
  readonly className?: string | undefined;
}) {
  const text = useLive<HTMLSpanElement>(useCallback((element, session) => writeText(element, of(session)), [of]));
  return <span ref={text} className={className} />;
}
