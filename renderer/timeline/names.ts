// The names at the left of the timeline: a pool of rows, as many as are visible, refilled on every scroll.

import { openedCount } from '../../engine/model/cursor.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { OperationKind } from '../../engine/model/effect.ts';
import { finalStatusOf, kindOf, NONE, type Outline } from '../../engine/model/outline.ts';
import { fullNameOf, labelOf } from '../../engine/model/operation-name.ts';
import type { Track } from '../../engine/model/tracks/tracks.ts';
import { Glyphs } from '../ui/glyphs.ts';
import { criticalMs, criticalTimesOf } from '../session/critical.ts';
import { kindLook } from '../ui/kinds.ts';
import { writeAttribute, writeHidden, writeText } from '../ui/live.ts';
import { lineText } from '../ui/plain-text.ts';
import { RowPool } from '../ui/row-pool.ts';
import { statusLook } from '../ui/statuses.ts';
import { type Line, linesOf } from './lines.ts';
import { ROW } from './rows.ts';
import type { Scene } from './scene.ts';
import styles from './names.module.css';

/** The element of an operation's row, for `aria-activedescendant`. */
export function optionId(operation: number): string {
  return `timeline-row-${operation}`;
}

export function trackOptionId(track: string): string {
  return `timeline-track-${track}`;
}

export class Names {
  readonly #element: HTMLElement;
  readonly #pool: RowPool<NameRow>;

  /** `stock`: an element with a glyph of each kind. */
  constructor(element: HTMLElement, stock: Element) {
    this.#element = element;
    const glyphs = new Glyphs<OperationKind>(stock);
    this.#pool = new RowPool(element, () => new NameRow(glyphs));
  }

  /** `most`: maximum number of visible rows. */
  show(scene: Scene, most: number): void {
    const { outline, lines, rows, top, cursor } = scene;
    const count = Math.min(most, lines.count);
    const first = Math.max(0, Math.min(rows.first, lines.count - count));
    this.#pool.span(first, first + count);
    const opened = openedCount(outline, cursor);
    for (let row = first; row < first + count; row++) {
      const line = lines.at(row);
      if (line !== undefined)
        this.#pool.at(row)?.show(scene, { line, row, future: firstOf(line) >= opened, open: lines.isOpen(line.track) });
    }
    this.#element.style.transform = `translateY(${first * ROW - top}px)`;
  }

  clear(): void {
    this.#pool.clear();
  }
}

/** The line's first operation; operations are in order of opening. */
function firstOf({ operation, track }: Line): number {
  return operation === NONE ? track.members[0]! : operation;
}

/** ARIA attributes that only selectable rows have. */
const positions = ['aria-posinset', 'aria-setsize', 'aria-selected'];

type Shown = {
  readonly line: Line;
  readonly row: number;
  readonly future: boolean;
  /** True where the line's track is open. */
  readonly open: boolean;
};

const noSums = { retried: 0, failed: 0 };

class NameRow {
  readonly element = document.createElement('div');
  readonly #glyphs: Glyphs<OperationKind>;
  readonly #twist = spanOf(styles.twist);
  readonly #name = spanOf(styles.name);
  readonly #fullName = new Text();
  readonly #label = spanOf(styles.label);
  readonly #retried = spanOf(styles.retried);
  readonly #failed = spanOf(styles.failed);
  readonly #share = spanOf(styles.share);
  readonly #attempts = spanOf(styles.attempts);
  readonly #spoken = spanOf(styles.spoken);
  #glyph: Element | null = null;
  #kind: OperationKind | null = null;
  #outline: Outline | null = null;
  #shown: Shown | null = null;

  constructor(glyphs: Glyphs<OperationKind>) {
    this.#glyphs = glyphs;
    this.element.className = styles.row ?? '';
    this.#twist.dataset['arrow'] = '';
    this.#name.append(this.#fullName, this.#label);
    const marks = [this.#retried, this.#failed, this.#share, this.#attempts];
    this.element.append(this.#twist, this.#name, ...marks, this.#spoken);
  }

  show({ outline, lines, active, selected, path }: Scene, shown: Shown): void {
    const before = this.#outline === outline ? this.#shown : null;
    this.#outline = outline;
    this.#shown = shown;
    const { line, row, future, open } = shown;
    const other = before === null || !isSame(before.line, line);
    if (other) this.#identify(outline, line);
    if (other || before.future !== future || before.open !== open) this.#tell(outline, shown);
    const share = path === null ? '' : shareText(outline, line);
    writeText(this.#share, share);
    writeHidden(this.#share, share === '');
    if (line.operation === NONE && line.lane > 0) return;
    if (other || before.row !== row) writeAttribute(this.element, 'aria-posinset', String(row + 1));
    writeAttribute(this.element, 'aria-setsize', String(lines.count));
    const chosen = line.operation === NONE ? line.track.id === active : line.operation === selected && active === null;
    writeAttribute(this.element, 'aria-selected', String(chosen));
  }

  #identify(outline: Outline, line: Line): void {
    const isRow = line.operation !== NONE || line.lane === 0;
    writeAttribute(this.element, 'role', isRow ? 'option' : 'presentation');
    this.element.toggleAttribute('data-lane', !isRow);
    this.element.toggleAttribute('data-member', line.isMember);
    this.element.toggleAttribute('data-goes-on', line.operation === NONE && line.lane < linesOf(line.track) - 1);
    if (!isRow) for (const name of positions) this.element.removeAttribute(name);
    writeHidden(this.#twist, line.operation !== NONE || line.lane > 0);
    writeAttribute(this.element, 'data-operation', line.operation === NONE ? null : String(line.operation));
    writeAttribute(this.element, 'data-of', line.operation === NONE ? line.track.id : null);
    if (line.operation !== NONE) this.#identifyOperation(outline, line.operation);
    else if (line.lane === 0) this.#identifyTrack(line.track);
    else this.#identifyLane(line);
  }

  #identifyOperation(outline: Outline, operation: number): void {
    const attempts = outline.operations.attempts[operation] ?? 0;
    this.element.id = optionId(operation);
    this.#showGlyph(kindOf(outline, operation));
    this.#write(fullNameOf(outline, operation), labelOf(outline, operation), attempts > 1 ? `×${attempts}` : '');
  }

  #identifyTrack(track: Track): void {
    this.element.id = trackOptionId(track.id);
    this.#showGlyph(track.kind);
    this.#write(track.name, '', `×${countText(track.members.length)}`, track.sums);
  }

  /** Writes the total times of the track's members below its name. */
  #identifyLane({ track, lane }: Line): void {
    this.element.id = `${trackOptionId(track.id)}-${lane}`;
    this.#showGlyph(null);
    this.#write('', lane === 1 ? sumsText(track) : lane === 2 ? moreText(track) : '', '');
  }

  #write(name: string, label: string, count: string, { retried, failed } = noSums): void {
    this.#fullName.data = name === '' && this.#kind === null ? '' : lineText(name) || '(no name)';
    writeText(this.#label, lineText(label));
    writeText(this.#attempts, count);
    writeHidden(this.#attempts, count === '');
    writeText(this.#retried, retried > 0 ? `↻ ${countText(retried)}` : '');
    writeHidden(this.#retried, retried === 0);
    writeText(this.#failed, failed > 0 ? `✕ ${countText(failed)}` : '');
    writeHidden(this.#failed, failed === 0);
  }

  #tell(outline: Outline, { line, future, open }: Shown): void {
    const isTrack = line.operation === NONE;
    const words = isTrack
      ? [open ? 'opened' : 'folded', ...trackWords(line.track, future)]
      : operationWords(outline, line.operation, future);
    writeText(this.#spoken, isTrack && line.lane > 0 ? '' : `, ${words.join(', ')}`);
    // ARIA does not allow options to expand: their text states it.
    this.element.toggleAttribute('data-open', isTrack && open);
    this.element.toggleAttribute('data-future', future);
  }

  #showGlyph(kind: OperationKind | null): void {
    if (kind === this.#kind) return;
    this.#glyph?.remove();
    this.#glyph = kind === null ? null : this.#glyphs.copy(kind);
    if (this.#glyph !== null) this.#twist.after(this.#glyph);
    this.#kind = kind;
  }
}

/** How much of the run was waited for the operations of a line; '' of the further lanes of a track. */
function shareText(outline: Outline, { operation, track, lane }: Line): string {
  if (operation === NONE && lane > 0) return '';
  const members = operation === NONE ? track.members : Uint32Array.of(operation);
  const ms = criticalMs(criticalTimesOf(outline), members);
  return ms === 0 ? '' : durationText(ms);
}

function isSame(one: Line, other: Line): boolean {
  return one.track === other.track && one.lane === other.lane && one.operation === other.operation;
}

function operationWords(outline: Outline, operation: number, future: boolean): string[] {
  const attempts = outline.operations.attempts[operation] ?? 0;
  const status = future ? 'not yet begun' : statusLook(finalStatusOf(outline, operation)).word;
  return [kindLook(kindOf(outline, operation)).label, status, ...(attempts > 1 ? [`${attempts} attempts`] : [])];
}

function trackWords(track: Track, future: boolean): string[] {
  const { retried, failed } = track.sums;
  return [
    `${countText(track.members.length)} ${kindLook(track.kind).plural}`,
    ...(future ? ['not yet begun'] : []),
    ...(retried > 0 ? [`${countText(retried)} retried`] : []),
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
    sumsText(track),
  ];
}

/** `p50 4.1 ms · p95 9 ms · max 1 s`, `p50 4 · p95 9 · max 12 ms`; '' where no member takes time. */
function sumsText({ sums: { p50, p95, max } }: Track): string {
  if (max === 0) return '';
  const [half, most, all] = sharedUnit([p50, p95, max].map(durationText));
  return `p50 ${half} · p95 ${most} · max ${all}`;
}

/** Of durations of one unit only the last keeps it. */
function sharedUnit(texts: readonly string[]): readonly string[] {
  const parts = texts.map((text) => text.split(' '));
  const unit = parts[0]?.[1];
  if (parts.some((words) => words.length !== 2 || words[1] !== unit)) return texts;
  return texts.map((text, i) => (i < texts.length - 1 ? (parts[i]?.[0] ?? text) : text));
}

function moreText({ lanes, peak }: Track): string {
  return lanes === 0 ? `at most ${countText(peak)} at once` : '';
}

function spanOf(className: string | undefined): HTMLSpanElement {
  const span = document.createElement('span');
  span.className = className ?? '';
  return span;
}
