import { X } from 'lucide-react';
import { endSearch } from '../session/search.ts';
import { setFilter, useSession } from '../session/session.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { type ActiveFilter, activeFilters } from '../ui/active-filters.ts';
import styles from '../ui/toolbar.module.css';

/** The active filters of the lists, each with a button to remove it. */
export function FilterChips() {
  const filter = useSession((session) => session.filter);
  const text = useSession((session) => session.search.text);
  const active = activeFilters(filter, text);
  return (
    <span className={styles.chips}>
      {active.map((each) => (
        <Tooltip key={each.id} label={`Clear ${each.name}`}>
          <button type="button" className={styles.chip} aria-label={`Clear ${each.name}`} onClick={() => clear(each)}>
            <span className={styles.chipName}>{each.name}</span>
            <X size={12} aria-hidden />
          </button>
        </Tooltip>
      ))}
    </span>
  );
}

function clear({ id, without }: ActiveFilter): void {
  setFilter(without);
  if (id === 'search') endSearch();
}
