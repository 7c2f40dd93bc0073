// One run of those that come in lines, on its way into the library.

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

/** Together they cost less than one by one. */
const worthStoring = 20;

export class LinesRun {
  readonly #lines: StreamedLines;
  /** It is there already, or an equal one comes before it: nothing of it is stored. */
  readonly known: Surveyed['known'];
  readonly #isNamed: boolean;
  readonly #explainer: Explainer;
  #name = '' as RunId;
  #appender: RunAppender | undefined;
  /** Of a run that is looked at: to be called before its outline goes. */
  #hold: (() => void) | undefined;
  #waiting: StoredEvent[] = [];
  /** So many of them are in memory of their own. */
  #copied = 0;
  #copiedBytes = 0;
  /** Once it is stored. */
  summary: RunSummary | undefined;

  constructor(lines: StreamedLines, surveyed: Surveyed | undefined, keepsOutline: boolean) {
    this.#lines = lines;
    this.known = surveyed?.known;
    this.#isNamed = surveyed !== undefined;
    this.#explainer = new Explainer(lines.dialect);
    if (!keepsOutline) this.#explainer.letGo();
  }

  /** What its first event says. */
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

  /** From now on it can be looked at as far as it was explained. */
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

  /** What is stored, and what waits for that. */
  #read(from: Seq, to: Seq): readonly StoredEvent[] {
    const stored = this.#appender?.read(from, to) ?? [];
    return [...stored, ...this.#waiting.filter(({ seq }) => seq >= from && seq <= to)];
  }

  /** False where nothing of it is stored. */
  take({ raw, payload, escapes }: LineEvent): boolean {
    if (this.known !== undefined) return false;
    const read = this.#lines.dialect.read(raw);
    this.#explainer.note(raw, read, escapes);
    this.#waiting.push(storable({ seq: this.events, type: read.type, atMs: read.atMs, payload }));
    return true;
  }

  /** Hands over what came since; a handful waits for more, in memory of its own. Gives by how many bytes more wait, or fewer. */
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

  /** Throws `NameUnknownError` where it turned out to be called otherwise. */
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
      dialect: dialect.id,
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
