import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useSession } from '../session/session.ts';
import { zoneName } from '../ui/clock.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { type ColumnId, columnIds, isShown } from './columns.ts';
import { resizeColumn, sortBy, useList } from './list-state.ts';
import type { SortKey } from './sorted-lines.ts';
import styles from './event-list.module.css';

/** What each column is called, in its head and in the menu of columns. */
export const columnNames: Readonly<Record<ColumnId, string>> = {
  seq: '#',
  clock: 'Clock',
  since: 'Since start',
  type: 'Event',
  summary: 'Summary',
  preview: 'Payload',
  duration: 'Duration',
};

/** A column that cannot be sorted by is missing: its texts are not loaded as a whole. */
const sorts: { readonly [id in ColumnId]?: SortKey } = {
  seq: 'seq',
  clock: 'clock',
  since: 'clock',
  type: 'type',
  duration: 'duration',
};

/** px by which a key changes a column's width. */
const STEP = 12;

/** The heads of the shown columns: one tab stop, ← and → go along them, Enter sorts, Shift with ← or → resizes. */
export function EventHead() {
  const columns = useList((list) => list.columns);
  const width = useList((list) => list.width);
  const [stop, setStop] = useState<ColumnId>('seq');
  const shown = columnIds.filter((id) => isShown(columns, id, width));
  const current = shown.includes(stop) ? stop : 'seq';
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      {shown.map((id) => (
        <Head key={id} id={id} isStop={id === current} onStop={setStop} />
      ))}
    </div>
  );
}

type HeadProps = { readonly id: ColumnId; readonly isStop: boolean; readonly onStop: (id: ColumnId) => void };

function Head({ id, isStop, onStop }: HeadProps) {
  const utc = useSession((session) => session.utc);
  const sort = useList((list) => list.sort);
  const by = sorts[id];
  const sorted = sort !== null && sort.by === by ? (sort.falling ? 'descending' : 'ascending') : undefined;
  return (
    <Tooltip
      label={by === undefined ? 'Width' : 'Sort; width'}
      keys={by === undefined ? 'Shift + ← →' : 'Enter; Shift + ← →'}
    >
      <span
        role="columnheader"
        tabIndex={isStop ? 0 : -1}
        className={styles[id]}
        aria-sort={sorted}
        aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight"
        onFocus={() => onStop(id)}
        onClick={by === undefined ? undefined : () => sortBy(by)}
        onKeyDown={(event) => keyOnHead(event, id)}
      >
        <span className={styles.title}>{id === 'clock' ? zoneName(utc) : columnNames[id]}</span>
        {sorted === undefined ? null : <span aria-hidden>{sorted === 'ascending' ? '↑' : '↓'}</span>}
        <Handle id={id} />
      </span>
    </Tooltip>
  );
}

function keyOnHead(event: KeyboardEvent<HTMLElement>, id: ColumnId): void {
  const head = event.currentTarget;
  const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const by = sorts[id];
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (way !== 0 && event.shiftKey) resizeColumn(id, head.getBoundingClientRect().width + way * STEP);
  else if (way !== 0) {
    const next = way > 0 ? head.nextElementSibling : head.previousElementSibling;
    if (next instanceof HTMLElement) next.focus();
  } else if (event.key === 'Enter' && by !== undefined) sortBy(by);
  else if (event.key === 'Escape' && head.parentElement?.parentElement instanceof HTMLElement) return;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Drags the right edge of a column; a double click gives it its own width back. */
function Handle({ id }: { readonly id: ColumnId }) {
  const start = (event: PointerEvent<HTMLElement>): void => {
    const handle = event.currentTarget;
    const from = (handle.parentElement?.getBoundingClientRect().width ?? 0) - event.clientX;
    event.preventDefault();
    event.stopPropagation();
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', resize);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', resize), {
      once: true,
    });
    function resize({ clientX }: globalThis.PointerEvent): void {
      resizeColumn(id, from + clientX);
    }
  };
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the head has the keys
    <span
      className={styles.handle}
      data-handle
      onPointerDown={start}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => resizeColumn(id, null)}
    />
  );
}
