import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { countText, counted } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { type Outline, typeOf } from '../../engine/model/outline.ts';
import { moveTo, type Session, useSession } from '../session/session.ts';
import { lineText } from '../ui/plain-text.ts';
import { useLive, writeAttribute, writeHidden, writeText } from '../ui/live.ts';
import { seqAtX, xOfSeq } from './density.ts';
import { goFirst, goLast, stepBack, stepForward } from './moves.ts';
import { paintStrip } from './strip.ts';
import styles from './scrubber.module.css';

/** The slider over the whole run. During a drag only the newest position counts. */
export function Scrubber() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const label = useRef<HTMLDivElement>(null);
  useEffect(() => (canvas.current === null ? undefined : paintStrip(canvas.current)), []);
  const slider = useLive(writePosition);
  const fill = useLive(writeFill);
  const rail = useLive(writeRail);
  const drag = useDrag(slider, label);
  return (
    <div
      ref={slider}
      className={styles.scrubber}
      role="slider"
      tabIndex={0}
      aria-label="Position in the run"
      aria-valuenow={0}
      onKeyDown={onKeyDown}
      {...drag}
    >
      <canvas ref={canvas} className={styles.strip} aria-hidden />
      <div className={styles.track}>
        <div ref={fill} className={styles.fill} />
      </div>
      <div ref={rail} className={styles.rail}>
        <div className={styles.knob} />
      </div>
      <div ref={label} className={styles.label} hidden aria-hidden>
        <b /> <span />
      </div>
    </div>
  );
}

function writePosition(slider: HTMLDivElement, { open, cursor }: Session): void {
  const events = open?.outline.events ?? 0;
  const least = Math.min(1, events);
  writeAttribute(slider, 'aria-valuemin', String(least));
  writeAttribute(slider, 'aria-valuemax', String(events));
  writeAttribute(slider, 'aria-valuenow', String(Math.max(cursor, least)));
  writeAttribute(slider, 'aria-valuetext', open === null ? null : valueText(open.outline, cursor));
}

function writeFill(fill: HTMLDivElement, { open, cursor }: Session): void {
  fill.style.transform = `scaleX(${xOfSeq(cursor, open?.outline.events ?? 0, 1)})`;
}

function writeRail(rail: HTMLDivElement, { open, cursor }: Session): void {
  rail.style.transform = `translateX(${xOfSeq(cursor, open?.outline.events ?? 0, 100)}%)`;
}

/** Writes the event under the pointer; null = none. */
function writeLabel(label: HTMLElement | null, seq: Seq | null): void {
  const { open } = useSession.getState();
  if (label === null) return;
  writeHidden(label, seq === null || open === null);
  if (seq === null || open === null) return;
  const share = xOfSeq(seq, open.outline.events, 100);
  label.style.left = `${share}%`;
  label.style.transform = `translateX(${-share}%)`;
  const [count, type] = label.children;
  if (count !== undefined) writeText(count, countText(seq));
  if (type !== undefined) writeText(type, lineText(typeOf(open.outline, seq), 60));
}

function valueText(outline: Outline, cursor: Seq): string {
  if (cursor === 0) return `before the first of ${counted(outline.events, 'event')}`;
  return `event ${countText(cursor)} of ${countText(outline.events)}, ${lineText(typeOf(outline, cursor), 60)}`;
}

/** The slider's own keys; with a modifier they belong to other handlers. */
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

function useDrag(slider: RefObject<HTMLDivElement | null>, label: RefObject<HTMLElement | null>) {
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
      writeLabel(label.current, seq);
      if (dragging.current) moveTo(seq);
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: () => writeLabel(label.current, null),
  };
}
