// The origin of a run: stored with an imported run; otherwise derived from the first events of a stream.

import type { Dialect } from '../formats/dialect.ts';
import { dialectOf, recognise, sampleSize } from '../formats/dialects.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId, Warning } from '../model/event.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { RunOrigin } from '../model/run.ts';
import type { Kept } from '../sources/source.ts';
import type { Library } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
import { storedJson } from './stored-json.ts';

/** `ofTheFile`: warnings other than those of events. `isOpen`: later events may still decide the dialect. */
export type RunBasis = {
  readonly origin: RunOrigin;
  readonly dialect: Dialect;
  readonly ofTheFile: readonly Warning[];
  readonly isOpen: boolean;
};

export async function basisOf(library: Library, run: RunId): Promise<RunBasis> {
  const origin = library.origin(run);
  if (origin !== undefined)
    return {
      origin,
      dialect: dialectOf(origin.dialect),
      ofTheFile: (library.kept(run) as Kept).warnings,
      isOpen: false,
    };
  const parent = (await library.log.stream(run))?.parent ?? null;
  return parent === null || parent.seq === 0
    ? await appended(library, run)
    : await branched(library, run, parent as { run: RunId; seq: number });
}

/** The dialect of streams with an unknown dialect. */
const raw = dialectOf('raw');

async function appended({ log }: Library, run: RunId): Promise<RunBasis> {
  const events = await log.read(run, 1, sampleSize);
  const sample = events.flatMap(objectIn);
  const dialect = recognise(sample, '') ?? raw;
  const form = dialect.isRaw ? 'Events of the log' : `Events of the log, ${dialect.describe(sample, {})}`;
  return {
    origin: { runId: run, dialect: dialect.id, form, source: 'log', importedAtMs: events[0]?.atMs ?? 0, identity: {} },
    dialect,
    ofTheFile: [],
    isOpen: events.length < sampleSize,
  };
}

function objectIn(event: StoredEvent): readonly JsonObject[] {
  const value = storedJson(raw, event);
  return isObject(value) ? [value] : [];
}

/** A branch has its parent's dialect and first identity. */
async function branched(
  library: Library,
  run: RunId,
  parent: { readonly run: RunId; readonly seq: number },
): Promise<RunBasis> {
  const { origin, dialect, isOpen } = await basisOf(library, parent.run);
  const { place: _, headline: __, ...rest } = origin;
  return {
    origin: { ...rest, runId: run, form: `Branch of ${parent.run} behind event ${parent.seq}`, source: 'log' },
    dialect,
    ofTheFile: [],
    isOpen,
  };
}

export function noSuchRun(name: string): RetraceError {
  return new RetraceError('no-such-run', `No run ${JSON.stringify(name)} is in the library. See retrace list.`);
}
