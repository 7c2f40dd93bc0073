// One history from a file into the library, in two steps: explained, so that it can be looked at; stored, so that it stays. Never half of it.

import { setImmediate } from 'node:timers/promises';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId, Seq } from '../model/event.ts';
import { type Outline, typeOf, writtenTimeOf } from '../model/outline.ts';
import { type PackedOutline, packOutline } from '../model/packed-outline.ts';
import type { RunOrigin, RunSummary } from '../model/run.ts';
import type { BundledRun } from '../sources/bundle/bundle-file.ts';
import type { Identity } from '../formats/dialect.ts';
import { eventText, type History } from '../sources/json/history-file.ts';
import { keptOf } from '../sources/json/json-container.ts';
import { identify } from '../sources/json/identify.ts';
import { digestOf, TextDigest } from '../sources/json/text-digest.ts';
import { sourceInFile } from '../runs/event-source.ts';
import { Explainer } from '../runs/explainer.ts';
import type { Underway } from '../runs/arriving-run.ts';
import { packCheckpoint } from '../runs/outline-checkpoint.ts';
import { summaryOf } from '../runs/summary.ts';
import type { Library } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
import { type KnownRun, knownWithDigest } from './known-run.ts';

export type ImportOptions = {
  /** Name of the file, for the library. */
  readonly source: string;
  readonly nowMs: number;
  readonly signal?: AbortSignal;
  /**
   * Told once, when the first events of a long history are explained: it can be looked at from then on, and grows with every `onProgress`.
   * Gives what is to be called before its explainer lets go of the outline.
   */
  readonly onUnderway?: (underway: Underway) => () => void;
  /** Told now and then how many events are explained or stored. */
  readonly onProgress?: (events: number) => void;
};

/** Nothing runs longer than that without letting others run: who steps in a run while it is read waits for no more. */
export const sliceMs = 5;
/** A history of so many events can be looked at before all of it is explained, as soon as so many of them are. */
const longAfter = 8000;
export const portion = 1000;
/** Events that are handed to the log together. */
export const storedAtOnce = 100;

/** A history as it will be in the library: readable before it is stored. `checkpoint`: its outline, to go on with. */
export type ExplainedHistory = Underway & {
  readonly history: History;
  readonly summary: RunSummary;
  readonly outline: Outline;
  readonly packed: PackedOutline;
  readonly checkpoint: Uint8Array;
};

/** What a run is called, once it is known who it is. */
export type Naming = (identity: Identity) => RunId;

/** Explains every event; stores nothing. Lets others run in between. */
export async function explainHistory(
  history: History,
  name: Naming,
  options: ImportOptions,
): Promise<ExplainedHistory> {
  const { dialect, bytes, events, escapes, holder, envelope } = history;
  const explainer = new Explainer(dialect);
  const breath = new Breath(options);
  const underway = {
    explainer,
    ofTheFile: envelope.warnings,
    holder,
    source: (outlineOf: () => Outline) => sourceInFile(history, outlineOf),
    expected: () => ({ events: events.length, isExact: true }),
  };
  let origin: RunOrigin | undefined;
  while (explainer.events < events.length) {
    explainer.take(bytes, events, escapes);
    if (origin === undefined && explainer.events >= portion && events.length >= longAfter && options.onUnderway) {
      origin = originOf(history, name(identify(history)), options);
      options.onUnderway({ ...underway, origin });
      await breath.now(explainer.events);
    }
    await breath.take(explainer.events);
  }
  const identity = explainer.identity(holder);
  origin ??= originOf(history, name(identity), options);
  const { outline, ending, warnings } = explainer.finish(origin.runId, envelope.warnings);
  const packed = packOutline(outline);
  const checkpoint = packCheckpoint({
    run: outline.run,
    dialect: dialect.id,
    outline: packed,
    rest: explainer.rest(identity, envelope.warnings),
  });
  return {
    ...underway,
    history,
    origin,
    outline,
    packed,
    checkpoint,
    summary: summaryOf(origin, { outline, identity, ending, warnings }),
  };
}

function originOf(
  { dialect, form, holder, bundled }: History,
  runId: RunId,
  { source, nowMs }: ImportOptions,
): RunOrigin {
  const known = {
    runId,
    dialect: dialect.id,
    form,
    source: bundled?.source ?? source,
    importedAtMs: nowMs,
    identity: dialect.identifyHolder(holder),
  };
  return bundled === undefined ? known : { ...known, ...bundledFields(bundled) };
}

/**
 * Stores an explained history in one act: all of it, or nothing when it fails, is aborted or the program dies. Gives the run that was there
 * already, where the same text was in the library.
 */
export async function storeHistory(
  library: Library,
  explained: ExplainedHistory,
  options: ImportOptions,
): Promise<KnownRun | undefined> {
  try {
    await writeHistory(library, explained, options);
    return undefined;
  } catch (error) {
    // Another program made a run of it meanwhile, or this was found out only now.
    const there = options.signal?.aborted ? undefined : await knownWithDigest(library, digestOf(explained.history));
    if (there === undefined) throw error;
    return there;
  }
}

async function writeHistory(
  library: Library,
  { history, origin, summary, outline, checkpoint }: ExplainedHistory,
  options: ImportOptions,
): Promise<void> {
  const { bytes, events } = history;
  const made = history.digest === null ? new TextDigest(history.envelope) : null;
  const writer = await library.create(summary.runId);
  const breath = new Breath(options);
  try {
    for (let from = 0; from < events.length; from += storedAtOnce) {
      const batch: StoredEvent[] = [];
      for (let i = from; i < Math.min(events.length, from + storedAtOnce); i++) {
        const payload = eventText(bytes, events[i]!);
        made?.add(payload);
        batch.push(loggedEvent(outline, i + 1, payload));
      }
      await writer.append(batch);
      await breath.take(from + batch.length);
    }
    await writer.commit({
      summary,
      digest: history.digest ?? must(made).finish(),
      kept: keptOf(history),
      identity: origin.identity,
      checkpoint,
    });
  } catch (error) {
    await writer.rollback();
    throw error;
  }
}

function loggedEvent(outline: Outline, seq: Seq, payload: Uint8Array): StoredEvent {
  return storable({ seq, type: typeOf(outline, seq), atMs: writtenTimeOf(outline, seq), payload });
}

/** As the log takes it (SPEC.md L13), however odd the file is; the event itself is in the payload. */
export function storable({ seq, type, atMs, payload }: StoredEvent): StoredEvent {
  return {
    seq,
    type: type.toWellFormed() || 'unknown',
    atMs: atMs !== null && Number.isFinite(atMs) ? atMs : null,
    payload,
  };
}

/** Lets others run now and then; ends the work when it was aborted meanwhile. */
export class Breath {
  readonly #options: ImportOptions;
  #takenAt = performance.now();

  constructor(options: ImportOptions) {
    this.#options = options;
  }

  async take(events: number): Promise<void> {
    if (performance.now() - this.#takenAt >= sliceMs) await this.now(events);
  }

  async now(events: number): Promise<void> {
    this.#options.onProgress?.(events);
    await setImmediate();
    if (this.#options.signal?.aborted)
      throw new RetraceError('cancelled', 'The import was cancelled; nothing of this file was stored.');
    this.#takenAt = performance.now();
  }
}

/** Other exports of a run get a number behind its id: all of them stay. The next one where none is left out, found in few looks however many there are. */
export function freeRunId(library: Pick<Library, 'hasRun'>, wanted: string): RunId {
  const name =
    wanted
      .replaceAll(/[\u0000-\u001f\u007f]/g, '')
      .slice(0, 200)
      .toWellFormed() || 'run';
  const id = (copy: number): string => (copy === 1 ? name : `${name}~${copy}`);
  let free = 1;
  while (library.hasRun(id(free))) free *= 2;
  for (let taken = Math.floor(free / 2); free - taken > 1;) {
    const middle = Math.floor((taken + free) / 2);
    if (library.hasRun(id(middle))) taken = middle;
    else free = middle;
  }
  return id(free) as RunId;
}

/** What a bundle says of a run beside its history. */
export function bundledFields({ place, notes }: BundledRun): Pick<RunSummary, 'place' | 'notes'> {
  return { ...(place && { place }), ...(notes.length > 0 && { notes }) };
}
