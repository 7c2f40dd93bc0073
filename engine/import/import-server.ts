// From a Temporal server into the library: a run's first page is stored at once, and what follows is appended, now or
// when it happens. Fetched again, only what is new is taken.

import { createHash } from 'node:crypto';
import { readTemporalEvent } from '../formats/temporal/event.ts';
import { temporal } from '../formats/temporal/temporal.ts';
import { readMessage } from '../formats/temporal-protobuf/read-message.ts';
import { messageNamed } from '../formats/temporal-protobuf/schema.ts';
import { WireError } from '../formats/temporal-protobuf/wire.ts';
import type { RunId, Seq } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunSummary } from '../model/run.ts';
import type { ServerRun } from '../model/server.ts';
import { keptOfServer, server as container } from '../sources/server/container.ts';
import type { HistoryPage, Server } from '../sources/server/server.ts';
import type { Kept } from '../sources/source.ts';
import type { Library } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
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
  let id = there;
  if (id === undefined) {
    const summary = await importStream(library, firstPage(server, run, page), {
      source: server.place.address,
      nowMs: Date.now(),
      ...(signal && { signal }),
    });
    id = summary.runId;
    onArrived?.(summary);
  }
  let from = 1;
  for (;;) {
    // The next page is under way while this one is stored.
    const next = page.token && server.page(run, page.token, { wait: follow, signal });
    next?.catch(() => undefined);
    await appendNew(library, id, from, page);
    from += page.events.length;
    onEvents?.(id, from - 1);
    if (next === undefined) return { run: id, known: there !== undefined };
    page = await next;
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

function firstPage({ place }: Server, run: ServerRun, { events }: HistoryPage): Parameters<typeof importStream>[1] {
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
      yield events.map((bytes) => {
        const event = eventIn(bytes);
        return { payload: Buffer.from(JSON.stringify(event)), event };
      });
    },
    end: async () => ({ kept: keptOfServer, warnings: [] }),
  };
}

/** `from`: the seq of the page's first event. Another program may append the same events. */
async function appendNew({ log }: Library, run: RunId, from: Seq, { events }: HistoryPage): Promise<void> {
  for (;;) {
    const expectedSeq = await log.nextSeq(run);
    const fresh = events.slice(Math.max(0, expectedSeq - from)).map((event, i) => stored(expectedSeq + i, event));
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

function stored(seq: Seq, bytes: Buffer): StoredEvent {
  const event = eventIn(bytes);
  const { type, atMs } = readTemporalEvent(event);
  return storable({ seq, type, atMs, payload: Buffer.from(JSON.stringify(event)) });
}
