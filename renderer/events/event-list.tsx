import { type KeyboardEvent, type MouseEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import { eventsOf, NONE, type Outline } from '../../engine/model/outline.ts';
import { next, previous } from '../../engine/model/stepping.ts';
import { ask } from '../engine.ts';
import { moveTo, select, useSession } from '../session.ts';
import { zoneName } from '../ui/clock.ts';
import { DayRow } from './day-row.tsx';
import { lineAt, lineOf, linesOf } from './days.ts';
import { EventRow } from './event-row.tsx';
import { RowPages } from './row-pages.ts';
import { type Scroll, useScroll } from './use-scroll.ts';
import { centre, LINE_PX, poolSize, reveal, sliceOf, tallness } from './window.ts';
import styles from './event-list.module.css';

const HEAD_PX = 26;

export function EventList({ outline }: { readonly outline: Outline }) {
  const events = useSession((session) => session.visible.events);
  const cursor = useSession((session) => session.cursor);
  const selected = useSession((session) => session.selected);
  const found = useSession((session) => (session.filter.matches === null ? session.search.found : null));
  const utc = useSession((session) => session.utc);
  const id = useId();
  const scroll = useScroll(HEAD_PX);
  const { scrollTop, height } = scroll;
  const lines = useMemo(() => linesOf(events, outline.atMs, utc), [events, outline, utc]);
  const pages = usePages(outline);
  const pane = { scrollTop, height, count: lines.count };

  const here = countUpTo(events, cursor) - 1;
  const cursorLine = here < 0 ? 0 : lineOf(lines, here);
  useInView(scroll, cursorLine, lines.count);

  const { first, end, shift } = sliceOf(pane);
  const shown = useMemo(() => seqsBetween(events, lines, first, end), [events, lines, first, end]);
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  useEffect(() => pages.want(shown), [pages, shown, version]);
  const pool = poolSize(height);
  const touched = selected === null ? null : eventsOf(outline, selected);

  const rows = [];
  for (let line = first; line < end; line++) {
    const what = lineAt(lines, line);
    const top = line * LINE_PX + shift;
    if (what.type === 'day') {
      rows.push(<DayRow key={line % pool} atMs={what.atMs} utc={utc} top={top} line={line} />);
      continue;
    }
    const seq = events[what.index]!;
    rows.push(
      <EventRow
        key={line % pool}
        id={`${id}-${seq}`}
        outline={outline}
        seq={seq}
        line={line}
        top={top}
        summary={pages.summaryOf(seq)}
        current={seq === cursor}
        after={what.index === here && seq !== cursor}
        future={seq > cursor}
        own={touched !== null && contains(touched, seq)}
        match={found !== null && contains(found, seq)}
        utc={utc}
      />,
    );
  }

  return (
    <div
      ref={scroll.element}
      className={styles.grid}
      role="grid"
      aria-label="Events"
      aria-multiselectable
      aria-rowcount={lines.count + 1}
      aria-activedescendant={events[here] === cursor ? `${id}-${cursor}` : undefined}
      tabIndex={0}
      style={{ '--seq': `${countText(outline.events).length}ch` }}
      onClick={(event) => choose(event, outline)}
      onKeyDown={(event) => stepByKey(event, outline, events, height)}
    >
      <div className={styles.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={styles.seq}>
          #
        </span>
        <span role="columnheader" className={styles.clock}>
          {zoneName(utc)}
        </span>
        <span role="columnheader" className={styles.since}>
          Since start
        </span>
        <span role="columnheader">Event</span>
        <span role="columnheader" className={styles.summary}>
          Summary
        </span>
        <span role="columnheader" className={styles.hint}>
          Took
        </span>
      </div>
      <div className={styles.lines} role="rowgroup" style={{ height: tallness(lines.count) }}>
        {rows}
      </div>
    </div>
  );
}

function usePages(outline: Outline): RowPages {
  const connection = useSession((session) => session.connection);
  const pages = useMemo(() => new RowPages(outline.events, (from, to) => ask('readRows', { run: outline.run, from, to })), [outline]);
  useEffect(() => {
    if (connection === 'ready') pages.retry();
  }, [pages, connection]);
  return pages;
}

/** Shows the cursor's line in the middle at first, then brings it in by the shortest way when it has left the view. */
function useInView({ element, scrollTop, height, scrollTo }: Scroll, line: number, count: number): void {
  const before = useRef(-1);
  const place = useRef({ scrollTop, height });
  place.current = { scrollTop, height };
  const known = height > 0;
  useLayoutEffect(() => {
    if (!known) return;
    const pane = { ...place.current, count };
    const to = before.current !== count ? keepOrCentre(pane, line, before.current < 0) : reveal(pane, line);
    before.current = count;
    if (to !== pane.scrollTop) scrollTo(to);
  }, [element, scrollTo, known, line, count]);
}

function keepOrCentre(pane: Parameters<typeof reveal>[0], line: number, firstTime: boolean): number {
  return !firstTime && reveal(pane, line) === pane.scrollTop ? pane.scrollTop : centre(pane, line);
}

function seqsBetween(events: Uint32Array, lines: ReturnType<typeof linesOf>, first: number, end: number): readonly number[] {
  const seqs: number[] = [];
  for (let line = first; line < end; line++) {
    const what = lineAt(lines, line);
    if (what.type === 'event') seqs.push(events[what.index]!);
  }
  return seqs;
}

function contains(rising: Uint32Array, seq: number): boolean {
  return rising[countUpTo(rising, seq) - 1] === seq;
}

/** One listener for all rows: the row that was clicked carries its seq. */
function choose(event: MouseEvent, outline: Outline): void {
  const row = event.target instanceof Element ? event.target.closest('[data-seq]') : null;
  const seq = Number(row?.getAttribute('data-seq'));
  if (row === null || !Number.isInteger(seq)) return;
  const operation = outline.operation[seq - 1] ?? NONE;
  moveTo(seq);
  select(operation === NONE ? null : operation);
}

function stepByKey(event: KeyboardEvent, outline: Outline, events: Uint32Array, height: number): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { cursor } = useSession.getState();
  const to = seqAfterKey(event.key, outline, events, cursor, Math.max(1, Math.floor(height / LINE_PX) - 1));
  if (to === undefined) return;
  event.preventDefault();
  if (to !== null) moveTo(to);
}

function seqAfterKey(key: string, outline: Outline, events: Uint32Array, cursor: number, page: number): number | null | undefined {
  const here = countUpTo(events, cursor) - 1;
  switch (key) {
    case 'ArrowDown':
      return next(outline, events, cursor);
    case 'ArrowUp':
      return previous(outline, events, cursor);
    case 'PageDown':
      return events[Math.min(events.length - 1, here + page)] ?? null;
    case 'PageUp':
      return events[Math.max(0, here - page)] ?? null;
    case 'Enter': {
      const operation = outline.operation[cursor - 1] ?? NONE;
      select(operation === NONE ? null : operation);
      return null;
    }
    default:
      return undefined;
  }
}
