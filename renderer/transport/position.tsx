import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { countText } from '../../engine/model/duration.ts';
import { type Outline, timeOf } from '../../engine/model/outline.ts';
import { keysOf } from '../commands.ts';
import { moveTo, useSession } from '../session.ts';
import { clockText, sinceText, zoneName } from '../ui/clock.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { focusJump, leaveJump, seqOf, useJump } from './jump.ts';
import styles from './position.module.css';

/** `29 / 47`, the event's clock and the time since the first event. Its width is that of its longest content. */
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
  const cursor = useSession((session) => session.cursor);
  return (
    <Tooltip label="Go to event number" keys={keysOf('jump')} side="top">
      <button type="button" className={styles.here} style={{ minWidth: `${letters}ch` }} onClick={focusJump} aria-label={`Event ${countText(cursor)}, go to another`}>
        {countText(cursor)}
      </button>
    </Tooltip>
  );
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
  const cursor = useSession((session) => session.cursor);
  const utc = useSession((session) => session.utc);
  const zone = useMemo(() => zoneName(utc), [utc]);
  const atMs = cursor === 0 ? null : timeOf(outline, cursor);
  if (cursor === 0) return <div className={styles.clock}>before the first event</div>;
  if (atMs === null) return <div className={styles.clock}>time unknown</div>;
  return (
    <div className={styles.clock}>
      <Tooltip label={`${clockText(atMs, utc, true)} ${zone}`} side="top">
        <span>{clockText(atMs, utc)}</span>
      </Tooltip>
      <span className={styles.since}>{sinceText(atMs, firstTime(outline))}</span>
    </div>
  );
}

const firstTimes = new WeakMap<Outline, number>();

function firstTime(outline: Outline): number | null {
  const known = firstTimes.get(outline) ?? outline.atMs.find((atMs) => !Number.isNaN(atMs));
  if (known === undefined) return null;
  firstTimes.set(outline, known);
  return known;
}
