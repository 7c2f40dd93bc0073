import { useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { countText } from '../../engine/model/duration.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { lineText } from '../ui/plain-text.ts';
import { useCompare } from '../session/compare/compare-state.ts';
import { LaneStage, LANES_AXIS, LANES_ROW, nameWidth } from './lane-stage.ts';
import { type Lines, lineOf } from '../session/compare/lines.ts';
import type { Pair } from '../session/compare/pair.ts';
import { calledOfRow, kindOfRow, rowSays } from '../session/compare/row-facts.ts';
import { chooseRow, pageByKey } from './row-input.ts';
import styles from './lanes-view.module.css';

/** Two lanes for each pair, A above B, both from the start of their run, on one scale. */
export function LanesView({ pair }: { readonly pair: Pair }) {
  const lines = useCompare((state) => state.lines);
  const cursor = useCompare((state) => state.cursor);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const id = useId();
  const here = lineOf(lines, cursor);
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LANES_ROW,
    overscan: 4,
    scrollMargin: LANES_AXIS,
    scrollPaddingStart: LANES_AXIS,
  });
  useLayoutEffect(() => {
    if (scroller.current === null || canvas.current === null) return undefined;
    return new LaneStage(scroller.current, canvas.current, pair).start();
  }, [pair]);
  useEffect(() => {
    if (here >= 0) virtual.scrollToIndex(here, { align: 'auto' });
  }, [virtual, here, lines]);
  const page = (): number => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / LANES_ROW) - 2);
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="listbox"
      aria-label="Both runs over time"
      aria-activedescendant={here < 0 ? undefined : `${id}-${here}`}
      tabIndex={0}
      onClick={chooseRow}
      onKeyDown={(event) => pageByKey(event, page())}
    >
      <canvas ref={canvas} className={styles.canvas} aria-hidden />
      <div
        className={styles.names}
        role="presentation"
        style={{ height: virtual.getTotalSize(), '--names': `${nameWidth}px` }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => (
          <Name
            key={index}
            pair={pair}
            lines={lines}
            line={index}
            id={`${id}-${index}`}
            top={start - LANES_AXIS}
            current={index === here}
          />
        ))}
      </div>
    </div>
  );
}

type NameProps = {
  readonly pair: Pair;
  readonly lines: Lines;
  readonly line: number;
  readonly id: string;
  readonly top: number;
  readonly current: boolean;
};

function Name({ pair, lines, line, id, top, current }: NameProps) {
  const row = lines.row[line] ?? 0;
  const fold = lines.fold[line] ?? 0;
  const { sign, words, changes } = rowSays(pair, row);
  const name = lineText(calledOfRow(pair, row), 120);
  const label = fold === 0 ? `${name}, ${[words, ...changes].join(', ')}` : `${countText(Math.abs(fold))} the same`;
  return (
    <div
      id={id}
      className={styles.line}
      role="option"
      aria-selected={current}
      data-row={row}
      data-fold={fold === 0 ? undefined : true}
      style={{ top, height: LANES_ROW }}
    >
      <span className={styles.name} title={label}>
        <b className={styles.sign} aria-hidden>
          {fold === 0 ? sign : '='}
        </b>
        {fold === 0 ? <KindGlyph kind={kindOfRow(pair, row)} size={13} /> : null}
        <span className={styles.text}>
          {fold === 0 ? name : label}
          {fold === 0 ? <span className={styles.unseen}>, {[words, ...changes].join(', ')}</span> : null}
        </span>
        {fold === 0 ? (
          <span className={styles.letters} aria-hidden>
            <i>A</i>
            <i>B</i>
          </span>
        ) : null}
      </span>
    </div>
  );
}
