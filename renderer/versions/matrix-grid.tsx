import { type CSSProperties, type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { keysOf } from '../ui/commands.ts';
import control from '../ui/control.module.css';
import { openDivergence } from '../session/versions/checking.ts';
import type { Matrix } from '../session/versions/matrix-rows.ts';
import { changeMatrix, putCursor, stepColumn, stepHistory, useVersions } from '../session/versions/versions-state.ts';
import { GridHead } from './grid-head.tsx';
import { HeadingRow, HistoryRow } from './grid-row.tsx';
import styles from './matrix-grid.module.css';

const ROW_PX = 30;
const HEAD_PX = 34;

/** Histories by versions. One cell has the cursor: arrows move it, Enter opens the run. Only visible rows are drawn. */
export function MatrixGrid({ matrix }: { readonly matrix: Matrix }) {
  const columns = useVersions((state) => state.columns);
  const cursor = useVersions((state) => state.cursor);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const { lines } = matrix;
  const here = lines.findIndex((line) => line.type === 'history' && line.run.runId === cursor.run);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    scrollPaddingEnd: ROW_PX,
  });
  useEffect(() => {
    if (here >= 0) virtual.scrollToIndex(here, { align: 'auto' });
  }, [virtual, here]);
  const page = (): number => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
  if (lines.length === 0) return <Empty />;
  const style = { '--columns': columns.length, height: '100%' } as CSSProperties;
  return (
    <div
      ref={scroller}
      className={styles.grid}
      style={style}
      role="grid"
      aria-label="Histories by versions"
      aria-rowcount={lines.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={here < 0 ? undefined : `${id}-${here}-${cursor.column}`}
      tabIndex={0}
      onClick={choose}
      onDoubleClick={open}
      onKeyDown={(event) => stepByKey(event, page())}
    >
      <GridHead />
      <div className={styles.lines} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          const place = { id: `${id}-${index}`, index, top: start - HEAD_PX };
          if (line === undefined) return null;
          if (line.type === 'heading') return <HeadingRow key={`heading ${line.key}`} line={line} {...place} />;
          return <HistoryRow key={line.run.runId} line={line} columns={columns} {...place} />;
        })}
      </div>
    </div>
  );
}

function Empty() {
  const filter = useVersions((state) => state.filter);
  const fewest = useVersions((state) => state.fewest);
  const said = filter === 'all' && !fewest ? 'No histories here.' : 'No history is left by these filters.';
  return (
    <div className={styles.empty} role="status">
      <p>{filter === 'breaks' && !fewest ? 'Nothing breaks, as far as it was checked.' : said}</p>
      {filter === 'all' && !fewest ? null : (
        <button
          type="button"
          className={control.bordered}
          onClick={() => changeMatrix({ filter: 'all', fewest: false })}
        >
          Show all histories <kbd>{keysOf('differences-only')}</kbd>
        </button>
      )}
    </div>
  );
}

/** One click handler for all cells. */
function placeOf(event: MouseEvent): { readonly run: string; readonly column: number } | null {
  const element = event.target instanceof Element ? event.target : null;
  const run = element?.closest('[data-run]')?.getAttribute('data-run');
  const column = element?.closest('[data-column]')?.getAttribute('data-column');
  if (run === undefined || run === null) return null;
  return {
    run,
    column: column === undefined || column === null ? useVersions.getState().cursor.column : Number(column),
  };
}

function choose(event: MouseEvent): void {
  const place = placeOf(event);
  if (place !== null) putCursor(place.run, place.column);
}

function open(event: MouseEvent): void {
  const place = placeOf(event);
  if (place !== null) void openDivergence(place.run, place.column);
}

function stepByKey(event: KeyboardEvent, page: number): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target !== event.currentTarget) return;
  const deed = {
    ArrowLeft: () => stepColumn(-1),
    ArrowRight: () => stepColumn(1),
    PageDown: () => stepHistory(page),
    PageUp: () => stepHistory(-page),
    Home: () => stepHistory(-Number.MAX_SAFE_INTEGER),
    End: () => stepHistory(Number.MAX_SAFE_INTEGER),
  }[event.key];
  if (deed === undefined) return;
  deed();
  event.preventDefault();
}
