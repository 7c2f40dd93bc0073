import { memo, useMemo, useState } from 'react';
import { FileSearch, FolderOpen, Plus, Search, X } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { counted, countText } from '../../engine/model/duration.ts';
import { runStatuses } from '../../engine/model/effect.ts';
import type { RunSummary, ShownStatus } from '../../engine/model/run.ts';
import { chooseFiles } from '../session/open-files.ts';
import { useSession } from '../session/session.ts';
import { useShell } from '../session/shell-state.ts';
import { keysOf } from '../ui/commands.ts';
import { CheckMenu, type Choice } from '../ui/check-menu.tsx';
import { dateText } from '../ui/clock.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { statusLook } from '../ui/statuses.ts';
import { dayEnd, dayStart } from './day-range.ts';
import { formsOf } from './forms.ts';
import { statusCounts, tableGroupings } from './table-rows.ts';
import { clearView, groupTable, isNarrowed, searchLibrary, setView, useTable } from './table-state.ts';
import styles from './table-bar.module.css';

/** `shown`: number of runs that pass. */
type BarProps = { readonly runs: readonly RunSummary[]; readonly shown: number };

/** Filters and order of the table, and the number of runs that pass. */
export const TableBar = memo(function TableBar({ runs, shown }: BarProps) {
  const over = useSession((session) => session.open !== null);
  return (
    <div className={styles.bar} role="toolbar" aria-label="Filter of the table">
      <h1 className={styles.title}>Library</h1>
      <TextFilter />
      <PayloadFilter />
      <Statuses runs={runs} />
      <Days />
      <Grouping />
      <Shown runs={runs} shown={shown} />
      <span className={styles.space} />
      <IconButton icon={Plus} label="Open a history…" keys={keysOf('open')} onClick={() => void chooseFiles(false)} />
      <IconButton
        icon={FolderOpen}
        label="Open a folder…"
        keys={keysOf('open-folder')}
        onClick={() => void chooseFiles(true)}
      />
      {over ? (
        <IconButton
          icon={X}
          label="Back to the run"
          keys={keysOf('table')}
          onClick={() => useShell.setState({ table: false })}
        />
      ) : null}
    </div>
  );
});

function TextFilter() {
  const text = useTable(({ view }) => view.text);
  return (
    <label className={styles.field}>
      <Search size={13} aria-hidden />
      <input
        type="search"
        value={text}
        placeholder="Name, type, headline …"
        aria-label="Filter runs"
        spellCheck={false}
        onChange={(event) => setView({ text: event.target.value })}
      />
    </label>
  );
}

/** Searches the payloads of all runs when Enter is pressed: too slow for every key. */
function PayloadFilter() {
  const [text, setText] = useState('');
  const search = useTable((state) => state.search);
  const said = search === null ? '' : (search.error ?? (search.share < 1 ? `${Math.floor(search.share * 100)} %` : ''));
  return (
    <form
      className={styles.field}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void searchLibrary(text);
      }}
    >
      <FileSearch size={13} aria-hidden />
      <input
        type="search"
        value={text}
        placeholder="In payloads, then Enter"
        aria-label="Search the payloads of all runs"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === '') void searchLibrary('');
        }}
      />
      <span className={styles.said} role="status" title={said}>
        {said}
      </span>
    </form>
  );
}

function Statuses({ runs }: { readonly runs: readonly RunSummary[] }) {
  const chosen = useTable(({ view }) => view.statuses);
  const counts = useMemo(() => statusCounts(runs), [runs]);
  const choices = (['stuck', ...runStatuses] as const)
    .filter((status) => counts.has(status))
    .map((status): Choice<ShownStatus> => ({
      value: status,
      name: statusLook(status).word,
      count: counts.get(status) ?? 0,
      glyph: <StatusGlyph status={status} size={14} />,
    }));
  return (
    <CheckMenu
      name="Status"
      tooltip="Show some statuses only"
      choices={() => choices}
      chosen={chosen}
      onChoose={(statuses) => setView({ statuses })}
    />
  );
}

/** Filter by start time: from the first moment of a day to the last moment of a day. */
function Days() {
  const utc = useSession((session) => session.utc);
  const fromMs = useTable(({ view }) => view.fromMs);
  const toMs = useTable(({ view }) => view.toMs);
  return (
    <span className={styles.days} role="group" aria-label="Started">
      <input
        type="date"
        aria-label="Started from"
        value={fromMs === null ? '' : dateText(fromMs, utc)}
        onChange={(event) => setView({ fromMs: dayStart(event.target.value, utc) })}
      />
      –
      <input
        type="date"
        aria-label="Started until"
        value={toMs === null ? '' : dateText(toMs, utc)}
        onChange={(event) => setView({ toMs: dayEnd(event.target.value, utc) })}
      />
    </span>
  );
}

const words = { none: 'Flat', type: 'By type', family: 'Families' };

function Grouping() {
  const grouping = useTable(({ view }) => view.grouping);
  return (
    <ToggleGroup.Root
      type="single"
      className={styles.groupings}
      aria-label="Grouping of the table"
      value={grouping}
      onValueChange={(value) => groupTable(tableGroupings.find((each) => each === value) ?? grouping)}
    >
      {tableGroupings.map((each) => (
        <ToggleGroup.Item key={each} value={each} className={styles.grouping}>
          {words[each]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

function Shown({ runs, shown }: BarProps) {
  // Copies of one run are one row.
  const all = runs.length - formsOf(runs).others.size;
  const narrowed = useTable(({ view }) => isNarrowed(view));
  return (
    <span className={styles.shown} role="status">
      {narrowed ? `${countText(shown)} of ` : ''}
      {counted(all, 'run')}
      {narrowed ? (
        <button type="button" className={styles.clear} onClick={clearView}>
          Clear
        </button>
      ) : null}
    </span>
  );
}
