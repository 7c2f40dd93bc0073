import { memo, useCallback, useMemo, useState } from 'react';
import type { EventDetail } from '../../engine/model/api.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Json } from '../../engine/model/json.ts';
import { typeOf } from '../../engine/model/outline.ts';
import { type OpenRun, type Session, useSession } from '../session/session.ts';
import { LiveText } from '../ui/live-text.tsx';
import { Section } from '../ui/section.tsx';
import { useAfterPaint } from '../ui/after-paint.ts';
import { type Details, eventWanted, neighbours } from './details.ts';
import { eventParts } from './event-parts.ts';
import { Fresh } from '../ui/fresh.tsx';
import { LargeValue } from '../ui/values/large-value.tsx';
import { PayloadTree } from '../ui/values/payload-tree.tsx';
import { RawView } from './raw-view.tsx';
import type { Entries } from '../ui/values/tree-rows.ts';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import styles from './event-section.module.css';

export function EventSection({ open, details }: { readonly open: OpenRun; readonly details: Details }) {
  const begun = useSession((session) => session.cursor > 0);
  const [raw, setRaw] = useState(false);
  const type = useCallback(({ cursor }: Session) => typeOf(open.outline, cursor), [open]);
  if (!begun) return null;
  const title = (
    <>
      <LiveText of={numberText} /> · <LiveText className={styles.type} of={type} />
    </>
  );
  return (
    <Section id="event" title={title} aside={<Modes raw={raw} onChoose={setRaw} />}>
      {raw ? <RawView details={details} /> : <Tree details={details} />}
    </Section>
  );
}

function numberText({ cursor }: Session): string {
  return `Event ${countText(cursor)}`;
}

function Modes({ raw, onChoose }: { readonly raw: boolean; readonly onChoose: (raw: boolean) => void }) {
  return (
    <div className={styles.modes} role="group" aria-label="Show the event as">
      <button type="button" aria-pressed={!raw} title="The event as a tree, decoded" onClick={() => onChoose(false)}>
        Tree
      </button>
      <button
        type="button"
        aria-pressed={raw}
        title="The event as the history wrote it, as JSON"
        onClick={() => onChoose(true)}
      >
        Raw
      </button>
    </div>
  );
}

function Tree({ details }: { readonly details: Details }) {
  const { shown, failure } = useLatest(details.events, eventWanted, neighbours);
  // The tree may follow a moment later than the rest: a key held down must never wait for it.
  const detail = useAfterPaint(shown?.value ?? null);
  if (failure !== undefined) return <p className={stale.problem}>{failure}</p>;
  if (detail === null) return <p className={stale.quiet}>Reading …</p>;
  return (
    <Fresh of={details.events}>
      <Attributes run={details.run} detail={detail} />
    </Fresh>
  );
}

type AttributesProps = { readonly run: string; readonly detail: EventDetail };

const Attributes = memo(function Attributes({ run, detail }: AttributesProps) {
  const { attributes, seq } = detail;
  if (attributes.type === 'large')
    return <LargeValue head={attributes.head} bytes={attributes.bytes} run={run} seq={seq} />;
  return <EventTree value={attributes.value} seq={seq} />;
});

function EventTree({ value, seq }: { readonly value: Json; readonly seq: number }) {
  const { main, prefix, metadata } = useMemo(() => eventParts(value), [value]);
  const rest = useMemo((): Entries => [['event metadata', metadata]], [metadata]);
  return (
    <>
      {main.length === 0 ? (
        <p className={stale.quiet}>It has no attributes.</p>
      ) : (
        <PayloadTree label={`Attributes of event #${seq}`} entries={main} root="event" prefix={prefix} />
      )}
      {metadata === null ? null : (
        <PayloadTree label={`Event metadata of event #${seq}`} entries={rest} root="event" scalar closed />
      )}
    </>
  );
}
