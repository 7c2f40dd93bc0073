// Owns the rows of the event list and its scroll position. Refills existing rows instead of creating new ones: a jump
// changes every text on screen and must show in the next frame.

import { countUpTo } from '../../engine/model/cursor.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { busy } from '../session/idle.ts';
import { type Session, useSession } from '../session/session.ts';
import { writeAttribute } from '../ui/live.ts';
import { paintOnce } from '../ui/paint-once.ts';
import { RowPool } from '../ui/row-pool.ts';
import { DayView } from './day-view.ts';
import { GrowingLines, type Line, linesByDay, type ListLines } from './days.ts';
import { EventView, type GlyphName } from './event-view.ts';
import { Glyphs } from '../ui/glyphs.ts';
import { marksIn, onMarks } from './row-marks.ts';
import { isShown } from './columns.ts';
import { measured, useList } from './list-state.ts';
import { type Sort, SortedLines } from './sorted-lines.ts';
import { type Standings, standingsIn } from './standing.ts';
import type { TextPages } from './text-pages.ts';
import { centre, LINE_PX, type Pane, reveal, scrolledAlike, type Slice, sliceOf, tallness } from './window.ts';

/** `rows` is inside `lines`, which is as high as the whole list. */
export type ListElements = {
  readonly grid: HTMLElement;
  readonly lines: HTMLElement;
  readonly rows: HTMLElement;
  readonly stock: Element;
};

/** What the rows are told by the engine. */
export type RowTexts = { readonly summaries: TextPages; readonly previews: TextPages };

/** What the lines were made for; they grow with the run. */
type MadeLines = {
  readonly edition: number;
  readonly utc: boolean;
  readonly sort: Sort | null;
  readonly grow: (events: Uint32Array, outline: Outline) => ListLines;
};

/** Height in px of the head, which stays above the rows. */
const HEAD_PX = 26;
const LATER_MS = 120;

type RowView = EventView | DayView;
/** Which rows of the pool hold events: all of them, or only the visible ones. */
type Fill = 'all' | 'seen';

export class ListStage {
  readonly #elements: ListElements;
  readonly #texts: RowTexts;
  readonly #id: string;
  readonly #glyphs: Glyphs<GlyphName>;
  readonly #pool: RowPool<RowView>;
  readonly #paint = paintOnce(() => this.#draw());
  #scrollTop = 0;
  #height = 0;
  /** The outline of the last drawing. */
  #outline: Outline;
  #lines: MadeLines | null = null;
  /** The line, edition and sort of the last automatic scroll. */
  #followed: { readonly line: number; readonly edition: number; readonly sort: Sort | null } = {
    line: -1,
    edition: -1,
    sort: null,
  };
  #later: (() => void) | null = null;
  #marks: ReturnType<typeof marksIn>;
  /** Number of lines in the last drawing. */
  #count = 0;

  constructor(elements: ListElements, outline: Outline, texts: RowTexts, id: string) {
    this.#elements = elements;
    this.#outline = outline;
    this.#texts = texts;
    this.#id = id;
    this.#marks = marksIn(outline.run);
    this.#glyphs = new Glyphs(elements.stock);
    this.#pool = new RowPool<RowView>(elements.rows, () => new EventView(this.#glyphs));
  }

  /** Starts drawing; returns a function that stops it. */
  start(): () => void {
    const { grid } = this.#elements;
    const size = new ResizeObserver(() => this.#measure());
    size.observe(grid);
    const onScroll = (): void => this.#scrolled();
    grid.addEventListener('scroll', onScroll, { passive: true });
    this.#measure();
    const stops = [
      () => size.disconnect(),
      () => grid.removeEventListener('scroll', onScroll),
      useSession.subscribe((now, before) => this.#onSession(now, before)),
      useList.subscribe((now, before) => {
        if (now !== before) this.#paint.ask();
      }),
      this.#texts.summaries.subscribe(() => this.#summarise()),
      this.#texts.previews.subscribe(() => this.#preview()),
      onMarks(() => this.#mark()),
      this.#paint.cancel,
      () => this.#later?.(),
    ];
    return () => {
      for (const stop of stops) stop();
      this.#pool.clear();
    };
  }

  /** Number of lines that a page key moves. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / LINE_PX) - 1);
  }

  /** The row of the event at the cursor, where it is drawn. */
  get currentRow(): Element | null {
    return this.#elements.rows.querySelector('[aria-current]');
  }

  /** The event so many rows below the cursor's, in the order of the list. */
  seqBelow(rows: number): Seq | null {
    const session = useSession.getState();
    const { events } = session.visible;
    const lines = this.#linesOf(session);
    const line = lines.of(Math.max(0, countUpTo(events, session.cursor) - 1)) + rows;
    const to = lines.at(Math.max(0, Math.min(line, lines.count - 1)));
    return to.type === 'event' ? (events[to.index] ?? null) : null;
  }

  #measure(): void {
    const { grid } = this.#elements;
    measured(grid.clientWidth);
    const height = Math.max(0, grid.clientHeight - HEAD_PX);
    if (height === this.#height) return;
    this.#height = height;
    this.#scrollTop = grid.scrollTop;
    this.#draw();
  }

  #scrolled(): void {
    const { scrollTop } = this.#elements.grid;
    // The list itself set this scroll position.
    if (scrollTop === this.#scrollTop) return;
    this.#scrollTop = scrollTop;
    this.#paint.ask();
  }

  #onSession(now: Session, before: Session): void {
    const names = ['cursor', 'selected', 'visible', 'search', 'utc'] as const;
    if (names.some((name) => now[name] !== before[name])) this.#paint.ask();
  }

  /**
   * Writes the rows before the scroll position: setting the position forces a layout of the page, which should happen
   * once.
   */
  #draw(): void {
    const session = useSession.getState();
    if (session.open?.outline.run !== this.#outline.run || this.#height === 0) return;
    this.#outline = session.open.outline;
    const lines = this.#linesOf(session);
    const kept = this.#keepOffset(lines.count);
    const scrollTop = this.#follow(session, lines) ?? kept;
    writeStyle(this.#elements.lines, 'height', tallness({ count: lines.count, height: this.#height }));
    writeAttribute(this.#elements.grid, 'aria-rowcount', String(lines.count + 1));
    const filled = this.#fill(session, lines, 'seen after a jump');
    if (scrollTop === null) return;
    this.#elements.grid.scrollTop = scrollTop;
    this.#scrollTop = this.#elements.grid.scrollTop;
    // The browser rounds the scroll position: the rows follow it.
    if (this.#scrollTop !== scrollTop) this.#fill(session, lines, filled);
  }

  #linesOf({ visible: { events, edition }, utc }: Session): ListLines {
    const { sort } = useList.getState();
    const made = this.#lines;
    if (made === null || made.edition !== edition || made.utc !== utc || made.sort !== sort)
      this.#lines = { edition, utc, sort, grow: growing(sort, utc) };
    return this.#lines!.grow(events, this.#outline);
  }

  /**
   * The scroll position that centres the cursor's line at first, and later brings it into view with the shortest move;
   * null when the line is in view or the cursor has not moved. What was just sorted is looked at from its top.
   */
  #follow({ visible: { events, edition }, cursor }: Session, lines: ListLines): number | null {
    const here = countUpTo(events, cursor) - 1;
    const line = here < 0 ? 0 : lines.of(here);
    const before = this.#followed;
    const { sort } = useList.getState();
    this.#followed = { line, edition, sort };
    const isResorted = before.sort !== sort;
    if (before.line === line && before.edition === edition && !isResorted) return null;
    const pane = this.#pane(lines);
    const shown = reveal(pane, line);
    const stays = before.edition === edition || (before.edition >= 0 && shown === pane.scrollTop);
    const to = isResorted && sort !== null ? 0 : stays && !isResorted ? shown : centre(pane, line);
    if (to === this.#scrollTop) return null;
    this.#scrollTop = to;
    return to;
  }

  /**
   * In a list taller than an element can be, keeps the visible lines in place when lines are added; null where no
   * correction is needed.
   */
  #keepOffset(count: number): number | null {
    const before = { scrollTop: this.#scrollTop, height: this.#height, count: this.#count };
    this.#count = count;
    const scrollTop = scrolledAlike(before, count);
    if (scrollTop === this.#scrollTop) return null;
    return (this.#scrollTop = scrollTop);
  }

  #pane(lines: ListLines): Pane {
    return { scrollTop: this.#scrollTop, height: this.#height, count: lines.count };
  }

  /** Moves all rows as one. Rows just out of view may be filled a moment later; scrolling cannot reach them before. */
  #fill(session: Session, lines: ListLines, what: Fill | 'seen after a jump'): Fill {
    const slice = sliceOf(this.#pane(lines));
    const stays = this.#pool.span(slice.first, slice.end);
    const late = what === 'seen' || (what === 'seen after a jump' && !stays);
    const standings = standingsIn(session, this.#outline, this.#lines?.sort !== null);
    const [first, end] = late ? [slice.seenFirst, slice.seenEnd] : [slice.first, slice.end];
    for (let line = first; line < end; line++) this.#fillRow(line, lines.at(line), session, standings);
    writeStyle(this.#elements.rows, 'top', slice.first * LINE_PX + slice.shift);
    this.#elements.rows.style.clipPath = late ? onlySeen(slice) : '';
    if (late) this.#fillLater();
    const { here, events } = standings;
    writeAttribute(
      this.#elements.grid,
      'aria-activedescendant',
      events[here] === session.cursor ? this.#idOf(session.cursor) : null,
    );
    const seqs = seqsIn(events, lines, first, end);
    this.#texts.summaries.want(seqs);
    const { columns, width } = useList.getState();
    if (isShown(columns, 'preview', width)) this.#texts.previews.want(seqs);
    return late ? 'seen' : 'all';
  }

  #fillRow(line: number, what: Line, session: Session, { events, of }: Standings): void {
    const row = this.#rowFor(line, what.type);
    row.place(line);
    if (what.type === 'day') {
      if (row.type === 'day') row.show(what.atMs, session.utc);
      return;
    }
    const seq = events[what.index];
    if (row.type === 'day' || seq === undefined) return;
    row.show(this.#outline, seq, session.utc, this.#idOf(seq));
    row.summarise(this.#outline, this.#texts.summaries.textOf(seq));
    row.preview(this.#texts.previews.textOf(seq));
    row.stand(of(seq, what.index));
    row.mark(this.#marks(seq));
  }

  #rowFor(line: number, type: RowView['type']): RowView {
    const there = this.#pool.at(line);
    if (there?.type === type) return there;
    const row = type === 'day' ? new DayView() : new EventView(this.#glyphs);
    this.#pool.put(line, row);
    return row;
  }

  #fillLater(): void {
    const done = busy();
    this.#later?.();
    const timer = setTimeout(() => {
      this.#later?.();
      const session = useSession.getState();
      if (session.open?.outline === this.#outline) this.#fill(session, this.#linesOf(session), 'all');
    }, LATER_MS);
    this.#later = () => {
      clearTimeout(timer);
      this.#later = null;
      done();
    };
  }

  #summarise(): void {
    for (const row of this.#pool.rows)
      if (row.type === 'event' && row.seq > 0) row.summarise(this.#outline, this.#texts.summaries.textOf(row.seq));
  }

  #preview(): void {
    for (const row of this.#pool.rows)
      if (row.type === 'event' && row.seq > 0) row.preview(this.#texts.previews.textOf(row.seq));
  }

  #mark(): void {
    this.#marks = marksIn(this.#outline.run);
    for (const row of this.#pool.rows) if (row.type === 'event' && row.seq > 0) row.mark(this.#marks(row.seq));
  }

  #idOf(seq: number): string {
    return `${this.#id}-${seq}`;
  }
}

/** Days are named in the order of the events alone. */
function growing(sort: Sort | null, utc: boolean): MadeLines['grow'] {
  if (sort !== null) {
    const sorted = new SortedLines(sort);
    return (events, outline) => sorted.grow(events, outline);
  }
  const byDay = new GrowingLines(utc);
  return (events, outline) => linesByDay(byDay.grow(events, outline.atMs));
}

function onlySeen({ first, seenFirst, seenEnd, end }: Slice): string {
  return `inset(${(seenFirst - first) * LINE_PX}px 0 ${(end - seenEnd) * LINE_PX}px)`;
}

function seqsIn(events: Uint32Array, lines: ListLines, first: number, end: number): number[] {
  const seqs: number[] = [];
  for (let line = first; line < end; line++) {
    const what = lines.at(line);
    const seq = what.type === 'event' ? events[what.index] : undefined;
    if (seq !== undefined) seqs.push(seq);
  }
  return seqs;
}

function writeStyle({ style }: HTMLElement, name: 'height' | 'top', px: number): void {
  const value = `${px}px`;
  if (style[name] !== value) style[name] = value;
}
