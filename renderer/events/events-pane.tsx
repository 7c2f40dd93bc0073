import { useSession } from '../session.ts';
import { EmptyList } from './empty-list.tsx';
import { EventList } from './event-list.tsx';

/** Everything, in order: number, clock, type, summary. */
export function EventsPane() {
  const open = useSession((session) => session.open);
  const empty = useSession((session) => session.visible.events.length === 0);
  if (open === null) return null;
  return empty ? <EmptyList /> : <EventList key={open.summary.runId} outline={open.outline} />;
}
