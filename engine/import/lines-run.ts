// One run of an import from lines.

import type { RunId, Seq } from '../model/event.ts';
import { packOutline } from '../model/packed-outline.ts';
import type { RunOrigin, RunSummary } from '../model/run.ts';
import type { Underway } from '../runs/arriving-run.ts';
import { sourceOf } from '../runs/event-source.ts';
import { Explainer } from '../runs/explainer.ts';
import { packCheckpoint } from '../runs/outline-checkpoint.ts';
import { briefSummary, summaryOf } from '../runs/summary.ts';
import type { LineEvent, StreamedLines, StreamEnd } from '../sources/source.ts';
import type { RunAppender } from '../store/chained-writer.ts';
import type { LibraryRun } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
import { type ImportOptions, storable } from './import-history.ts';
import { NameUnknownError, type Surveyed } from './survey-lines.ts';

type Shown = { readonly options: ImportOptions; readonly expected: Underway['expected'] };

/** Minimum number of events stored together, which is cheaper than storing single events. */
const worthStoring = 20;

export class LinesRun {
  readonly #lines: StreamedLines;
  /**
   * Set if the library has the run, or the same lines hold an equal earlier run: then nothing of this run is stored.
   */
  readonly known: Surveyed['known'];
  readonly #isNamed: boolean;
  readonly #explainer: Explainer;
  #name = '' as RunId;
  #appender: RunAppender | undefined;
  /** For a run that is being viewed: call before its outline is dropped. */
  #hold: (() => void) | undefined;
  #waiting: StoredEvent[] = [];
  /** Number of waiting events whose payloads are copied into separate memory. */
  #copied = 0;
  #copiedBytes = 0;
  /** Set once the run is stored. */
  summary: RunSummary | undefined;

  constructor(lines: StreamedLines, surveyed: Surveyed | undefined, keepsOutline: boolean) {
    this.#lines = lines;
    this.known = surveyed?.known;
    this.#isNamed = surveyed !== undefined;
    this.#explainer = new Explainer(lines.dialect);
    if (!keepsOutline) this.#explainer.letGo();
  }

  /** The run id in the run's first event. */
  idOf({ raw }: LineEvent): string | undefined {
    const { dialect } = this.#lines;
    return dialect.identify({}, raw, dialect.read(raw)).runId;
  }

  begin(name: RunId, appender: RunAppender): void {
    this.#name = name;
    this.#appender = appender;
  }

  get events(): number {
    return this.#explainer.events;
  }

  get hasOutline(): boolean {
    return this.#explainer.hasOutline;
  }

  letGo(): void {
    this.#hold?.();
    this.#explainer.letGo();
  }

  /** Makes the run viewable, as far as it is explained. */
  show(onUnderway: NonNullable<ImportOptions['onUnderway']>, { options, expected }: Shown): void {
    this.#hold = onUnderway({
      explainer: this.#explainer,
      origin: this.#originBy(options),
      ofTheFile: [],
      holder: {},
      source: (outlineOf) => sourceOf(async (from, to) => this.#read(from, to), outlineOf),
      expected,
    });
  }

  /** Reads events that are stored or wait to be stored. */
  #read(from: Seq, to: Seq): readonly StoredEvent[] {
    const stored = this.#appender?.read(from, to) ?? [];
    return [...stored, ...this.#waiting.filter(({ seq }) => seq >= from && seq <= to)];
  }

  /** Returns false if nothing of this run is stored. */
  take({ raw, payload, escapes }: LineEvent): boolean {
    if (this.known !== undefined) return false;
    const read = this.#lines.dialect.read(raw);
    this.#explainer.note(raw, read, escapes);
    this.#waiting.push(storable({ seq: this.events, type: read.type, atMs: read.atMs, payload }));
    return true;
  }

  /**
   * Stores the waiting events; fewer than `worthStoring` keep waiting, copied into separate memory. Returns the change
   * in waiting bytes.
   */
  async store(): Promise<number> {
    if (this.#waiting.length >= worthStoring) return await this.storeAll();
    const before = this.#copiedBytes;
    for (let i = this.#copied; i < this.#waiting.length; i++) {
      const event = this.#waiting[i]!;
      this.#waiting[i] = { ...event, payload: new Uint8Array(event.payload) };
      this.#copiedBytes += event.payload.length;
    }
    this.#copied = this.#waiting.length;
    return this.#copiedBytes - before;
  }

  async storeAll(): Promise<number> {
    const [events, bytes] = [this.#waiting, this.#copiedBytes];
    this.#waiting = [];
    [this.#copied, this.#copiedBytes] = [0, 0];
    await this.#appender?.append(events);
    return -bytes;
  }

  /** Throws `NameUnknownError` if the whole run has a different name. */
  finish({ digest, kept, warnings }: StreamEnd & { readonly digest: string }, options: ImportOptions): LibraryRun {
    const identity = this.#explainer.identity({});
    if (!this.#isNamed && identity.runId !== this.#name) throw new NameUnknownError();
    const { dialect } = this.#lines;
    const origin = this.#originBy(options);
    const about = { digest, kept, identity: origin.identity };
    if (!this.hasOutline) {
      this.summary = briefSummary(origin, identity, this.#explainer.inBrief(warnings));
      return { ...about, summary: this.summary, checkpoint: undefined };
    }
    const explained = this.#explainer.finish(this.#name, warnings);
    this.summary = summaryOf(origin, { ...explained, identity });
    const checkpoint = packCheckpoint({
      run: this.#name,
      dialect,
      outline: packOutline(explained.outline),
      rest: this.#explainer.rest(identity, warnings),
    });
    return { ...about, summary: this.summary, checkpoint };
  }

  #originBy({ source, nowMs }: ImportOptions): RunOrigin {
    const { dialect, form } = this.#lines;
    return {
      runId: this.#name,
      dialect: dialect.id,
      form,
      source,
      importedAtMs: nowMs,
      identity: dialect.identifyHolder({}),
    };
  }
}
