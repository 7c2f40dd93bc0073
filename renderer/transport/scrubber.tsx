import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { type Outline, typeOf } from '../../engine/model/outline.ts';
import { moveTo, useSession } from '../session.ts';
import { lineText } from '../ui/line-text.ts';
import { seqAtX, xOfSeq } from './density.ts';
import { goFirst, goLast, stepBack, stepForward } from './moves.ts';
import { paintStrip } from './strip.ts';
import styles from './scrubber.module.css';

/** The slider over the whole run. While it is dragged only the newest position counts. */
export function Scrubber({ outline }: { readonly outline: Outline }) {
  const cursor = useSession((session) => session.cursor);
  const canvas = useRef<HTMLCanvasElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<Seq | null>(null);
  useEffect(() => (canvas.current === null ? undefined : paintStrip(canvas.current)), []);
  const { events } = outline;
  const drag = useDrag(slider, setHover);
  return (
    <div
      ref={slider}
      className={styles.scrubber}
      role="slider"
      tabIndex={0}
      aria-label="Position in the run"
      aria-valuemin={Math.min(1, events)}
      aria-valuemax={events}
      aria-valuenow={Math.max(cursor, Math.min(1, events))}
      aria-valuetext={valueText(outline, cursor)}
      onKeyDown={onKeyDown}
      {...drag}
    >
      <canvas ref={canvas} className={styles.strip} aria-hidden />
      <div className={styles.track}>
        <div className={styles.fill} style={{ transform: `scaleX(${xOfSeq(cursor, events, 1)})` }} />
      </div>
      <div className={styles.rail} style={{ transform: `translateX(${xOfSeq(cursor, events, 100)}%)` }}>
        <div className={styles.knob} />
      </div>
      {hover === null ? null : <HoverLabel outline={outline} seq={hover} />}
    </div>
  );
}

function HoverLabel({ outline, seq }: { readonly outline: Outline; readonly seq: Seq }) {
  const share = xOfSeq(seq, outline.events, 100);
  return (
    <div className={styles.label} style={{ left: `${share}%`, transform: `translateX(${-share}%)` }} aria-hidden>
      <b>{countText(seq)}</b> {lineText(typeOf(outline, seq), 60)}
    </div>
  );
}

function valueText(outline: Outline, cursor: Seq): string {
  if (cursor === 0) return `before the first of ${countText(outline.events)} events`;
  return `event ${countText(cursor)} of ${countText(outline.events)}, ${lineText(typeOf(outline, cursor), 60)}`;
}

/** A slider's own keys; with a modifier they are somebody else's. */
const keys: Readonly<Record<string, () => void>> = {
  ArrowRight: stepForward,
  ArrowUp: stepForward,
  ArrowLeft: stepBack,
  ArrowDown: stepBack,
  Home: goFirst,
  End: goLast,
  PageUp: () => moveByTenth(1),
  PageDown: () => moveByTenth(-1),
};

function onKeyDown(event: KeyboardEvent): void {
  const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
  if (act === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  act();
}

function moveByTenth(sign: 1 | -1): void {
  const { cursor, open } = useSession.getState();
  moveTo(Math.max(1, cursor + sign * Math.max(1, Math.round((open?.outline.events ?? 0) / 10))));
}

function useDrag(slider: RefObject<HTMLDivElement | null>, setHover: (seq: Seq | null) => void) {
  const dragging = useRef(false);
  const seqAt = ({ clientX }: PointerEvent): Seq => {
    const { open, visible } = useSession.getState();
    const { left, width } = slider.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return seqAtX(clientX - left, width, open?.outline.events ?? 0, visible.events);
  };
  const end = (): void => {
    dragging.current = false;
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      dragging.current = true;
      moveTo(seqAt(event));
    },
    onPointerMove: (event: PointerEvent): void => {
      const seq = seqAt(event);
      setHover(seq);
      if (dragging.current) moveTo(seq);
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: () => setHover(null),
  };
}
