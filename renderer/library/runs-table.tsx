import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { RunSummary } from '../../engine/model/run.ts';
import { toggleChosen, useChosen } from '../session/compare/chosen.ts';
import { deleteRuns } from '../session/library-acts.ts';
import { nowhere } from '../session/address.ts';
import { openRun } from '../session/runs.ts';
import { useSession } from '../session/session.ts';
import { ChosenBar } from './chosen-bar.tsx';
import { RunMenu } from './run-menu.tsx';
import { TableBar } from './table-bar.tsx';
import { GroupRow, RunRow } from './table-row.tsx';
import { prepare, type TableColumn, tableColumns, type TableRow, tableRows } from './table-rows.ts';
import { clearView, foldGroup, sortBy, useTable } from './table-state.ts';
import styles from './runs-table.module.css';

const ROW_PX = 30;

const names: Readonly<Record<TableColumn, string>> = {
  status: 'Status',
  type: 'Type',
  workflow: 'Workflow id',
  start: 'Start',
  duration: 'Duration',
  events: 'Events',
  headline: 'Headline',
  source: 'Source',
};

/** The library as a table: sorted, filtered, grouped; arrows move, Enter opens, Space selects, Delete deletes. */
export function RunsTable() {
  const runs = useSession((session) => session.runs);
  const view = useTable((state) => state.view);
  const rows = useMemo(() => tableRows(runs, view), [runs, view]);
  useEffect(() => prepareWhileIdle(runs), [runs]);
  return (
    <section className={styles.page} aria-label="Runs of the library">
      <TableBar runs={runs} shown={useMemo(() => countOf(rows), [rows])} />
      <Rows rows={rows} />
      <ChosenBar />
    </section>
  );
}

/** One column at a time: no first sort or filter waits for it. Returns a function that stops it. */
function prepareWhileIdle(runs: readonly RunSummary[]): () => void {
  const left = ['text', ...tableColumns] as const;
  let at = 0;
  const go = (): void => {
    prepare(runs, left[at++] ?? 'text');
    if (at < left.length) next = requestIdleCallback(go);
  };
  let next = requestIdleCallback(go);
  return () => cancelIdleCallback(next);
}

function Rows({ rows }: { readonly rows: readonly TableRow[] }) {
  const id = useId();
  const utc = useSession((session) => session.utc);
  const chosen = useChosen((state) => state.runs);
  const found = useTable(({ view }) => view.found);
  const current = useSession((session) => session.open?.summary.runId);
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const at = Math.min(active, rows.length - 1);
  // A line keeps its elements when another run comes to stand there: sorted and filtered, only texts change.
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 4,
    paddingStart: ROW_PX,
    scrollPaddingStart: ROW_PX,
  });
  useEffect(() => scroller.current?.focus({ preventScroll: true }), []);
  useEffect(() => useTable.setState({ current: runOf(rows[at])?.runId ?? null }), [rows, at]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = afterKey(event, rows, at);
    if (to === null || event.target !== scroller.current) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(to, rows.length - 1));
    setActive(index);
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  const onClick = (event: MouseEvent): void => {
    const index = lineAt(event.target);
    if (index === null) return;
    setActive(index);
    clicked(event, rows[index]);
  };
  return (
    <RunMenu runAt={(target) => runOf(rows[lineAt(target) ?? at])}>
      <div
        ref={scroller}
        className={styles.table}
        role="grid"
        aria-label="Runs"
        aria-rowcount={rows.length + 1}
        aria-multiselectable
        tabIndex={0}
        aria-activedescendant={rows.length === 0 ? undefined : `${id}-${at}`}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div className={styles.all} role="rowgroup" style={{ height: Math.max(virtual.getTotalSize(), ROW_PX) }}>
          <Header />
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            const place = { line: index, id: `${id}-${index}`, top: start, active: index === at };
            if (row === undefined) return null;
            if (row.type === 'group') return <GroupRow key={index} row={row} {...place} />;
            const { runId } = row.run;
            return (
              <RunRow
                key={index}
                row={row}
                utc={utc}
                chosen={chosen.has(runId)}
                current={runId === current}
                found={found?.get(runId) ?? null}
                {...place}
              />
            );
          })}
        </div>
        {rows.length > 0 ? null : <Nothing />}
      </div>
    </RunMenu>
  );
}

function Header() {
  const sort = useTable(({ view }) => view.sort);
  const down = useTable(({ view }) => view.down);
  return (
    <div className={styles.header} role="row" aria-rowindex={1}>
      <span className={styles.mark} role="columnheader" aria-label="Selected" />
      {tableColumns.map((column) => (
        <span
          key={column}
          className={styles.heading}
          data-column={column}
          role="columnheader"
          aria-sort={sort !== column ? 'none' : down ? 'descending' : 'ascending'}
        >
          <button type="button" className={styles.sort} onClick={() => sortBy(column)}>
            {names[column]}
            {sort !== column ? null : down ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />}
          </button>
        </span>
      ))}
    </div>
  );
}

function Nothing() {
  return (
    <div className={styles.nothing}>
      No run matches.{' '}
      <button type="button" className={styles.clear} onClick={clearView}>
        Clear the filter
      </button>
    </div>
  );
}

/** Number of runs in the rows and under folded headings. */
function countOf(rows: readonly TableRow[]): number {
  return rows.reduce((sum, row) => sum + (row.type === 'run' ? 1 : row.folded ? row.count : 0), 0);
}

function runOf(row: TableRow | undefined) {
  return row?.type === 'run' ? row.run : undefined;
}

function lineAt(target: EventTarget | null): number | null {
  const line = target instanceof Element ? target.closest('[data-line]')?.getAttribute('data-line') : null;
  return line === null || line === undefined ? null : Number(line);
}

/** A click on the check mark, or with Ctrl, selects the run; any other click opens it. */
function clicked(event: MouseEvent, row: TableRow | undefined): void {
  const onMark = event.target instanceof Element && event.target.closest('[data-mark]') !== null;
  if (row?.type === 'run' && (onMark || event.ctrlKey || event.metaKey)) toggleChosen(row.run.runId);
  else activate(row);
}

function activate(row: TableRow | undefined): void {
  if (row?.type === 'group') foldGroup(row.name, !row.folded);
  else if (row !== undefined) void openRun(row.run.runId, placeOf(row.run.runId));
}

/** For a run found by a search: its first match. */
function placeOf(run: string) {
  const { view, search } = useTable.getState();
  const found = view.found?.get(run);
  return found === undefined ? undefined : { ...nowhere, run, at: found.first, search: search?.text ?? '' };
}

const page = 20;

/** The index that a key leads to, or null when the table does not use the key. */
function afterKey(event: KeyboardEvent, rows: readonly TableRow[], at: number): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: rows.length };
  if (Object.hasOwn(to, event.key)) return to[event.key as keyof typeof to];
  return actOn(rows[at], event.key) ? at : null;
}

function actOn(row: TableRow | undefined, key: string): boolean {
  if (row === undefined) return false;
  if (key === 'Enter') activate(row);
  else if (row.type === 'group') {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return false;
    foldGroup(row.name, key === 'ArrowLeft');
  } else if (key === ' ') toggleChosen(row.run.runId);
  else if (key === 'F2') useTable.setState({ renaming: row.run.runId });
  else if (key === 'Delete') void deleteRuns(chosenWith(row.run.runId));
  else return false;
  return true;
}

/** All selected runs, where this run is among them; else this run. */
function chosenWith(run: string): readonly string[] {
  const { runs } = useChosen.getState();
  return runs.has(run) ? [...runs] : [run];
}
