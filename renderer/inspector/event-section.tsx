import { memo, useCallback, useMemo, useState } from 'react';
import type { EventDetail } from '../../engine/model/api.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Json } from '../../engine/model/json.ts';
import type { JsonStep } from '../../engine/model/compare/json-diff-path.ts';
import { type Outline, typeOf } from '../../engine/model/outline.ts';
import { inPayload } from '../session/watches/place-of.ts';
import { type OpenRun, type Session, useSession } from '../session/session.ts';
import { matcherFor } from '../session/search.ts';
import { LiveText } from '../ui/live-text.tsx';
import { Section } from '../ui/section.tsx';
import { typeEnds } from '../ui/type-ends.ts';
import { useAfterPaint } from '../ui/after-paint.ts';
import { type Details, eventWanted, neighbours } from './details.ts';
import { eventParts } from './event-parts.ts';
import { Fresh } from '../ui/fresh.tsx';
import { copyText } from '../session/copying.ts';
import { oneLine } from '../ui/plain-text.ts';
import { jsonPath, pathOf } from '../ui/values/row-text.ts';
import { LargeValue } from '../ui/values/large-value.tsx';
import { PayloadTree } from '../ui/values/payload-tree.tsx';
import { RawView } from './raw-view.tsx';
import { above, placesIn } from '../ui/values/tree-matches.ts';
import { type Entries, treeRows } from '../ui/values/tree-rows.ts';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import styles from './event-section.module.css';

export function EventSection({ open, details }: { readonly open: OpenRun; readonly details: Details }) {
  const begun = useSession((session) => session.cursor > 0);
  const [raw, setRaw] = useState(false);
  const start = useCallback(({ cursor }: Session) => typeEnds(typeOf(open.outline, cursor))[0], [open]);
  const end = useCallback(({ cursor }: Session) => typeEnds(typeOf(open.outline, cursor))[1], [open]);
  if (!begun) return null;
  const title = (
    <span className={styles.heading}>
      <LiveText of={numberText} />
      <LiveText className={styles.start} of={start} />
      <LiveText className={styles.end} of={end} />
    </span>
  );
  return (
    <Section id="event" title={title} aside={<Modes raw={raw} onChoose={setRaw} />}>
      {raw ? <RawView details={details} /> : <Tree outline={open.outline} details={details} />}
    </Section>
  );
}

function numberText({ cursor }: Session): string {
  return `Event ${countText(cursor)} · `;
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

function Tree({ outline, details }: { readonly outline: Outline; readonly details: Details }) {
  const { shown, failure } = useLatest(details.events, eventWanted, neighbours);
  // The tree may follow a moment after the rest: a held key must never wait for it.
  const detail = useAfterPaint(shown?.value ?? null);
  if (failure !== undefined) return <p className={stale.problem}>{failure}</p>;
  if (detail === null) return <p className={stale.quiet}>Reading …</p>;
  return (
    <Fresh of={details.events}>
      <Attributes outline={outline} detail={detail} />
    </Fresh>
  );
}

type AttributesProps = { readonly outline: Outline; readonly detail: EventDetail };

const Attributes = memo(function Attributes({ outline, detail }: AttributesProps) {
  const { attributes, seq } = detail;
  if (attributes.type === 'large')
    return <Large head={attributes.head} bytes={attributes.bytes} run={outline.run} seq={seq} />;
  return <EventTree outline={outline} value={attributes.value} seq={seq} />;
});

type TreeProps = { readonly outline: Outline; readonly value: Json; readonly seq: number };

function EventTree({ outline, value, seq }: TreeProps) {
  const { main, prefix, metadata } = useMemo(() => eventParts(value), [value]);
  const rest = useMemo((): Entries => [['event metadata', metadata]], [metadata]);
  const placeOf = useCallback((steps: readonly JsonStep[]) => inPayload(outline, seq, steps), [outline, seq]);
  const search = useSession((session) => session.search);
  const found = useMemo(() => {
    const matches = matcherFor(search, seq);
    return matches === null ? nothing : { main: placesIn(main, matches), rest: placesIn(rest, matches) };
  }, [search, seq, main, rest]);
  return (
    <>
      {found.main.length > 0 ? (
        <FoundAt places={found.main} entries={main} prefix={prefix} />
      ) : (
        <FoundAt places={found.rest} entries={rest} prefix={none} />
      )}
      {main.length === 0 ? (
        <p className={stale.quiet}>It has no attributes.</p>
      ) : (
        <PayloadTree
          label={`Attributes of event #${countText(seq)}`}
          entries={main}
          root="event"
          prefix={prefix}
          found={found.main}
          placeOf={placeOf}
        />
      )}
      {metadata === null ? null : (
        <PayloadTree
          label={`Event metadata of event #${countText(seq)}`}
          entries={rest}
          root="event"
          scalar
          closed
          placeOf={placeOf}
          found={found.main.length > 0 ? none : found.rest}
        />
      )}
    </>
  );
}

const none: readonly string[] = [];
const nothing = { main: none, rest: none };

type FoundProps = {
  readonly places: readonly string[];
  readonly entries: Entries;
  readonly prefix: readonly string[];
};

/** Places of the event that match the search; a click copies the path. */
function FoundAt({ places, entries, prefix }: FoundProps) {
  const [first] = places;
  if (first === undefined) return null;
  const rows = treeRows(entries, new Map(above(first).map((id) => [id, true])), 0, true);
  const path = jsonPath([
    ...prefix,
    ...pathOf(
      rows,
      rows.findIndex(({ id }) => id === first),
    ),
  ]);
  return (
    <p className={styles.found} role="status">
      Found at{' '}
      <button
        type="button"
        className={styles.path}
        title="Copy this path"
        onClick={() => void copyText(path, 'the path')}
      >
        {oneLine(path, 300)}
      </button>
      {places.length > 1 ? ` and at ${countText(places.length - 1)} more places` : ''}
    </p>
  );
}

type LargeProps = { readonly head: string; readonly bytes: number; readonly run: string; readonly seq: number };

/** The view of a large value searches its whole text for the search term. */
function Large({ seq, ...value }: LargeProps) {
  const text = useSession(({ search }) => (search.regex || matcherFor(search, seq) === null ? '' : search.text));
  return <LargeValue key={`${seq} ${text}`} seq={seq} find={text} {...value} />;
}
