import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { compareWithOpen } from '../session/compare/comparing.ts';
import { useCompare } from '../session/compare/compare-state.ts';
import { toggleChosen, useChosen } from '../session/compare/chosen.ts';
import { RunMenu } from './run-menu.tsx';
import { openRun } from '../session/runs.ts';
import { useSession } from '../session/session.ts';
import { GroupLine } from './group-line.tsx';
import { currentRows, fold, useLibrary } from './library-state.ts';
import type { LibraryRow } from './rows.ts';
import { RunLine } from './run-line.tsx';
import styles from './run-list.module.css';

const GROUP_PX = 30;
const RUN_PX = 44;

/** A tree of one level: collapsible headings with runs below. Arrows move, Enter opens, ← and → fold. */
export function RunList() {
  const runs = useSession((session) => session.runs);
  const view = useLibrary();
  const utc = useSession((session) => session.utc);
  const current = useSession((session) => session.opening ?? session.open?.summary.runId ?? null);
  const rows = currentRows(runs, view, current);
  const chosen = useChosen((state) => state.runs);
  const compared = useCompare((state) => state.runs);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'group' ? GROUP_PX : RUN_PX),
    getItemKey: (index) => keyOf(rows[index]),
    overscan: 6,
  });
  const nowMs = useMinute();
  const at = rows.findIndex((row) => keyOf(row) === active);

  const currentAt = rows.findIndex((row) => row.type === 'run' && row.run.runId === current);
  // Scrolls when another run is opened or the order changes; not when imports move the run.
  const toShow = useRef(currentAt);
  toShow.current = currentAt;
  useEffect(() => {
    if (toShow.current >= 0) virtual.scrollToIndex(toShow.current, { align: 'auto' });
  }, [virtual, current, view]);
  useEffect(() => virtual.measure(), [virtual, rows]);

  const goTo = (index: number): void => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row === undefined) return;
    setActive(keyOf(row));
    virtual.scrollToIndex(rows.indexOf(row), { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = indexAfterKey(event, rows, at < 0 ? currentAt : at);
    if (to === null) return;
    event.preventDefault();
    goTo(to);
  };
  if (rows.length === 0) return <p className={styles.none}>No run matches.</p>;
  return (
    <RunMenu runAt={(target) => runAt(target, rows) ?? runOf(rows[at])}>
      <div
        ref={scroller}
        className={styles.list}
        role="tree"
        aria-label="Runs"
        tabIndex={0}
        aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
        onFocus={() => active ?? goTo(Math.max(0, currentAt))}
        onKeyDown={onKeyDown}
        onClick={(event) => clicked(event, rows)}
      >
        <div className={styles.lines} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start, size }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const place = { line: index, id: `${id}-${index}`, top: start, height: size, active: index === at };
            return row.type === 'group' ? (
              <GroupLine key={key} row={row} {...place} />
            ) : (
              <RunLine
                key={key}
                row={row}
                current={row.run.runId === current}
                chosen={chosen.has(row.run.runId)}
                letter={letterOf(compared, row.run.runId)}
                nowMs={nowMs}
                utc={utc}
                {...place}
              />
            );
          })}
        </div>
      </div>
    </RunMenu>
  );
}

function keyOf(row: LibraryRow | undefined): string {
  if (row === undefined) return '';
  return row.type === 'group' ? row.key : row.run.runId;
}

/** One click handler for all lines: a run opens, a heading folds. The focus then returns to the run's view. */
function clicked(event: MouseEvent, rows: readonly LibraryRow[]): void {
  const line = event.target instanceof Element ? event.target.closest('[data-line]')?.getAttribute('data-line') : null;
  if (line === null || line === undefined) return;
  const run = runOf(rows[Number(line)]);
  if (run !== undefined && (event.ctrlKey || event.metaKey)) {
    toggleChosen(run.runId);
    return;
  }
  activate(rows[Number(line)]);
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
}

function runAt(target: EventTarget, rows: readonly LibraryRow[]) {
  const line = target instanceof Element ? target.closest('[data-line]')?.getAttribute('data-line') : null;
  return line === null || line === undefined ? undefined : runOf(rows[Number(line)]);
}

/** The letter of a run in the comparison of two on screen. */
function letterOf(compared: readonly string[], run: string): 'A' | 'B' | null {
  if (compared.length !== 2 || !compared.includes(run)) return null;
  return compared[0] === run ? 'A' : 'B';
}

function runOf(row: LibraryRow | undefined) {
  return row?.type === 'run' ? row.run : undefined;
}

function activate(row: LibraryRow | undefined): void {
  if (row?.type === 'run') void openRun(row.run.runId);
  else if (row !== undefined) fold(row.key, !row.folded);
}

/** True for a run other than the open one. */
function canCompare(run: string): boolean {
  const open = useSession.getState().open?.summary.runId;
  return open !== undefined && open !== run;
}

/**
 * The index that a key leads to, or null when the list does not use the key. Enter and the folding keys act on the row.
 */
function indexAfterKey(event: KeyboardEvent, rows: readonly LibraryRow[], at: number): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const row = rows[at];
  switch (event.key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + 10;
    case 'PageUp':
      return at - 10;
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'Enter':
      activate(row);
      return at;
    case ' ':
      if (row?.type !== 'run') return null;
      toggleChosen(row.run.runId);
      return at;
    case 'c':
      if (row?.type !== 'run' || !canCompare(row.run.runId)) return null;
      compareWithOpen(row.run.runId);
      return at;
    case 'ArrowLeft':
    case 'ArrowRight':
      // On a run these keys step through its events.
      if (row?.type !== 'group') return null;
      fold(row.key, event.key === 'ArrowLeft');
      return at;
    default:
      return null;
  }
}

/** The time in ms, updated every minute: "today" becomes "yesterday". */
function useMinute(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
