import { useRun, useSession } from '../session/session.ts';
import { EmptyList } from './empty-list.tsx';
import { EventList } from './event-list.tsx';

/** All events in order: number, time, type, summary. */
export function EventsPane() {
  const { summary, outline } = useRun();
  const empty = useSession((session) => session.visible.events.length === 0);
  return empty ? <EmptyList /> : <EventList key={summary.runId} outline={outline} />;
}
