// One history from a file into the library, in two steps: explained, so that it can be looked at; stored, so that it stays. Never half of it.

import { setImmediate } from 'node:timers/promises';
import type { Explanation } from './model/explanation.ts';
import type { Ending } from './model/headline.ts';
import { headlineOf } from './model/headline.ts';
import { RetraceError } from './model/errors.ts';
import type { RunId } from './model/event.ts';
import { type Outline, timeOf, typeOf } from './model/outline.ts';
import { OutlineBuilder } from './model/outline-builder.ts';
import type { RunSummary } from './model/run.ts';
import type { Identity } from './formats/dialect.ts';
import type { History } from './formats/history-file.ts';
import { parseEvent } from './formats/history-file.ts';
import { Oddities } from './formats/oddities.ts';
import type { EventLog } from './store/event-log.ts';

export type ImportOptions = {
  /** Name of the file, for the library. */
  readonly source: string;
  readonly nowMs: number;
  readonly signal?: AbortSignal;
  /** Told now and then how many events are stored. */
  readonly onProgress?: (events: number) => void;
};

const sliceMs = 20;

/** A history as it will be in the library: readable before it is stored. */
export type ExplainedHistory = { readonly history: History; readonly summary: RunSummary; readonly outline: Outline };

/** Reads and explains every event; stores nothing. Lets others run in between. */
export async function explainHistory(history: History, runId: RunId, identity: Identity, options: ImportOptions): Promise<ExplainedHistory> {
  const { dialect, bytes, events } = history;
  const builder = new OutlineBuilder();
  const oddities = new Oddities(dialect, history.envelope.warnings, history.escapes);
  const breath = new Breath(options);
  let ending: Ending = { status: 'unknown' };
  for (const [i, event] of events.entries()) {
    const raw = parseEvent(bytes, event, i);
    const read = dialect.read(raw);
    builder.add(read.atMs, read.type, read.explanation);
    oddities.note(i + 1, raw, read);
    ending = endingAfter(ending, read.explanation);
    if ((i & 63) === 63) await breath.take(i + 1);
  }
  for (const warning of oddities.warnings()) builder.warn(warning);
  const outline = builder.finish(runId, dialect.id);
  return { history, outline, summary: { ...summarise(history, identity, outline, ending, options), warnings: oddities.count } };
}

/** Stores an explained history in one transaction: all of it, or nothing when it fails, is aborted or the program dies. */
export async function storeHistory(log: EventLog, { history, summary, outline }: ExplainedHistory, options: ImportOptions): Promise<void> {
  const { bytes, events, digest, envelope } = history;
  const writer = log.begin(summary.runId);
  const breath = new Breath(options);
  try {
    for (const [i, { start, end }] of events.entries()) {
      writer.append(i + 1, typeOf(outline, i + 1), timeOf(outline, i + 1), bytes.subarray(start, end));
      if ((i & 63) === 63) await breath.take(i + 1);
    }
    writer.commit({ summary, digest, envelope, outline });
  } catch (error) {
    writer.rollback();
    throw error;
  }
}

/** Lets others run now and then; ends the work when it was aborted meanwhile. */
class Breath {
  readonly #options: ImportOptions;
  #takenAt = performance.now();

  constructor(options: ImportOptions) {
    this.#options = options;
  }

  async take(events: number): Promise<void> {
    if (performance.now() - this.#takenAt < sliceMs) return;
    this.#options.onProgress?.(events);
    await setImmediate();
    if (this.#options.signal?.aborted) throw new RetraceError('cancelled', 'The import was cancelled; nothing of this file was stored.');
    this.#takenAt = performance.now();
  }
}

function endingAfter(ending: Ending, { effects }: Explanation): Ending {
  for (const effect of effects) if (effect.type === 'run') return { status: effect.status, ...(effect.failure && { failure: effect.failure }), ...(effect.reason !== undefined && { reason: effect.reason }) };
  return ending;
}

/** Other exports of a run get a number behind its id: all of them stay. */
export function freeRunId(log: EventLog, wanted: string): RunId {
  const name = wanted.replaceAll(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || 'run';
  for (let copy = 1; ; copy++) {
    const id = copy === 1 ? name : `${name}~${copy}`;
    if (!log.hasRun(id)) return id as RunId;
  }
}

function summarise(history: History, identity: Identity, outline: Outline, ending: Ending, { source, nowMs }: ImportOptions): Omit<RunSummary, 'warnings'> {
  const { links, run, events } = outline;
  const linked = (relation: string): { runId?: string } | undefined => links.find((link) => link.relation === relation);
  const family = { parent: linked('parent')?.runId, continuedFrom: linked('continuedFrom')?.runId, continuedAs: linked('continuedAs')?.runId, resetFrom: linked('resetFrom')?.runId };
  return {
    runId: run,
    dialect: outline.dialect,
    form: history.form,
    workflowId: identity.workflowId ?? null,
    workflowType: identity.workflowType ?? null,
    status: ending.status,
    events,
    operations: outline.operations.count,
    startedAtMs: timeOf(outline, 1),
    endedAtMs: timeOf(outline, events),
    source,
    importedAtMs: nowMs,
    headline: headlineOf(outline, ending),
    family: Object.fromEntries(Object.entries(family).filter(([, id]) => id !== undefined)),
  };
}
