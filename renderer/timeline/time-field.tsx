import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Outline } from '../../engine/model/outline.ts';
import { keysOf } from '../ui/commands.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { useSession } from '../session/session.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { goToTime, offerTimeField } from './go-to-time.ts';
import { timeWish } from './time-text.ts';
import styles from './time-field.module.css';

/** A field for a time; Enter goes there. */
export function TimeField({ outline }: { readonly outline: Outline }) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const utc = useSession((session) => session.utc);
  useEffect(() => offerTimeField(() => input.current?.select()), []);
  const wish = timeWish(text, timesOf(outline).originMs, utc);
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Enter' && wish !== null) goToTime(wish);
    if (event.key === 'Escape' || (event.key === 'Enter' && wish !== null)) {
      setText('');
      input.current?.blur();
    }
  };
  return (
    <Tooltip
      label="Go to a time: 3 d 4 h since the start, 14:05, 2026-11-21 14:05; with + 2 s for how much to show"
      keys={keysOf('time')}
    >
      <input
        ref={input}
        className={styles.field}
        aria-label="Go to time"
        aria-invalid={text !== '' && wish === null}
        placeholder="Go to time"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
    </Tooltip>
  );
}
