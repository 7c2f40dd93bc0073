import { countText } from '../../engine/model/duration.ts';
import { isFiltered } from '../../engine/model/filter.ts';
import { clearFilter, setFilter, useRun, useSession } from '../session/session.ts';
import { keysOf } from '../ui/commands.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { ColumnsMenu } from './columns-menu.tsx';
import { sortAsRecorded, useList } from './list-state.ts';
import type { SortKey } from './sorted-lines.ts';
import styles from './hidden-events.module.css';

/** How many events are not in the list, why, and how they come back; how it is sorted, and its columns. Always there, so that nothing moves. */
export function HiddenEvents() {
  return (
    <div className={styles.bar}>
      <Hidden />
      <Sorted />
      <ColumnsMenu />
    </div>
  );
}

function Hidden() {
  const all = useRun().outline.events;
  const shown = useSession(({ visible }) => visible.events.length);
  const searched = useSession(({ search }) => search.found !== null && search.only);
  const filtered = useSession(({ filter }) => isFiltered(filter)) || searched;
  const hidden = all - shown;
  const count = `${countText(shown)} of ${countText(all)} ${all === 1 ? 'event' : 'events'}`;
  if (hidden === 0)
    return <p className={styles.text}>{all === 1 ? 'The only event' : `All ${countText(all)} events`}</p>;
  return (
    <p className={styles.text}>
      {count}; {countText(hidden)} hidden{filtered ? ' by the filter: ' : ', of workflow tasks: '}
      <Tooltip
        label={filtered ? 'Clear filters and search' : 'Show workflow tasks'}
        keys={keysOf(filtered ? 'clear-filter' : 'workflow-tasks')}
      >
        <button
          type="button"
          className={styles.show}
          onClick={filtered ? clearFilter : () => setFilter({ workflowTasks: true })}
        >
          show
        </button>
      </Tooltip>
    </p>
  );
}

const sortWords: Readonly<Record<SortKey, string>> = {
  seq: 'number',
  clock: 'clock',
  type: 'event type',
  duration: 'duration',
};

function Sorted() {
  const sort = useList((list) => list.sort);
  if (sort === null) return null;
  return (
    <p className={styles.text}>
      · sorted by {sortWords[sort.by]}:{' '}
      <button type="button" className={styles.show} onClick={sortAsRecorded}>
        as recorded
      </button>
    </p>
  );
}
