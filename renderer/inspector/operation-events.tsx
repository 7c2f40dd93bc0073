import { memo } from 'react';
import type { OperationDetail } from '../../engine/model/api.ts';
import { moveTo, useSession } from '../session/session.ts';
import { clockText } from '../ui/clock.ts';
import { oneLine } from '../ui/plain-text.ts';
import { VirtualRows } from '../ui/values/virtual-rows.tsx';
import styles from './operation-events.module.css';

type OneEvent = OperationDetail['events'][number];

const fewEvents = 60;

/** All events of one operation; the event at the cursor is marked, later events are dim. */
export function OperationEvents({ events }: { readonly events: readonly OneEvent[] }) {
  const utc = useSession((session) => session.utc);
  const drawRow = (index: number) => {
    const event = events[index];
    return event === undefined ? null : <EventLine key={event.seq} event={event} utc={utc} />;
  };
  if (events.length <= fewEvents)
    return <div className={styles.events}>{events.map((_, index) => drawRow(index))}</div>;
  return (
    <div className={styles.events}>
      <VirtualRows count={events.length} height={24} keyOf={(index) => index} draw={drawRow} />
    </div>
  );
}

const EventLine = memo(function EventLine({ event, utc }: { readonly event: OneEvent; readonly utc: boolean }) {
  const { seq, atMs, type, summary } = event;
  const place = useSession(({ cursor }) => (cursor === seq ? 'here' : cursor > seq ? 'before' : 'later'));
  return (
    <button
      type="button"
      className={styles.event}
      data-place={place}
      aria-current={place === 'here' ? 'step' : undefined}
      title={`Go to event #${seq}${summary === '' ? '' : `: ${oneLine(summary, 200)}`}`}
      onClick={() => moveTo(seq)}
    >
      <span className={styles.seq}>{seq}</span>
      <span className={styles.clock}>{atMs === null ? '' : clockText(atMs, utc)}</span>
      <span className={styles.type}>{oneLine(type, 120)}</span>
    </button>
  );
});
