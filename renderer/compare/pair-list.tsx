import { useEffect, useId, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { keysOf } from '../ui/commands.ts';
import control from '../ui/control.module.css';
import { changeLook, useCompare } from '../session/compare/compare-state.ts';
import { FoldRow } from './fold-row.tsx';
import { type Lines, lineOf } from '../session/compare/lines.ts';
import type { Pair } from '../session/compare/pair.ts';
import { PairRow } from './pair-row.tsx';
import { RunsRow } from './runs-row.tsx';
import { chooseRow, pageByKey } from './row-input.ts';
import styles from './pair-list.module.css';

const ROW_PX = 40;
const FOLD_PX = 28;
const HEAD_PX = 28;
/** Height of the row with the runs themselves. */
const RUNS_PX = 40;
const TOP_PX = HEAD_PX + RUNS_PX;

/** Both runs in two aligned columns with one cursor. Only visible rows are drawn. */
export function PairList({ pair }: { readonly pair: Pair }) {
  const lines = useCompare((state) => state.lines);
  const cursor = useCompare((state) => state.cursor);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const here = lineOf(lines, cursor);
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => scroller.current,
    estimateSize: (line) => (lines.fold[line] === 0 ? ROW_PX : FOLD_PX),
    overscan: 8,
    scrollMargin: TOP_PX,
    scrollPaddingStart: HEAD_PX,
    // Keeps the next row visible too.
    scrollPaddingEnd: ROW_PX,
  });
  useEffect(() => virtual.measure(), [virtual, lines]);
  useEffect(() => {
    if (here >= 0) virtual.scrollToIndex(here, { align: 'auto' });
  }, [virtual, here, lines]);
  const page = (): number => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
  if (lines.count === 0) return <Empty />;
  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label="Aligned operations"
      aria-rowcount={lines.count + 2}
      aria-activedescendant={`${id}-${here}`}
      tabIndex={0}
      onClick={chooseRow}
      onKeyDown={(event) => pageByKey(event, page())}
    >
      <Head />
      <RunsRow pair={pair} />
      <div className={styles.lines} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const place = { id: `${id}-${index}`, line: index, top: start - TOP_PX, current: index === here };
          return <Line key={keyAt(lines, index)} pair={pair} lines={lines} {...place} />;
        })}
      </div>
    </div>
  );
}

type LineBox = { readonly id: string; readonly line: number; readonly top: number; readonly current: boolean };

function Line({ pair, lines, line, ...place }: LineBox & { readonly pair: Pair; readonly lines: Lines }) {
  const row = lines.row[line] ?? 0;
  const fold = lines.fold[line] ?? 0;
  if (fold === 0) return <PairRow pair={pair} row={row} line={line} {...place} />;
  return <FoldRow pair={pair} row={row} count={Math.abs(fold)} opened={fold < 0} line={line} {...place} />;
}

function keyAt({ row, fold }: Lines, line: number): string {
  return `${fold[line] === 0 ? 'row' : 'fold'} ${row[line]}`;
}

function Head() {
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      <span role="columnheader">A</span>
      <span role="columnheader" className={styles.middle}>
        What differs
      </span>
      <span role="columnheader">B</span>
    </div>
  );
}

/** Shown when the filter leaves no rows: the filter, and a button to clear it. */
function Empty() {
  const same = useCompare(({ pair }) => pair?.comparison.first === null);
  const clear = (): void => changeLook({ onlyDifferences: false, kinds: null });
  return (
    <div className={styles.empty} role="status">
      <p>{same ? 'No operation differs.' : 'No operation is left by these filters.'}</p>
      <button type="button" className={control.bordered} onClick={clear}>
        Show all operations <kbd>{keysOf('differences-only')}</kbd>
      </button>
    </div>
  );
}
