// Imports one history into the library in two steps: explaining makes it viewable, storing makes it permanent. Never
// stores a part.

import { setImmediate } from 'node:timers/promises';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId, Seq } from '../model/event.ts';
import { type Outline, typeOf, writtenTimeOf } from '../model/outline.ts';
import { packOutline } from '../model/packed-outline.ts';
import type { RunOrigin, RunSaid, RunSummary } from '../model/run.ts';
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
  /** The file's name in the library. */
  readonly source: string;
  readonly nowMs: number;
  readonly signal?: AbortSignal;
  /**
   * Called once, when the first events of a long history are explained: the run can be viewed from then on, and grows
   * with every `onProgress`. Returns a function to call before the explainer drops the outline.
   */
  readonly onUnderway?: (underway: Underway) => () => void;
  /** Called now and then with the number of events explained or stored. */
  readonly onProgress?: (events: number) => void;
};

/** Maximum time in ms before other work gets a turn, so that steps in a run stay quick during an import. */
export const sliceMs = 5;
/** A history of this many events can be viewed before all of it is explained, as soon as this many events are. */
const longAfter = 8000;
export const portion = 1000;
/** Events appended to the log in one batch. */
export const storedAtOnce = 100;

/**
 * A history as it will be in the library, readable before it is stored. `checkpoint` packs the outline and its fold's
 * state, which only storing needs.
 */
export type ExplainedHistory = Underway & {
  readonly history: History;
  readonly summary: RunSummary;
  readonly outline: Outline;
  readonly checkpoint: () => Uint8Array;
};

/** Chooses a run's id from its identity. */
export type Naming = (identity: Identity) => RunId;

/** Explains every event; stores nothing. Yields to other work in between. */
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
  let origin: (RunOrigin & RunSaid) | undefined;
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
  const checkpoint = (): Uint8Array =>
    packCheckpoint({
      run: outline.run,
      dialect,
      outline: packOutline(outline),
      rest: explainer.rest(identity, envelope.warnings),
    });
  return {
    ...underway,
    history,
    origin,
    outline,
    checkpoint,
    summary: summaryOf(origin, { outline, identity, ending, warnings }),
  };
}

function originOf(
  { dialect, form, holder, bundled }: History,
  runId: RunId,
  { source, nowMs }: ImportOptions,
): RunOrigin & RunSaid {
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
 * Stores an explained history in one transaction: all of it, or nothing if it fails, is aborted or the program dies.
 * Returns the existing run if the library has the same text.
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
    // Another program imported the same text meanwhile, or the digest is known only now.
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
      checkpoint: checkpoint(),
    });
  } catch (error) {
    await writer.rollback();
    throw error;
  }
}

function loggedEvent(outline: Outline, seq: Seq, payload: Uint8Array): StoredEvent {
  return storable({ seq, type: typeOf(outline, seq), atMs: writtenTimeOf(outline, seq), payload });
}

/** Makes an event valid for the log (SPEC.md L13), however odd the file is; the payload holds the original event. */
export function storable({ seq, type, atMs, payload }: StoredEvent): StoredEvent {
  return {
    seq,
    type: type.toWellFormed() || 'unknown',
    atMs: atMs !== null && Number.isFinite(atMs) ? atMs : null,
    payload,
  };
}

/** Yields to other work now and then; ends the work if it was aborted. */
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

/**
 * A free run id: the wanted id, or the id with the next unused number, because several exports of a run are all kept.
 * Looks up few ids, however many exist.
 */
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

/** A bundle's fields of a run besides its history. */
function bundledFields({ place, notes }: BundledRun): Pick<RunSummary, 'place' | 'notes'> {
  return { ...(place && { place }), ...(notes.length > 0 && { notes }) };
}
