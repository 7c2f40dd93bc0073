import { countText } from '../../engine/model/duration.ts';
import { isFiltered } from '../../engine/model/filter.ts';
import { clearFilter, setFilter, useRun, useSession } from '../session/session.ts';
import { keysOf } from '../ui/commands.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './hidden-events.module.css';

/** How many events are not in the list, why, and how they come back. It stands there always, so that nothing moves for it. */
export function HiddenEvents() {
  const all = useRun().outline.events;
  const shown = useSession(({ visible }) => visible.events.length);
  const searched = useSession(({ search }) => search.found !== null && search.only);
  const filtered = useSession(({ filter }) => isFiltered(filter)) || searched;
  const hidden = all - shown;
  const count = `${countText(shown)} of ${countText(all)} ${all === 1 ? 'event' : 'events'}`;
  if (hidden === 0) return <p className={styles.bar}>All {countText(all)} events</p>;
  return (
    <p className={styles.bar}>
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
