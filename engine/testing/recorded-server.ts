// A gRPC server that answers as a Temporal server did: with recorded histories, in pages. It is none, and proves only
// how its answers are read. Long polls wait for `grow`.

import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status as grpc,
} from '@grpc/grpc-js';
import { fieldsOf, messageAt, numberAt, textAt } from '../formats/temporal-protobuf/fields.ts';
import { bytesField, numberField } from '../formats/temporal-protobuf/write-fields.ts';

/** `history`: a `History` in protobuf. `status`: as the server numbers it; 1 is open. */
export type RecordedRun = {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly status: number;
  readonly history: Buffer;
  /** A `DescribeWorkflowExecutionResponse`. */
  readonly description?: Buffer;
};

export type RecordedServer = {
  readonly address: string;
  /** Names of the methods that were called, in order. */
  readonly asked: string[];
  /** The run has these events too, and ends with them. */
  grow(runId: string, more: Buffer): void;
};

type Options = {
  readonly apiKey?: string;
  /** Speaks TLS with this key and certificate (PEM). */
  readonly pem?: Buffer;
  /** Events in a page. */
  readonly pageSize?: number;
  /** Histories come as blobs, as some servers send them. */
  readonly raw?: boolean;
  /** Whole answers as a server gave them, a history of one page by run id, instead of those made of `runs`. */
  readonly verbatim?: { readonly list: Buffer; readonly histories: ReadonlyMap<string, Buffer> };
};

const service = 'temporal.api.workflowservice.v1.WorkflowService';
type Answer = (request: ReturnType<typeof fieldsOf>) => Buffer | Promise<Buffer>;

export async function recordedServer(
  context: { readonly after: (end: () => void) => void },
  runs: readonly RecordedRun[],
  { apiKey, pem, pageSize = 4, raw = false, verbatim }: Options = {},
): Promise<RecordedServer> {
  const state = new Map(
    runs.map((run) => [run.runId, { ...run, events: eventsIn(run.history), waiting: [] as (() => void)[] }]),
  );
  const asked: string[] = [];

  const list: Answer = (request) => {
    if (verbatim !== undefined) return verbatim.list;
    const query = textAt(request, 4);
    if (query.includes('nonsense')) throw refusal(grpc.INVALID_ARGUMENT, 'invalid query: unable to parse');
    const from = Number(textAt(request, 3) || 0);
    const all = runs.filter(({ workflowType }) => query === '' || query === `WorkflowType = '${workflowType}'`);
    const page = all
      .slice(from, from + 2)
      .map(({ workflowId, runId, workflowType, status }) =>
        bytesField(
          1,
          Buffer.concat([
            bytesField(1, Buffer.concat([bytesField(1, workflowId), bytesField(2, runId)])),
            bytesField(2, bytesField(1, workflowType)),
            bytesField(3, numberField(1, 1_772_359_200)),
            numberField(5, status),
          ]),
        ),
      );
    const more = from + 2 < all.length ? [bytesField(2, String(from + 2))] : [];
    return Buffer.concat([...page, ...more]);
  };

  const history: Answer = async (request) => {
    const execution = messageAt(request, 2) ?? new Map();
    const whole = verbatim?.histories.get(textAt(execution, 2));
    if (whole !== undefined) return whole;
    const run = state.get(textAt(execution, 2));
    if (run === undefined) throw refusal(grpc.NOT_FOUND, `workflow not found for ID: ${textAt(execution, 1)}`);
    const from = Number(textAt(request, 4) || 0);
    const waits = numberAt(request, 5) === 1;
    if (from === run.events.length && waits && run.status === 1) await new Promise<void>((go) => run.waiting.push(go));
    const page = run.events.slice(from, from + pageSize);
    const next = from + page.length;
    const isLast = next === run.events.length && !(waits && run.status === 1);
    const bytes = Buffer.concat(page.map((event) => bytesField(1, event)));
    return Buffer.concat([
      raw ? bytesField(2, Buffer.concat([numberField(1, 1), bytesField(2, bytes)])) : bytesField(1, bytes),
      ...(isLast ? [] : [bytesField(3, String(next))]),
    ]);
  };

  const describe: Answer = (request) => {
    const run = state.get(textAt(messageAt(request, 2) ?? new Map(), 2));
    if (run?.description === undefined) throw refusal(grpc.UNIMPLEMENTED, 'unknown method');
    return run.description;
  };

  const answers: Readonly<Record<string, Answer>> = {
    DescribeWorkflowExecution: describe,
    GetSystemInfo: () => Buffer.alloc(0),
    ListWorkflowExecutions: list,
    GetWorkflowExecutionHistory: history,
  };
  const server = new Server();
  server.addService(
    definition(Object.keys(answers)),
    Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, handler(name, answer)])),
  );
  const credentials =
    pem === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: pem, cert_chain: pem }]);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  context.after(() => server.forceShutdown());
  return {
    address: `127.0.0.1:${port}`,
    asked,
    grow(runId, more) {
      const run = state.get(runId)!;
      run.events.push(...eventsIn(more));
      state.set(runId, Object.assign(run, { status: 2 }));
      for (const go of run.waiting.splice(0)) go();
    },
  };

  function handler(name: string, answer: Answer): handleUnaryCall<Buffer, Buffer> {
    return ({ request, metadata }, callback) => {
      asked.push(name);
      void (async () => {
        if (apiKey !== undefined && metadata.get('authorization')[0] !== `Bearer ${apiKey}`)
          throw refusal(grpc.UNAUTHENTICATED, 'Request unauthorized.');
        return await answer(fieldsOf(request));
      })().then(
        (bytes) => callback(null, bytes),
        (error: unknown) => callback(error as Parameters<typeof callback>[0]),
      );
    };
  }
}

/** Every message as its bytes. */
function definition(names: readonly string[]): ServiceDefinition {
  const same = (bytes: Buffer): Buffer => bytes;
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        path: `/${service}/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    ]),
  );
}

function refusal(code: number, details: string): Error {
  return Object.assign(new Error(details), { code, details, metadata: new Metadata() });
}

export function eventsIn(history: Buffer): Buffer[] {
  return (fieldsOf(history).get(1) ?? []).filter((event) => Buffer.isBuffer(event));
}
