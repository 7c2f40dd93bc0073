import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { useSession } from '../session/session.ts';
import { GlyphStock } from '../ui/glyph-stock.tsx';
import { listenToLanes } from './gestures.ts';
import { listenToNames } from './name-clicks.ts';
import { hideHover } from './hover.ts';
import { pressed } from './keys.ts';
import { optionId, trackOptionId } from './names.ts';
import type { Lines } from './lines.ts';
import { Overview } from './overview.tsx';
import { RangeBar } from './range-bar.tsx';
import { RangeSums } from './range-sums.tsx';
import { AXIS, ROW, spacerHeight } from './rows.ts';
import { type LanesPlace, Stage, type StageElements } from './stage.ts';
import { useTracks } from './track-state.ts';
import nameStyles from './names.module.css';
import styles from './lanes.module.css';

/** In CSS, as only the browser knows the height of the view: see `spacerHeight`. */
function contentHeight(count: number): string {
  return `calc(${spacerHeight({ count, viewport: 0 }) + AXIS}px + mod(100cqh - ${AXIS}px, ${ROW}px))`;
}

/** Names at the left, bars at the right, one native scrollbar; the stage paints everything visible. */
export function Lanes({ outline }: { readonly outline: Outline }) {
  const [place, setPlace] = useState({ left: 0, width: 0 });
  const { lines, active: track } = useTracks();
  const selected = useSession((session) => session.selected);
  const active = track === null ? rowIdOf(lines, selected) : trackOptionId(track);
  const help = useId();
  const { refs, page } = useStage(setPlace);
  return (
    <div className={styles.body}>
      <Overview width={place.width} />
      <div
        ref={refs.scroller}
        className={styles.scroller}
        role="listbox"
        tabIndex={0}
        aria-label="Operations over time"
        aria-describedby={help}
        aria-activedescendant={active}
        onScroll={hideHover}
        onKeyDown={(event) => {
          if (pressed(event, page())) event.preventDefault();
        }}
      >
        <div className={styles.content} style={{ height: contentHeight(lines.count) }}>
          <div className={styles.stage}>
            <div className={styles.names} role="presentation">
              <div className={styles.head} aria-hidden>
                Operation
              </div>
              <div className={styles.pool} role="presentation">
                <div ref={refs.names} role="presentation" />
                <GlyphStock ref={refs.stock} className={nameStyles.icon} />
              </div>
            </div>
            <div ref={refs.lanes} className={styles.lanes} role="presentation">
              <canvas ref={refs.ground} className={styles.canvas} aria-hidden />
              <canvas ref={refs.bars} className={styles.canvas} aria-hidden />
            </div>
          </div>
        </div>
      </div>
      <p id={help} hidden>
        Up and down select an operation, Enter goes to its first event and then to its last. Enter on a folded track
        opens it.
      </p>
      <RangeBar outline={outline} {...place} />
      <RangeSums outline={outline} />
    </div>
  );
}

/** Element id of an operation's own row. */
function rowIdOf(lines: Lines, operation: number | null): string | undefined {
  const line = lines.at(lines.of(operation) ?? NONE);
  return operation !== null && line?.operation === operation ? optionId(operation) : undefined;
}

/** One stage for as long as the lanes are on screen. */
function useStage(onPlace: (place: LanesPlace) => void) {
  const scroller = useRef<HTMLDivElement>(null);
  const lanes = useRef<HTMLDivElement>(null);
  const names = useRef<HTMLDivElement>(null);
  const stock = useRef<HTMLSpanElement>(null);
  const bars = useRef<HTMLCanvasElement>(null);
  const ground = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage>(null);
  const page = useCallback(() => Math.max(1, Math.floor((stage.current?.rows.viewport ?? 0) / ROW) - 1), []);
  useEffect(() => {
    const elements = allOf({
      scroller: scroller.current,
      lanes: lanes.current,
      names: names.current,
      stock: stock.current,
      bars: bars.current,
      ground: ground.current,
    });
    if (elements === null) return undefined;
    const made = new Stage(elements, { onPlace });
    stage.current = made;
    const stops = [made.start(), listenToLanes(elements.lanes, made), listenToNames(elements.names)];
    return () => stops.forEach((stop) => stop());
  }, [onPlace]);
  return { refs: { scroller, lanes, names, stock, bars, ground }, page };
}

type Maybe = { readonly [E in keyof StageElements]: StageElements[E] | null };

function allOf({ scroller, lanes, names, stock, bars, ground }: Maybe): StageElements | null {
  if (scroller === null || lanes === null || names === null || stock === null || bars === null || ground === null)
    return null;
  return { scroller, lanes, names, stock, bars, ground };
}
