import { type KeyboardEvent, type MouseEvent, useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import type { RunId, Seq } from '../../engine/model/event.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { next, previous } from '../../engine/model/stepping.ts';
import { ask } from '../session/engine.ts';
import { moveTo, select, useSession } from '../session/session.ts';
import { columnIds, isShown, templateOf } from './columns.ts';
import { EventHead } from './event-head.tsx';
import { EventMenu, setCurrentRow } from './event-menu.tsx';
import { ListStage, type RowTexts } from './list-stage.ts';
import { useList } from './list-state.ts';
import { RowStock } from './row-stock.tsx';
import { type ReadTexts, TextPages } from './text-pages.ts';
import styles from './event-list.module.css';

/** The frame of the list; the stage owns its rows. */
export function EventList({ outline }: { readonly outline: Outline }) {
  const template = useList(({ columns, width }) => templateOf(columns, width));
  const hidden = useList(({ columns, width }) => columnIds.filter((id) => !isShown(columns, id, width)).join(' '));
  const { refs, stage } = useStage(outline);
  return (
    <EventMenu outline={outline}>
      <div
        ref={refs.grid}
        className={styles.grid}
        role="grid"
        aria-label="Events"
        aria-multiselectable
        tabIndex={0}
        data-hidden={hidden}
        style={{ '--seq': `${countText(outline.events).length}ch`, '--columns': template }}
        onMouseMove={tellWhole}
        onClick={(event) => choose(event, outline)}
        onKeyDown={(event) => stepByKey(event, outline, stage.current)}
      >
        <EventHead />
        <div ref={refs.lines} className={styles.lines} role="presentation">
          <div ref={refs.rows} className={styles.rows} role="rowgroup" />
        </div>
        <RowStock ref={refs.stock} />
      </div>
    </EventMenu>
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
  const texts = useTexts(run);
  useLayoutEffect(() => {
    if (grid.current === null || lines.current === null || rows.current === null || stock.current === null)
      return undefined;
    const made = new ListStage(
      { grid: grid.current, lines: lines.current, rows: rows.current, stock: stock.current },
      outline,
      texts,
      id,
    );
    stage.current = made;
    setCurrentRow(() => made.currentRow);
    return made.start();
    // The stage itself follows the run's newest outline.
  }, [run, texts, id]); // eslint-disable-line react/exhaustive-deps
  return { refs: { grid, lines, rows, stock }, stage };
}

function useTexts(run: RunId): RowTexts {
  const connection = useSession((session) => session.connection);
  const texts = useMemo(() => textsOf(run), [run]);
  useEffect(() => {
    if (connection !== 'ready') return;
    texts.summaries.retry();
    texts.previews.retry();
  }, [texts, connection]);
  return texts;
}

/** The summaries come first: previews are asked for by themselves, so that none waits for a payload. */
function textsOf(run: RunId): RowTexts {
  const events = (): number => useSession.getState().open?.outline.events ?? 0;
  const summaries: ReadTexts = async (from, to) =>
    (await ask('readRows', { run, from, to })).map(({ summary }) => summary);
  return {
    summaries: new TextPages(events, summaries),
    previews: new TextPages(events, (from, to) => ask('readPreviews', { run, from, to })),
  };
}

/** Shows the full text of a cell that may be cut short, in a tooltip. */
function tellWhole({ target }: MouseEvent): void {
  const cell =
    target instanceof Element
      ? target.closest<HTMLElement>(`.${styles.type}, .${styles.summary}, .${styles.preview}`)
      : null;
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

function stepByKey(event: KeyboardEvent, outline: Outline, stage: ListStage | null): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || stage === null) return;
  const sorted = useList.getState().sort !== null;
  const to = sorted ? sortedAfterKey(event.key, stage) : seqAfterKey(event.key, outline, stage);
  if (to !== undefined && to !== null) moveTo(to);
  if (to === undefined) {
    if (event.key !== 'Enter') return;
    const operation = outline.operation[useSession.getState().cursor - 1] ?? NONE;
    select(operation === NONE ? null : operation);
  }
  event.preventDefault();
}

/** null where there is no event to go to; undefined where the list does not use the key. */
function seqAfterKey(key: string, outline: Outline, { page }: ListStage): Seq | null | undefined {
  const { cursor, visible } = useSession.getState();
  const { events } = visible;
  const here = countUpTo(events, cursor) - 1;
  if (key === 'ArrowDown') return next(outline, events, cursor);
  if (key === 'ArrowUp') return previous(outline, events, cursor);
  if (key === 'PageDown') return events[Math.min(events.length - 1, here + page)] ?? null;
  return key === 'PageUp' ? (events[Math.max(0, here - page)] ?? null) : undefined;
}

/** In a sorted list keys go along the rows. */
function sortedAfterKey(key: string, stage: ListStage): Seq | null | undefined {
  const { page } = stage;
  const rows: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  const by = rows[key];
  return by === undefined ? undefined : stage.seqBelow(by);
}
