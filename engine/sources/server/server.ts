// A Temporal server over gRPC: lists runs, gives the pages of a history, and says what an open run has under way. Reads
// alone: it knows four methods of the server, none of which changes anything.

import type { Connection } from '@temporalio/client';
import { RetraceError } from '../../model/errors.ts';
import { fieldsOf, messageAt, messagesAt, numberAt, textAt, timeAt } from '../../formats/temporal-protobuf/fields.ts';
import { bytesField, numberField } from '../../formats/temporal-protobuf/write-fields.ts';
import { WireError } from '../../formats/temporal-protobuf/wire.ts';
import type { Warning } from '../../model/event.ts';
import { pendingWarnings } from './pending.ts';
import { serverError } from './server-error.ts';
import type { ServerPlace, ServerRun } from '../../model/server.ts';

/** The server holds a question for new events for 20 s, some for longer. */
const answerMs = 90_000;
/** Most that a server gives in one page of a list. */
const listedAtOnce = 1000;
const statuses = [
  '',
  'Running',
  'Completed',
  'Failed',
  'Canceled',
  'Terminated',
  'ContinuedAsNew',
  'TimedOut',
  'Paused',
];

export type HistoryPage = {
  /** `HistoryEvent`s in protobuf, in order. */
  readonly events: readonly Buffer[];
  /** Names the next page; undefined behind the last one. */
  readonly token: Buffer | undefined;
};

export class Server {
  readonly place: ServerPlace;
  readonly #connection: Connection;

  private constructor(place: ServerPlace, connection: Connection) {
    this.place = place;
    this.#connection = connection;
  }

  /** Throws `not-here`, `server-unreachable`, `server-refused`. */
  static async connect(place: ServerPlace, connectMs = 10_000): Promise<Server> {
    const { Connection } = await client();
    const { ca, cert, key } = place.certificates ?? {};
    if ((cert === undefined) !== (key === undefined))
      throw new RetraceError('server-refused', 'A client certificate and its key go together: give both.');
    const options = {
      address: place.address,
      // The header names the namespace to Temporal Cloud.
      metadata: { 'temporal-namespace': place.namespace },
      ...(place.apiKey !== undefined && { apiKey: place.apiKey }),
      ...((place.tls === true || place.certificates !== undefined) && {
        tls: {
          ...(ca !== undefined && { serverRootCACertificate: Buffer.from(ca) }),
          ...(cert !== undefined &&
            key !== undefined && { clientCertPair: { crt: Buffer.from(cert), key: Buffer.from(key) } }),
          ...(place.serverName !== undefined && { serverNameOverride: place.serverName }),
        },
      }),
    };
    try {
      // The first question alone is not repeated: why nobody answers is known at once, or never.
      const first = Connection.lazy({ ...options, interceptors: [] });
      try {
        await asked(first, 'GetSystemInfo', [], connectMs).catch(unlessOld);
      } finally {
        await first.close();
      }
      return new Server(place, Connection.lazy(options));
    } catch (error) {
      throw serverError(place, error);
    }
  }

  /** The runs of a visibility query in the server's order, the newest first; all runs for an empty one. */
  async *list(query: string, signal?: AbortSignal): AsyncGenerator<ServerRun> {
    let token: Buffer | undefined;
    do {
      const answer = fieldsOf(
        await this.#ask(
          'ListWorkflowExecutions',
          [
            bytesField(1, this.place.namespace),
            numberField(2, listedAtOnce),
            ...(token === undefined ? [] : [bytesField(3, token)]),
            bytesField(4, query),
          ],
          signal,
        ),
      );
      for (const info of messagesAt(answer, 1)) yield serverRun(info);
      token = bytesIn(answer, 2);
    } while (token !== undefined);
  }

  /** `token`: of the page before. `wait`: an open run's last page has a token, whose page comes when there are events. */
  async page(
    { workflowId, runId }: Pick<ServerRun, 'workflowId' | 'runId'>,
    token: Buffer | undefined,
    { wait, signal }: { readonly wait: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<HistoryPage> {
    const execution = Buffer.concat([bytesField(1, workflowId), bytesField(2, runId)]);
    const answer = fieldsOf(
      await this.#ask(
        'GetWorkflowExecutionHistory',
        [
          bytesField(1, this.place.namespace),
          bytesField(2, execution),
          ...(token === undefined ? [] : [bytesField(4, token)]),
          ...(wait ? [numberField(5, 1)] : []),
        ],
        signal,
      ),
    );
    // Some servers send the blobs as they are stored, each a History.
    const histories = [bytesIn(answer, 1), ...messagesAt(answer, 2).map((blob) => bytesIn(blob, 2))];
    const events = histories.flatMap((history) => (history === undefined ? [] : (fieldsOf(history).get(1) ?? [])));
    return { events: events.filter((event) => Buffer.isBuffer(event)), token: bytesIn(answer, 3) };
  }

  /** What the server says of an open run beside its history; nothing where it does not, or the run is gone by now. */
  async pending(
    { workflowId, runId }: Pick<ServerRun, 'workflowId' | 'runId'>,
    signal?: AbortSignal,
  ): Promise<readonly Warning[]> {
    const execution = Buffer.concat([bytesField(1, workflowId), bytesField(2, runId)]);
    const fields = [bytesField(1, this.place.namespace), bytesField(2, execution)];
    try {
      return pendingWarnings(fieldsOf(await this.#ask('DescribeWorkflowExecution', fields, signal)), Date.now());
    } catch (error) {
      if (error instanceof WireError || (error instanceof RetraceError && error.code === 'server-refused')) return [];
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #ask(name: string, fields: readonly Buffer[], signal: AbortSignal | undefined): Promise<Buffer> {
    const ask = (): Promise<Buffer> => asked(this.#connection, name, fields, answerMs);
    try {
      return await (signal === undefined ? ask() : this.#connection.withAbortSignal(signal, ask));
    } catch (error) {
      throw signal?.aborted === true
        ? new RetraceError('cancelled', 'The server is no longer asked.')
        : serverError(this.place, error);
    }
  }
}

const unimplemented = 12;

/** Old servers do not know the first question. */
function unlessOld(error: unknown): void {
  if ((error as { code?: unknown }).code !== unimplemented) throw error;
}

/** The answer's bytes: decoding them as the client does would make objects of events that are read in another way. */
async function asked(
  connection: Connection,
  name: string,
  fields: readonly Buffer[],
  withinMs: number,
): Promise<Buffer> {
  const { rpcImpl } = connection.workflowService;
  return await connection.withDeadline(
    Date.now() + withinMs,
    () =>
      new Promise((resolve, reject) =>
        rpcImpl?.({ name } as Parameters<typeof rpcImpl>[0], Buffer.concat(fields), (error, bytes) =>
          bytes instanceof Uint8Array ? resolve(Buffer.from(bytes)) : reject(error ?? new Error('no answer')),
        ),
      ),
  );
}

type Fields = ReturnType<typeof fieldsOf>;

function serverRun(info: Fields): ServerRun {
  const execution = messageAt(info, 1);
  const status = numberAt(info, 5);
  return {
    workflowId: execution === undefined ? '' : textAt(execution, 1),
    runId: execution === undefined ? '' : textAt(execution, 2),
    workflowType: textAt(messageAt(info, 2) ?? new Map(), 1),
    status: statuses[status] || String(status),
    startedAtMs: timeAt(info, 3) ?? null,
    closedAtMs: timeAt(info, 4) ?? null,
    events: numberAt(info, 6),
  };
}

/** undefined for bytes that are absent or empty. */
function bytesIn(fields: Fields, number: number): Buffer | undefined {
  const bytes = fields.get(number)?.at(-1);
  return Buffer.isBuffer(bytes) && bytes.length > 0 ? bytes : undefined;
}

async function client(): Promise<{ readonly Connection: typeof Connection }> {
  try {
    return await import('@temporalio/client');
  } catch (error) {
    throw new RetraceError(
      'not-here',
      'The package @temporalio/client is not installed beside Retrace. Install it: npm install @temporalio/client.',
      { cause: error },
    );
  }
}
