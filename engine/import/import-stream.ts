// Imports a run whose events can be read only once: explains and stores them together, in one transaction and in
// bounded memory.

import type { Dialect } from '../formats/dialect.ts';
import { hasEscapes } from '../formats/oddities.ts';
import type { Json } from '../model/json.ts';
import { RetraceError } from '../model/errors.ts';
import type { Warning } from '../model/event.ts';
import { packOutline } from '../model/packed-outline.ts';
import type { RunOrigin, RunSummary } from '../model/run.ts';
import { Explainer } from '../runs/explainer.ts';
import { packCheckpoint } from '../runs/outline-checkpoint.ts';
import { summaryOf } from '../runs/summary.ts';
import type { RawEvent, StreamedRun } from '../sources/source.ts';
import type { Library, LibraryWriter } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
import { Breath, freeRunId, type ImportOptions, storable, storedAtOnce } from './import-history.ts';

/**
 * Imports the whole run, or nothing if it fails, is aborted or the program dies. The run's id is known before its first
 * event.
 */
export async function importStream(library: Library, run: StreamedRun, options: ImportOptions): Promise<RunSummary> {
  const { dialect, identity: known } = run;
  const runId = freeRunId(library, known.runId ?? `${dialect.id}-${run.digest.slice(0, 16)}`);
  const writer = await library.create(runId);
  try {
    const explainer = await storeEvents(writer, run, options);
    const { kept, warnings: ofSource, headline } = await run.end();
    if (explainer.events === 0) throw noEvents(ofSource);
    const identity = explainer.identity({});
    const { outline, ending, warnings } = explainer.finish(runId, ofSource);
    const origin: RunOrigin = {
      runId,
      dialect: dialect.id,
      form: run.form,
      source: options.source,
      importedAtMs: options.nowMs,
      identity: known,
      ...(headline && { headline }),
    };
    const summary = summaryOf(origin, { outline, identity, ending, warnings });
    const checkpoint = packCheckpoint({
      run: runId,
      dialect,
      outline: packOutline(outline),
      rest: explainer.rest(identity, ofSource),
    });
    await writer.commit({
      summary,
      digest: run.digest,
      kept: { ...kept, warnings: ofSource },
      identity: known,
      ...(headline && { headline }),
      checkpoint,
    });
    return summary;
  } catch (error) {
    await writer.rollback();
    throw error;
  }
}

function parsed(dialect: Dialect, seq: number, payload: Uint8Array): Json {
  try {
    return dialect.parse(payload);
  } catch (error) {
    throw new RetraceError(
      'not-json',
      `Event ${seq} is no event of ${dialect.id} (${(error as Error).message}). Nothing of its run was taken.`,
      { cause: error },
    );
  }
}

function noEvents(warnings: readonly Warning[]): RetraceError {
  const why = warnings.find(({ code }) => code === 'damaged')?.text;
  return new RetraceError(
    'no-events',
    why === undefined ? 'It holds no events.' : `No event of it can be read. ${why}`,
  );
}

async function storeEvents(writer: LibraryWriter, run: StreamedRun, options: ImportOptions): Promise<Explainer> {
  const explainer = new Explainer(run.dialect, { identity: run.identity });
  const breath = new Breath(options);
  for await (const batch of run.batches()) {
    for (let from = 0; from < batch.length; from += storedAtOnce) {
      await writer.append(batch.slice(from, from + storedAtOnce).map((event) => explained(run, explainer, event)));
      await breath.take(explainer.events);
    }
  }
  return explainer;
}

/** Explains the event and returns it in the form that is stored. */
function explained({ dialect }: StreamedRun, explainer: Explainer, { payload, event, said }: RawEvent): StoredEvent {
  const seq = explainer.events + 1;
  const raw = event ?? parsed(dialect, seq, payload);
  const read = dialect.read(raw, said);
  explainer.note(raw, read, hasEscapes(payload));
  return storable({ seq, type: read.type, atMs: read.atMs, payload });
}
