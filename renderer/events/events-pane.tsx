import { useRun, useSession } from '../session/session.ts';
import { EmptyList } from './empty-list.tsx';
import { EventList } from './event-list.tsx';
import { HiddenEvents } from './hidden-events.tsx';
import styles from './hidden-events.module.css';

/** All events in order: number, time, type, summary. */
export function EventsPane() {
  const { summary, outline } = useRun();
  const empty = useSession((session) => session.visible.events.length === 0);
  return (
    <div className={styles.pane}>
      <div className={styles.list}>{empty ? <EmptyList /> : <EventList key={summary.runId} outline={outline} />}</div>
      {empty ? null : <HiddenEvents />}
    </div>
  );
}
