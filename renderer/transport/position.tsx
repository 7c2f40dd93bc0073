import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { countText } from '../../engine/model/duration.ts';
import { type Outline, timeOf, writtenTimeOf } from '../../engine/model/outline.ts';
import { keysOf } from '../ui/commands.ts';
import { moveTo, type Session, useSession } from '../session/session.ts';
import { clockText, needsDate, sinceText, zoneName } from '../ui/clock.ts';
import { useLive, writeAttribute, writeHidden, writeText } from '../ui/live.ts';
import { firstTimeOf } from '../../engine/model/time/first-time.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { focusJump, leaveJump, seqOf, useJump } from './jump.ts';
import styles from './position.module.css';

/** `29 / 47`, the event's time and the time since the first event. The width is that of the longest content. */
export function Position({ outline }: { readonly outline: Outline }) {
  const typing = useJump((jump) => jump.typing);
  const total = countText(outline.events);
  return (
    <div className={styles.position}>
      <div className={styles.count}>
        {typing ? <JumpInput events={outline.events} /> : <Here letters={total.length} />}
        <span className={styles.total}> / {total}</span>
      </div>
      <Clock outline={outline} />
    </div>
  );
}

function Here({ letters }: { readonly letters: number }) {
  const button = useLive(writeHere);
  return (
    <Tooltip label="Go to event number" keys={keysOf('jump')} side="top">
      <button
        ref={button}
        type="button"
        className={styles.here}
        style={{ minWidth: `${letters}ch` }}
        onClick={focusJump}
      />
    </Tooltip>
  );
}

function writeHere(button: HTMLButtonElement, { cursor }: Session): void {
  const count = countText(cursor);
  writeText(button, count);
  writeAttribute(button, 'aria-label', `Event ${count}, go to another`);
}

function JumpInput({ events }: { readonly events: number }) {
  const [text, setText] = useState(String(useSession.getState().cursor));
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    input.current?.select();
    return () => {
      leaveJump();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const seq = seqOf(text, events);
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Enter' && seq !== null) moveTo(seq);
    if (event.key === 'Escape' || (event.key === 'Enter' && seq !== null)) leaveJump();
  };
  return (
    <input
      ref={input}
      className={styles.input}
      style={{ width: `${Math.max(3, countText(events).length) + 1}ch` }}
      inputMode="numeric"
      aria-label="Go to event number"
      aria-invalid={seq === null}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={leaveJump}
    />
  );
}

function Clock({ outline }: { readonly outline: Outline }) {
  const clock = useLive(writeClock);
  const since = useLive(
    useCallback(
      (element: HTMLElement, { cursor }: Session) => {
        const atMs = timeOf(outline, cursor);
        writeHidden(element, atMs === null);
        writeText(element, atMs === null ? '' : sinceText(atMs, firstTimeOf(outline)));
      },
      [outline],
    ),
  );
  return (
    <div className={styles.clock}>
      <span ref={clock} data-tip-side="top" />
      <span ref={since} className={styles.since} />
    </div>
  );
}

/** The time has a date where the run lasts longer than a day; the tooltip has the full time with the zone. */
function writeClock(element: HTMLSpanElement, { open, cursor, utc }: Session): void {
  const atMs = open === null ? null : writtenTimeOf(open.outline, cursor);
  writeAttribute(element, 'data-tip', atMs === null ? null : `${clockText(atMs, utc, true)} ${zoneName(utc)}`);
  const dated = open !== null && needsDate(open.summary.startedAtMs, open.summary.endedAtMs);
  const none = cursor === 0 ? 'before the first event' : 'time unknown';
  writeText(element, atMs === null ? none : clockText(atMs, utc, dated));
}
