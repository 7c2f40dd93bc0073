import { type KeyboardEvent, type MouseEvent, useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import type { RunId } from '../../engine/model/event.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { next, previous } from '../../engine/model/stepping.ts';
import { ask } from '../session/engine.ts';
import { moveTo, select, useSession } from '../session/session.ts';
import { zoneName } from '../ui/clock.ts';
import { ListStage } from './list-stage.ts';
import { RowPages } from './row-pages.ts';
import { RowStock } from './row-stock.tsx';
import styles from './event-list.module.css';

/** The frame of the list; the stage owns its rows. */
export function EventList({ outline }: { readonly outline: Outline }) {
  const utc = useSession((session) => session.utc);
  const { refs, page } = useStage(outline);
  return (
    <div
      ref={refs.grid}
      className={styles.grid}
      role="grid"
      aria-label="Events"
      aria-multiselectable
      tabIndex={0}
      style={{ '--seq': `${countText(outline.events).length}ch` }}
      onMouseMove={tellWhole}
      onClick={(event) => choose(event, outline)}
      onKeyDown={(event) => stepByKey(event, outline, page())}
    >
      <div className={styles.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={styles.seq}>
          #
        </span>
        <span role="columnheader" className={styles.clock}>
          {zoneName(utc)}
        </span>
        <span role="columnheader" className={styles.since}>
          Since start
        </span>
        <span role="columnheader">Event</span>
        <span role="columnheader" className={styles.summary}>
          Summary
        </span>
        <span role="columnheader" className={styles.hint}>
          Duration
        </span>
      </div>
      <div ref={refs.lines} className={styles.lines} role="presentation">
        <div ref={refs.rows} className={styles.rows} role="rowgroup" />
      </div>
      <RowStock ref={refs.stock} />
    </div>
  );
}

/** One stage for as long as the run is on screen. */
function useStage(outline: Outline) {
  const { run } = outline;
  const grid = useRef<HTMLDivElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const stock = useRef<HTMLSpanElement>(null);
  const stage = useRef<ListStage>(null);
  const id = useId();
  const pages = usePages(run);
  useLayoutEffect(() => {
    if (grid.current === null || lines.current === null || rows.current === null || stock.current === null)
      return undefined;
    const made = new ListStage(
      { grid: grid.current, lines: lines.current, rows: rows.current, stock: stock.current },
      outline,
      pages,
      id,
    );
    stage.current = made;
    return made.start();
    // The stage itself follows the run's newest outline.
  }, [run, pages, id]); // eslint-disable-line react/exhaustive-deps
  return { refs: { grid, lines, rows, stock }, page: () => stage.current?.page ?? 1 };
}

function usePages(run: RunId): RowPages {
  const connection = useSession((session) => session.connection);
  const pages = useMemo(
    () =>
      new RowPages(
        () => useSession.getState().open?.outline.events ?? 0,
        (from, to) => ask('readRows', { run, from, to }),
      ),
    [run],
  );
  useEffect(() => {
    if (connection === 'ready') pages.retry();
  }, [pages, connection]);
  return pages;
}

/** Shows the full text of a cell that may be cut short, in a tooltip. */
function tellWhole({ target }: MouseEvent): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>(`.${styles.type}, .${styles.summary}`) : null;
  if (cell?.role === 'gridcell' && cell.title === '') cell.title = cell.textContent;
}

/** One click handler for all rows: the clicked row carries its seq. */
function choose(event: MouseEvent, outline: Outline): void {
  const row = event.target instanceof Element ? event.target.closest('[data-seq]') : null;
  const seq = Number(row?.getAttribute('data-seq'));
  if (row === null || !Number.isInteger(seq)) return;
  const operation = outline.operation[seq - 1] ?? NONE;
  moveTo(seq);
  select(operation === NONE ? null : operation);
}

function stepByKey(event: KeyboardEvent, outline: Outline, page: number): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { cursor, visible } = useSession.getState();
  const to = seqAfterKey(event.key, outline, visible.events, cursor, page);
  if (to === undefined) return;
  event.preventDefault();
  if (to !== null) moveTo(to);
}

function seqAfterKey(
  key: string,
  outline: Outline,
  events: Uint32Array,
  cursor: number,
  page: number,
): number | null | undefined {
  const here = countUpTo(events, cursor) - 1;
  switch (key) {
    case 'ArrowDown':
      return next(outline, events, cursor);
    case 'ArrowUp':
      return previous(outline, events, cursor);
    case 'PageDown':
      return events[Math.min(events.length - 1, here + page)] ?? null;
    case 'PageUp':
      return events[Math.max(0, here - page)] ?? null;
    case 'Enter': {
      const operation = outline.operation[cursor - 1] ?? NONE;
      select(operation === NONE ? null : operation);
      return null;
    }
    default:
      return undefined;
  }
}
