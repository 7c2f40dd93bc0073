import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import { eventsOf, kindOf, NONE, type Outline } from '../../engine/model/outline.ts';
import { type TimePart, timeParts } from '../../engine/model/time-parts.ts';
import type { FoldRows, RowSums } from '../../engine/model/tracks/fold-rows.ts';
import { moveTo, select, useSession } from '../session/session.ts';
import { kindLook } from '../ui/kinds.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { statusLook } from '../ui/statuses.ts';
import { useMemberInputs } from './member-inputs.ts';
import { type MemberOrder, type MemberSort, orderedRows } from './member-order.ts';
import styles from './group-section.module.css';

const ROW = 22;

type MemberTableProps = {
  readonly outline: Outline;
  readonly rows: FoldRows;
  readonly order: MemberOrder;
  /** A bar of full width represents the longest duration. */
  readonly sums: RowSums;
  readonly onOrder: (order: MemberOrder) => void;
};

/** One line per member or iteration. Arrows select, Enter goes to the last event of what is selected. */
export function MemberTable({ outline, rows, order, sums, onOrder }: MemberTableProps) {
  const ordered = useMemo(() => orderedRows(rows, order), [rows, order]);
  const selected = useSession((session) => session.selected);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 4,
  });
  const shown = virtual.getVirtualItems();
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? -1];
  const keys = useMemo(
    () => Array.from(ordered.subarray(first, last + 1), (row) => inputKey(outline, rows, row)),
    [rows, ordered, first, last, outline],
  );
  const inputOf = useMemberInputs(outline.run, keys);
  const at = ordered.indexOf(rows.rowOf(selected));
  // A new order shows the top of the list; a new selection scrolls into view.
  const toShow = useRef(at);
  toShow.current = at;
  useEffect(() => {
    if (toShow.current >= 0) virtual.scrollToIndex(toShow.current, { align: 'auto' });
  }, [virtual, selected]);
  useEffect(() => virtual.scrollToOffset(0), [virtual, order]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = wantedRow(event.key, at, ordered.length, Math.floor((scroller.current?.clientHeight ?? 0) / ROW));
    if (event.key === 'Enter' && selected !== null) goTo(outline, selected);
    else if (wanted !== null) select(rows.chiefOf(ordered[wanted]!));
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.table}>
      <Head order={order} onOrder={onOrder} />
      <div
        ref={scroller}
        className={styles.scroller}
        style={{ height: Math.min(12, Math.max(1, ordered.length)) * ROW }}
        role="listbox"
        tabIndex={0}
        aria-label="Members"
        aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: virtual.getTotalSize() }} role="presentation">
          {shown.map(({ index, start }) => (
            <Member
              key={ordered[index]}
              id={`${id}-${index}`}
              outline={outline}
              rows={rows}
              row={ordered[index]!}
              selected={index === at}
              top={start}
              sums={sums}
              input={inputOf(inputKey(outline, rows, ordered[index]!))}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Goes to the operation's last event up to the cursor, or to the first event of a future operation. */
function goTo(outline: Outline, operation: number): void {
  const events = eventsOf(outline, operation);
  moveTo(events[Math.max(0, countUpTo(events, useSession.getState().cursor) - 1)] ?? 0);
}

/** The row that a key leads to from row `at` (−1 = none); null where the list does not use the key. */
function wantedRow(key: string, at: number, count: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(at < 0 ? 0 : at + step, count - 1));
}

const heads: readonly (readonly [sort: MemberSort | null, title: string])[] = [
  ['number', '#'],
  [null, 'Input'],
  ['duration', 'Duration'],
  ['attempts', 'Attempts'],
  ['status', 'Status'],
];

function Head({ order, onOrder }: Pick<MemberTableProps, 'order' | 'onOrder'>) {
  return (
    <div className={styles.row} data-head>
      {heads.map(([sort, title]) =>
        sort === null ? (
          <span key={title}>{title}</span>
        ) : (
          <button
            key={sort}
            type="button"
            aria-label={`${title}, sort by ${sort}`}
            aria-pressed={order.sort === sort}
            // The first click sorts descending: the longest and the most retried members are of interest.
            onClick={() =>
              onOrder({ ...order, sort, falling: order.sort === sort ? !order.falling : sort !== 'number' })
            }
          >
            {title}
            {order.sort === sort ? (order.falling ? ' ↓' : ' ↑') : ''}
          </button>
        ),
      )}
    </div>
  );
}

/** The operation whose input stands for the row. */
function inputKey(outline: Outline, rows: FoldRows, row: number): string {
  return outline.operations.keys[rows.membersOf(row)[0] ?? NONE] ?? '';
}

type MemberProps = {
  readonly id: string;
  readonly outline: Outline;
  readonly rows: FoldRows;
  readonly row: number;
  readonly selected: boolean;
  readonly top: number;
  readonly sums: RowSums;
  readonly input: string;
};

function Member({ id, outline, rows, row, selected, top, sums, input }: MemberProps) {
  const attempts = rows.attemptsOf(row);
  const status = rows.statusOf(row);
  const chief = rows.chiefOf(row);
  return (
    // The list has the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      role="option"
      aria-selected={selected}
      data-slowest={(row === sums.slowest && sums.max > sums.p50) || undefined}
      onClick={() => select(chief === NONE ? null : chief)}
      onDoubleClick={() => goTo(outline, chief)}
    >
      <span>{countText(row + 1)}</span>
      <span className={styles.input}>{input}</span>
      <Duration outline={outline} rows={rows} row={row} sums={sums} />
      <span>{attempts > 1 ? `×${attempts}` : ''}</span>
      <span>
        <StatusGlyph status={status} size={12} />
        <span className={styles.unseen}>{statusLook(status).word}</span>
      </span>
    </div>
  );
}

/** A bar for the duration, relative to the longest one, split by time part; the slowest is marked. */
function Duration({
  outline,
  rows,
  row,
  sums: { p50, max, slowest },
}: Pick<MemberProps, 'outline' | 'rows' | 'row' | 'sums'>) {
  const parts = rows.partsOf(row);
  const { role } = kindLook(kindOf(outline, rows.membersOf(row)[0] ?? NONE));
  return (
    <span className={styles.duration}>
      <span className={styles.bar} aria-hidden>
        {max === 0
          ? null
          : timeParts.map((part) =>
              parts[part] > 0 && part !== 'between' ? (
                <i key={part} style={{ width: `${(parts[part] / max) * 100}%`, background: colourOf(part, role) }} />
              ) : null,
            )}
      </span>
      <span>
        {durationText(rows.durationOf(row))}
        {row === slowest && max > p50 ? <Slowest /> : null}
      </span>
    </span>
  );
}

function Slowest() {
  return (
    <span className={styles.mark}>
      <span aria-hidden> ▲</span>
      <span className={styles.unseen}>slowest</span>
    </span>
  );
}

function colourOf(part: TimePart, role: string): string {
  if (part === 'retrying') return 'var(--warn)';
  return part === 'running' ? `var(--${role})` : `color-mix(in srgb, var(--${role}) 40%, var(--pane))`;
}
