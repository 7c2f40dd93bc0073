import { activeFilters } from '../ui/active-filters.ts';
import { clearFilter, useSession } from '../session/session.ts';
import { keysOf } from '../ui/commands.ts';
import styles from './empty-list.module.css';

/** Shown when the filter leaves no events: the filter, and a button to clear it. */
export function EmptyList() {
  const filter = useSession((session) => session.filter);
  const text = useSession((session) => session.search.text);
  const names = activeFilters(filter, text).map(({ name }) => name);
  return (
    <div className={styles.empty} role="status">
      <p>{names.length === 0 ? 'This run has no events to show.' : `No event is left by ${names.join(' and ')}.`}</p>
      {names.length === 0 ? null : (
        <button type="button" className={styles.clear} onClick={clearFilter}>
          Clear filters <kbd>{keysOf('clear-filter')}</kbd>
        </button>
      )}
    </div>
  );
}
