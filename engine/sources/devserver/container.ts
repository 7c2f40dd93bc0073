// Reads the database of `temporal server start-dev --db-filename` while the server may run: each run of each namespace
// is a run of the library, with its events in the server's JSON form.

import { createHash } from 'node:crypto';
import { temporal } from '../../formats/temporal/temporal.ts';
import { readMessage } from '../../formats/temporal-protobuf/read-message.ts';
import { messageNamed } from '../../formats/temporal-protobuf/schema.ts';
import { WireError } from '../../formats/temporal-protobuf/wire.ts';
import { RetraceError } from '../../model/errors.ts';
import type { Warning } from '../../model/event.ts';
import { objectOf } from '../../model/json.ts';
import type { Container, FoundRun, RawEvent, StreamedRun } from '../source.ts';
import { databaseWith } from '../sqlite-tables.ts';
import { rangesOf } from './branch.ts';
import { type Execution, type Listed, ServerDatabase, tables } from './database.ts';
import { fieldsOf, textAt } from '../../formats/temporal-protobuf/fields.ts';
import { isOpen, pendingWarnings } from './pending.ts';
import { type Aliases, renamed } from './search-attributes.ts';

const historyEvent = messageNamed('HistoryEvent');

export const devserver: Container = {
  id: 'devserver',
  recognise(entry) {
    const path = databaseWith(entry, tables);
    return path === undefined ? undefined : { runs: () => runsOf(path) };
  },
  async *exported(_, payloadAt, events) {
    yield Buffer.from('{"events":[');
    for (let seq = 1; seq <= events; seq++) {
      if (seq > 1) yield Buffer.from(',');
      yield await payloadAt(seq);
    }
    yield Buffer.from(']}');
  },
  ending: () => 'json',
};

async function* runsOf(path: string): AsyncGenerator<FoundRun> {
  const database = new ServerDatabase(path);
  try {
    const aliases = database.aliases();
    for (const run of database.runs()) {
      const found = foundRun(database, run, aliases.get(run.namespace) ?? new Map());
      if (found !== undefined) yield found;
    }
  } finally {
    database.close();
  }
}

/** Errors in a run are thrown when its events are read, so that they do not affect other runs. */
function foundRun(database: ServerDatabase, run: Listed, aliases: Aliases): StreamedRun | undefined {
  try {
    const rows = database.consistent(() => rowsOf(database, run));
    return rows && streamedRun(run, rows, aliases);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return {
      type: 'streamed',
      dialect: temporal,
      form: formOf(run),
      identity: { runId: run.runId, workflowId: run.workflowId },
      digest: digestOf(run, [], [error.message]),
      // oxlint-disable-next-line require-yield -- there is nothing to give
      async *batches() {
        throw damaged(run, error);
      },
      end: async () => ({ kept: { container: 'devserver', version: 1, warnings: [] }, warnings: [] }),
    };
  }
}

function formOf({ namespace }: Listed): string {
  return `Temporal dev server database, namespace ${namespace}`;
}

type Rows = {
  readonly execution: Execution;
  readonly blobs: readonly Uint8Array[];
  readonly warnings: readonly Warning[];
};

/** Everything about a run, read before the first event is decoded. */
function rowsOf(database: ServerDatabase, run: Listed): Rows | undefined {
  const execution = database.execution(run);
  if (execution === undefined) return undefined;
  const ranges = rangesOf(execution.info, execution.nextEvent) ?? [];
  const blobs = ranges.flatMap((range) => database.batches(range).map(({ data }) => data));
  const warnings = isOpen(execution)
    ? pendingWarnings(execution, database.kept('activity_info_maps', run), database.kept('buffered_events', run))
    : [];
  return { execution, blobs, warnings };
}

function streamedRun(run: Listed, { execution, blobs, warnings }: Rows, aliases: Aliases): StreamedRun {
  const workflowType = textAt(execution.info, 10);
  let count = 0;
  return {
    type: 'streamed',
    dialect: temporal,
    form: formOf(run),
    identity: { runId: run.runId, workflowId: run.workflowId, ...(workflowType !== '' && { workflowType }) },
    digest: digestOf(
      run,
      blobs,
      warnings.map(({ text }) => text),
    ),
    async *batches() {
      let events: RawEvent[] = [];
      for (const [i, blob] of blobs.entries()) {
        events.push(...eventsIn(blob, aliases, run));
        if (events.length < batchSize && i < blobs.length - 1) continue;
        count += events.length;
        yield events;
        events = [];
      }
    },
    async end() {
      const all = count === execution.nextEvent - 1 ? warnings : [...warnings, shortOf(count, execution)];
      return { kept: { container: 'devserver', version: 1, warnings: all }, warnings: all };
    },
  };
}

/** A blob holds what one transaction of the server wrote: a few events. */
const batchSize = 100;

function shortOf(count: number, { nextEvent }: Execution): Warning {
  return {
    seq: count,
    code: 'partial-file',
    text: `The server counts ${nextEvent - 1} events, its database holds ${count}: what is missing is not in the state.`,
  };
}

function digestOf({ namespace, runId }: Listed, blobs: readonly Uint8Array[], said: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(['devserver', namespace, runId, said]));
  for (const blob of blobs) hash.update(`${blob.length} `).update(blob);
  return hash.digest('hex');
}

function eventsIn(blob: Uint8Array, aliases: Aliases, run: Listed): readonly RawEvent[] {
  try {
    return (fieldsOf(blob).get(1) ?? [])
      .filter((event) => Buffer.isBuffer(event))
      .map((bytes) => {
        const event = renamed(objectOf(readMessage(historyEvent, bytes)), aliases);
        return { payload: Buffer.from(JSON.stringify(event)), event };
      });
  } catch (error) {
    throw error instanceof WireError ? damaged(run, error) : error;
  }
}

function damaged({ workflowId, runId }: Listed, error: WireError): RetraceError {
  return new RetraceError(
    'database-damaged',
    `The run ${workflowId} (${runId}) cannot be read in the server’s database: ${error.message}. Nothing of it was taken; export it from the server.`,
    { cause: error },
  );
}
