// From a Temporal server into the library: a run's first page is stored at once, and what follows is appended, now or
// when it happens. Fetched again, only what is new is taken.

import { createHash } from 'node:crypto';
import type { Identity, ReadEvent } from '../formats/dialect.ts';
import { readTemporalEvent } from '../formats/temporal/event.ts';
import { temporal } from '../formats/temporal/temporal.ts';
import { readMessage } from '../formats/temporal-protobuf/read-message.ts';
import { messageNamed } from '../formats/temporal-protobuf/schema.ts';
import { WireError } from '../formats/temporal-protobuf/wire.ts';
import type { RunId, Seq, Warning } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunSummary } from '../model/run.ts';
import type { ServerRun } from '../model/server.ts';
import { keptOfServer, server as container } from '../sources/server/container.ts';
import type { Server } from '../sources/server/server.ts';
import type { Kept } from '../sources/source.ts';
import type { Library } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
import { packOutline } from '../model/packed-outline.ts';
import { Explainer } from '../runs/explainer.ts';
import { packCheckpoint } from '../runs/outline-checkpoint.ts';
import { storable } from './import-history.ts';
import { importStream } from './import-stream.ts';

const historyEvent = messageNamed('HistoryEvent');

export type FetchOptions = {
  /** Stay with a run that is open until it ends or `signal` is aborted. */
  readonly follow: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called when the run is in the library, with its first page; not for one that was there. */
  readonly onArrived?: (run: RunSummary) => void;
  /** Called with the number of events of the run in the library. */
  readonly onEvents?: (run: RunId, events: number) => void;
};

/** `known`: the library had the run. */
export type Fetched = { readonly run: RunId; readonly known: boolean };

/** Throws the server's errors and `cancelled`; what came before stays. */
export async function fetchRun(
  library: Library,
  server: Server,
  run: ServerRun,
  { follow, signal, onArrived, onEvents }: FetchOptions,
): Promise<Fetched> {
  const there = runInLibrary(library, run.runId);
  let page = await server.page(run, undefined, { wait: follow, signal });
  let events = page.events.map(eventIn);
  let id = there;
  let outline: WholeOutline | undefined;
  if (id === undefined) {
    const warnings = isOpen(run) ? await server.pending(run, signal) : [];
    const first = firstPage(server, run, events, warnings);
    const summary = await importStream(library, first, {
      source: server.place.address,
      nowMs: Date.now(),
      ...(signal && { signal }),
    });
    id = summary.runId;
    outline = new WholeOutline(id, first.identity, warnings);
    onArrived?.(summary);
  }
  let from = 1;
  for (;;) {
    // The next page is under way while this one is stored.
    const next = page.token && server.page(run, page.token, { wait: follow, signal });
    next?.catch(() => undefined);
    const read = outline?.take(events) ?? events.map((event) => readTemporalEvent(event));
    await appendNew(library, id, from, events, read);
    from += events.length;
    onEvents?.(id, from - 1);
    if (next === undefined) break;
    page = await next;
    events = page.events.map(eventIn);
  }
  outline?.keep(library);
  return { run: id, known: there !== undefined };
}

/** The outline of a run all of whose events come by: nobody need read them again to have it. */
class WholeOutline {
  readonly #run: RunId;
  readonly #warnings: readonly Warning[];
  readonly #explainer: Explainer;

  constructor(run: RunId, identity: Identity, warnings: readonly Warning[]) {
    this.#run = run;
    this.#warnings = warnings;
    this.#explainer = new Explainer(temporal, { identity });
  }

  take(events: readonly Json[]): readonly ReadEvent[] {
    return events.map((event) => {
      const read = temporal.read(event);
      // Texts of protobuf are whole characters.
      this.#explainer.note(event, read, false);
      return read;
    });
  }

  /** Where another program has appended more, its outline is made from the log. */
  keep(library: Library): void {
    const end = library.endOf(this.#run);
    if (end?.seq !== this.#explainer.events) return;
    const { outline } = this.#explainer.finish(this.#run, this.#warnings);
    const rest = this.#explainer.rest(this.#explainer.identity({}), this.#warnings);
    library.keepCheckpoint(
      this.#run,
      end,
      packCheckpoint({ run: this.#run, dialect: temporal, outline: packOutline(outline), rest }),
    );
  }
}

/** The run as it came from a server before; copies from files are others. */
function runInLibrary(library: Library, runId: string): RunId | undefined {
  for (let copy = 1; ; copy++) {
    const id = (copy === 1 ? runId : `${runId}~${copy}`) as RunId;
    if (!library.hasRun(id)) return undefined;
    if ((library.kept(id) as Kept | undefined)?.container === container.id) return id;
  }
}

/** As the list said. */
function isOpen({ status }: ServerRun): boolean {
  return status === 'Running' || status === 'Paused';
}

function firstPage(
  { place }: Server,
  run: ServerRun,
  events: readonly Json[],
  warnings: readonly Warning[],
): Parameters<typeof importStream>[1] {
  const { runId, workflowId, workflowType } = run;
  return {
    type: 'streamed',
    dialect: temporal,
    form: `Temporal server, namespace ${place.namespace}`,
    identity: { runId, workflowId, ...(workflowType !== '' && { workflowType }) },
    digest: createHash('sha256')
      .update(JSON.stringify([container.id, place.namespace, runId]))
      .digest('hex'),
    async *batches() {
      yield events.map((event) => ({ payload: Buffer.from(JSON.stringify(event)), event }));
    },
    end: async () => ({ kept: { ...keptOfServer, warnings }, warnings }),
  };
}

/** `from`: the seq of the page's first event. Another program may append the same events. */
async function appendNew(
  { log }: Library,
  run: RunId,
  from: Seq,
  events: readonly Json[],
  read: readonly Pick<ReadEvent, 'type' | 'atMs'>[],
): Promise<void> {
  for (;;) {
    const expectedSeq = await log.nextSeq(run);
    const had = Math.max(0, expectedSeq - from);
    const fresh = events.slice(had).map((event, i) => stored(expectedSeq + i, event, read[had + i]!));
    if (fresh.length === 0) return;
    try {
      await log.append(run, fresh, { expectedSeq });
      return;
    } catch (error) {
      if (!(error instanceof RetraceError) || error.code !== 'wrong-seq') throw error;
    }
  }
}

function eventIn(bytes: Buffer): Json {
  try {
    return readMessage(historyEvent, bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new RetraceError('server-refused', `The server's answer cannot be read: ${error.message}. Ask again.`, {
      cause: error,
    });
  }
}

function stored(seq: Seq, event: Json, { type, atMs }: Pick<ReadEvent, 'type' | 'atMs'>): StoredEvent {
  return storable({ seq, type, atMs, payload: Buffer.from(JSON.stringify(event)) });
}
