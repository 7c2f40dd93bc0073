// A run up to the end of its log: the newest valid checkpoint, and the events after it. Packed outlines already
// returned do not change.

import { setImmediate } from 'node:timers/promises';
import { hasEscapes } from '../formats/oddities.ts';
import { must } from '../model/assert.ts';
import type { RunId } from '../model/event.ts';
import { GrowingOutline } from '../model/growing-outline.ts';
import type { Outline } from '../model/outline.ts';
import { emptyDelta, type Extent, extentOf, type OutlineDelta } from '../model/outline-delta.ts';
import { type PackedOutline, packOutline, unpackOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import type { Library, RunEnd } from '../store/library.ts';
import { sourceInLog } from './event-source.ts';
import { Explainer } from './explainer.ts';
import { type OutlineCheckpoint, packCheckpoint, unpackCheckpoint } from './outline-checkpoint.ts';
import { basisOf, noSuchRun, type RunBasis } from './run-origin.ts';
import { RunReader } from './run-reader.ts';
import { readStored } from './stored-json.ts';
import { keptSummary, summaryOf } from './summary.ts';

/** Maximum time in ms before other work gets a turn. */
const sliceMs = 20;
/** Interval in ms at which a growing run's summary is stored. */
const summaryEveryMs = 1000;
/**
 * Minimum number of events after a stored checkpoint before the next one is stored. While the run grows without pause,
 * the number must also be half of the stored checkpoint's events.
 */
const keepAfterEvents = 64;
const keepAfterPart = 1 / 2;

export class GrowingRun {
  readonly run: RunId;
  readonly #library: Library;
  #basis: RunBasis;
  #end: RunEnd | undefined;
  /** The loaded checkpoint; valid for `#end` until later events come. */
  #checkpoint: OutlineCheckpoint | undefined;
  /** Created when there are events after the checkpoint. */
  #explainer: Explainer | undefined;
  #keptSeq = 0;
  #catching: Promise<boolean> | undefined;
  /** Number of times all events had to be explained again: outlines from before cannot be extended. */
  #explanation = 0;
  #outline: GrowingOutline | undefined;
  /** Extent of `#outline`. */
  #extent: Extent | undefined;
  #summaryKeptAtMs = Number.NEGATIVE_INFINITY;
  #packed: PackedOutline | undefined;
  #summary: RunSummary | undefined;
  #reader: RunReader | undefined;

  private constructor(library: Library, run: RunId, basis: RunBasis) {
    this.#library = library;
    this.run = run;
    this.#basis = basis;
  }

  /** Throws `no-such-run`, `log-damaged`, and the store's errors. */
  static async open(library: Library, run: RunId): Promise<GrowingRun> {
    if (library.endOf(run) === undefined) throw noSuchRun(run);
    const growing = new GrowingRun(library, run, await basisOf(library, run));
    await growing.catchUp();
    return growing;
  }

  /** Explains events appended meanwhile by any program. Returns false if there were none. */
  async catchUp(): Promise<boolean> {
    this.#catching ??= this.#catchUp().finally(() => (this.#catching = undefined));
    return await this.#catching;
  }

  async #catchUp(): Promise<boolean> {
    const end = this.#library.endOf(this.run);
    if (end === undefined) throw noSuchRun(this.run);
    if (this.#end?.seq === end.seq) return false;
    await this.#askDialectAgain();
    if (this.#end === undefined) await this.#resume(end);
    await this.#takeTo(end);
    this.#keep(end);
    return true;
  }

  /** Detects the dialect again, from all first events of a stream that a program appended. */
  async #askDialectAgain(): Promise<void> {
    if (!this.#basis.isOpen) return;
    const known = this.#basis.dialect.id;
    this.#basis = await basisOf(this.#library, this.run);
    if (this.#basis.dialect.id !== known) this.#end = undefined;
  }

  async #resume({ seq }: RunEnd): Promise<void> {
    const kept = await this.#library.checkpoint(this.run, seq);
    const checkpoint = kept && checkpointIn(kept.bytes);
    const { id, edition } = this.#basis.dialect;
    const isOurs = checkpoint?.dialect === id && checkpoint.edition === edition;
    this.#keptSeq = kept !== undefined && isOurs ? kept.seq : 0;
    this.#explainer = undefined;
    this.#outline = undefined;
    this.#extent = undefined;
    this.#explanation += 1;
    this.#checkpoint = isOurs ? checkpoint : undefined;
  }

  async #takeTo(end: RunEnd): Promise<void> {
    const from = (this.#end?.seq ?? this.#keptSeq) + 1;
    if (from > end.seq && this.#checkpoint?.run === this.run) {
      this.#end = end;
      return;
    }
    const explainer = this.#goOn();
    const { dialect } = this.#basis;
    let breathedAt = performance.now();
    for await (const page of this.#library.log.pages(this.run, from, end.seq)) {
      for (const event of page) {
        const { raw, read } = readStored(dialect, event);
        explainer.note(raw, read, hasEscapes(event.payload));
      }
      // If a later page fails, the events of this page are not taken again.
      this.#end = { seq: page.at(-1)?.seq ?? from, digest: end.digest };
      if (performance.now() - breathedAt < sliceMs) continue;
      await setImmediate();
      breathedAt = performance.now();
    }
    this.#end = end;
    this.#forget();
  }

  #goOn(): Explainer {
    const { dialect, origin } = this.#basis;
    this.#explainer ??=
      this.#checkpoint === undefined
        ? new Explainer(dialect, { identity: origin.identity })
        : Explainer.resume(dialect, unpackOutline(this.#checkpoint.outline), this.#checkpoint.rest());
    this.#checkpoint = undefined;
    return this.#explainer;
  }

  #forget(): void {
    this.#packed = undefined;
    this.#summary = undefined;
    this.#reader = undefined;
  }

  #keep(end: RunEnd): void {
    this.#keepSummary(end);
    if (end.seq - this.#keptSeq >= Math.max(keepAfterEvents, this.#keptSeq * keepAfterPart)) this.#keepCheckpoint(end);
  }

  /** Stores a checkpoint; call when nobody follows the run any more. */
  keep(): void {
    if (this.#end !== undefined && this.#end.seq - this.#keptSeq >= keepAfterEvents) this.#keepCheckpoint(this.#end);
  }

  #keepCheckpoint(end: RunEnd): void {
    if (this.#explainer === undefined) return;
    const { dialect, ofTheFile } = this.#basis;
    const rest = this.#explainer.rest(this.#explainer.identity({}), ofTheFile);
    this.#library.keepCheckpoint(this.run, end, packCheckpoint({ run: this.run, dialect, outline: this.packed, rest }));
    this.#keptSeq = end.seq;
  }

  /** Stores a summary at intervals while the run grows. */
  #keepSummary(end: RunEnd): void {
    const nowMs = performance.now();
    if (nowMs - this.#summaryKeptAtMs < summaryEveryMs || keptSummary(this.#library, this.run, end) !== undefined)
      return;
    this.#library.keepSummary(this.summary, end);
    this.#summaryKeptAtMs = nowMs;
  }

  get events(): number {
    return this.#end?.seq ?? 0;
  }

  /** Changes when the outline does not extend the earlier one. */
  get explanation(): number {
    return this.#explanation;
  }

  get summary(): RunSummary {
    return (this.#summary ??= (this.#end && keptSummary(this.#library, this.run, this.#end)) ?? this.#summedUp());
  }

  #summedUp(): RunSummary {
    const { origin, ofTheFile } = this.#basis;
    const explainer = this.#goOn();
    const told = explainer.outcome(ofTheFile);
    return summaryOf(
      { ...origin, ...this.#library.said(this.run) },
      { ...told, outline: this.outline, identity: explainer.identity({}) },
    );
  }

  /** The current outline, which later events overwrite. */
  get outline(): Outline {
    const explainer = this.#explainer;
    const { ofTheFile } = this.#basis;
    const { extent } = this;
    this.#outline ??= new GrowingOutline(explainer?.finish(this.run, ofTheFile).outline ?? this.#unpacked());
    const known = this.#outline.outline.events;
    if (explainer !== undefined && this.#extent !== undefined && known < extent.events)
      this.#outline.append(explainer.since(this.#extent, ofTheFile));
    this.#extent = extent;
    return this.#outline.outline;
  }

  get extent(): Extent {
    if (this.#explainer !== undefined) return this.#explainer.extent(this.#basis.ofTheFile);
    return (this.#extent ??= extentOf(this.#unpacked()));
  }

  /** The difference since `from`, an extent of this run under the same `explanation`. */
  since(from: Extent): OutlineDelta {
    return this.#explainer?.since(from, this.#basis.ofTheFile) ?? emptyDelta(from);
  }

  #unpacked(): Outline {
    return unpackOutline(must(this.#checkpoint).outline);
  }

  get packed(): PackedOutline {
    return (this.#packed ??=
      this.#checkpoint?.outline ?? packOutline(this.#goOn().finish(this.run, this.#basis.ofTheFile).outline));
  }

  /** A reader of the current events. */
  get reader(): RunReader {
    return (this.#reader ??= new RunReader(
      sourceInLog(this.#library.log, this.run),
      this.summary,
      () => this.packed,
      () => this.outline,
    ));
  }
}

function checkpointIn(bytes: Uint8Array): OutlineCheckpoint | undefined {
  try {
    return unpackCheckpoint(bytes);
  } catch {
    return undefined;
  }
}
