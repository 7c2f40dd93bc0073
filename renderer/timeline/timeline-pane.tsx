import { isFiltered } from '../../engine/model/filter.ts';
import { clearFilter, useRun, useSession } from '../session/session.ts';
import { Lanes } from './lanes.tsx';
import { OperationCard } from './operation-card.tsx';
import { TimelineToolbar } from './toolbar.tsx';
import styles from './timeline-pane.module.css';

/** Where the time went: one row for each operation that passes the filter. */
export function TimelinePane() {
  const { outline } = useRun();
  const empty = useSession((session) => session.visible.operations.length === 0);
  return (
    <section className={styles.pane} aria-label="Timeline">
      <TimelineToolbar outline={outline} />
      <Lanes outline={outline} />
      {empty ? <Nothing /> : null}
      <OperationCard outline={outline} />
    </section>
  );
}

function Nothing() {
  const filtered = useSession((session) => isFiltered(session.filter));
  return (
    <div className={styles.nothing}>
      <p>{filtered ? 'No operation matches the filter.' : 'This run has no operations yet.'}</p>
      {filtered ? (
        <button type="button" className={styles.clear} onClick={clearFilter}>
          Clear filter
        </button>
      ) : null}
    </div>
  );
}
