// The row of an event: created once, then filled with one event after another. Writes only what has changed.

import { countText, durationText } from '../../engine/model/duration.ts';
import type { OperationKind } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import { hasFlag, kindOf, nameOf, NONE, type Outline, typeOf, writtenTimeOf } from '../../engine/model/outline.ts';
import { clockText, sinceText } from '../ui/clock.ts';
import { writeAttribute, writeText } from '../ui/live.ts';
import { lineText, manyLines } from '../ui/plain-text.ts';
import type { Glyphs } from '../ui/glyphs.ts';
import { Mark } from './mark.ts';
import { cellOf, rowOf } from './row-elements.ts';
import { firstTimeOf } from '../../engine/model/time/first-time.ts';
import { NumberCell } from './number-cell.ts';
import { backwardMs, durationMs, triesText, warningsAt } from './row-facts.ts';
import { typeEnds } from '../ui/type-ends.ts';
import type { RowMarks } from './row-marks.ts';
import type { Standing } from './standing.ts';
import styles from './event-list.module.css';

/** Names of a row's glyphs in the stock. */
export type GlyphName = OperationKind | 'run' | 'none' | 'bad' | 'warned' | 'backward' | 'stop' | 'note';

export class EventView {
  readonly type = 'event';
  readonly element = rowOf(styles.row);
  readonly #glyphs: Glyphs<GlyphName>;
  readonly #seq = cellOf(styles.seq);
  readonly #clock = cellOf(styles.clock);
  readonly #since = new NumberCell(styles.since);
  readonly #event = cellOf(styles.type);
  readonly #summary = cellOf(styles.summary);
  readonly #number = new Text();
  readonly #preview = cellOf(styles.preview);
  readonly #duration = new NumberCell(styles.duration);
  readonly #clockText = new Text();
  readonly #name = document.createElement('span');
  readonly #start = document.createElement('span');
  readonly #end = document.createElement('span');
  readonly #backward: Mark;
  readonly #bad: Mark;
  readonly #warned: Mark;
  readonly #stop: Mark;
  readonly #note: Mark;
  #glyph: Element;
  #glyphName: GlyphName = 'none';
  #shown: { readonly seq: Seq; readonly utc: boolean } | null = null;
  #summarised: { readonly seq: Seq; readonly summary: string | undefined } | null = null;
  #previewed: { readonly seq: Seq; readonly preview: string | undefined } | null = null;

  constructor(glyphs: Glyphs<GlyphName>) {
    this.#glyphs = glyphs;
    this.#glyph = glyphs.copy('none');
    this.#name.className = styles.name ?? '';
    this.#start.className = styles.start ?? '';
    this.#name.append(this.#start, this.#end);
    this.#backward = new Mark(() => glyphs.copy('backward'), styles.warned);
    this.#bad = new Mark(() => glyphs.copy('bad'), styles.bad);
    this.#warned = new Mark(() => glyphs.copy('warned'), styles.warned);
    this.#stop = new Mark(() => glyphs.copy('stop'), styles.stop);
    this.#note = new Mark(() => glyphs.copy('note'), styles.note);
    this.#seq.append(this.#number);
    this.#clock.append(this.#clockText);
    this.#event.append(this.#glyph, this.#name);
    const cells = [this.#seq, this.#clock, this.#since.element, this.#event, this.#summary];
    this.element.append(...cells, this.#preview, this.#duration.element);
  }

  get seq(): Seq {
    return this.#shown?.seq ?? 0;
  }

  place(line: number): void {
    writeAttribute(this.element, 'aria-rowindex', String(line + 2));
  }

  show(outline: Outline, seq: Seq, utc: boolean, id: string): void {
    if (this.#shown?.seq === seq && this.#shown.utc === utc) return;
    this.#shown = { seq, utc };
    this.element.id = id;
    this.element.dataset['seq'] = String(seq);
    this.#showTimes(outline, seq, utc);
    this.#showType(outline, seq);
    this.#number.data = countText(seq);
    const took = durationMs(outline, seq);
    this.#duration.write(took === null ? '' : durationText(took), triesText(outline, seq));
  }

  /** The operation's name stands in until the summary is loaded, so that no row is ever blank. */
  summarise(outline: Outline, summary: string | undefined): void {
    const { seq } = this;
    if (this.#summarised?.seq === seq && this.#summarised.summary === summary) return;
    this.#summarised = { seq, summary };
    const operation = outline.operation[seq - 1] ?? NONE;
    const text = lineText(summary ?? (operation === NONE ? '' : nameOf(outline, operation)));
    writeText(this.#summary, text);
    this.#summary.removeAttribute('title');
    this.#summary.toggleAttribute('data-waiting', summary === undefined);
  }

  /** Empty until the preview is loaded. */
  preview(preview: string | undefined): void {
    const { seq } = this;
    if (this.#previewed?.seq === seq && this.#previewed.preview === preview) return;
    this.#previewed = { seq, preview };
    writeText(this.#preview, lineText(preview ?? ''));
    this.#preview.removeAttribute('title');
  }

  stand({ current, after, future, own, match }: Standing): void {
    const { element } = this;
    writeAttribute(element, 'aria-current', current ? 'true' : null);
    writeAttribute(element, 'aria-selected', String(own));
    element.toggleAttribute('data-after', after);
    element.toggleAttribute('data-future', future);
    element.toggleAttribute('data-match', match);
  }

  /** Shows what a person has marked the event with. */
  mark({ stop, notes }: RowMarks): void {
    this.#stop.say(stop ? 'breakpoint' : null, 'A breakpoint stops here', (mark) => this.#seq.append(mark));
    const text = notes === null ? null : manyLines(notes);
    this.#note.say(text === null ? null : `note: ${text}`, text, (mark) => this.#event.append(mark));
  }

  #showTimes(outline: Outline, seq: Seq, utc: boolean): void {
    const atMs = writtenTimeOf(outline, seq);
    const back = backwardMs(outline, seq);
    const words = back === null ? null : `The clock runs back by ${durationText(back)} here`;
    this.#backward.say(words, words, (mark) => this.#clock.prepend(mark));
    const clock = atMs === null ? '–' : clockText(atMs, utc);
    if (this.#clockText.data !== clock) this.#clockText.data = clock;
    this.#since.write(atMs === null ? '' : sinceText(atMs, firstTimeOf(outline)));
  }

  #showType(outline: Outline, seq: Seq): void {
    const type = lineText(typeOf(outline, seq), 80);
    const bad = hasFlag(outline, seq, 'bad');
    const warnings = hasFlag(outline, seq, 'warned') ? warningsAt(outline, seq) : [];
    this.#showGlyph(glyphOf(outline, seq));
    this.#event.removeAttribute('title');
    const [start, end] = typeEnds(type);
    writeText(this.#start, start);
    writeText(this.#end, end);
    this.#name.toggleAttribute('data-bad', bad);
    this.#bad.say(bad ? 'failed' : null, null, (mark) => this.#name.after(mark));
    this.#warned.say(warnings.length === 0 ? null : `warning: ${warnings.join('; ')}`, warnings.join('\n'), (mark) =>
      this.#event.append(mark),
    );
  }

  #showGlyph(name: GlyphName): void {
    if (name === this.#glyphName) return;
    const glyph = this.#glyphs.copy(name);
    this.#glyph.replaceWith(glyph);
    this.#glyph = glyph;
    this.#glyphName = name;
  }
}

function glyphOf(outline: Outline, seq: Seq): GlyphName {
  const operation = outline.operation[seq - 1] ?? NONE;
  if (operation === NONE) return hasFlag(outline, seq, 'runs') ? 'run' : 'none';
  return kindOf(outline, operation);
}
