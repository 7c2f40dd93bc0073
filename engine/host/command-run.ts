// retrace run FILE NAME, retrace worker FILE…: run workflows in an engine, until they end or the program is
// interrupted.

import { RetraceError } from '../model/errors.ts';
import type { NativeFailure } from '../model/native-event.ts';
import { type RunEnd, type RunHandle, WorkflowClient } from '../runtime/client.ts';
import type { EngineStore } from '../runtime/coded-store.ts';
import { FileCode } from '../runtime/file-code.ts';
import { WorkflowEngine } from '../runtime/workflow-engine.ts';
import { ThreadGuests } from '../sandbox/native/thread-guests.ts';
import type { RunRow } from '../store/register/register.ts';
import { throughCodec } from './codec-file.ts';
import { complain, printJson, printLine } from './terminal.ts';
import { codeFile, inputOf, noSuchWorkflow, twoWords, withStore } from './workflow-place.ts';

const interrupts = ['SIGINT', 'SIGTERM'] as const;

type Options = {
  readonly words: readonly string[];
  readonly db?: string | undefined;
  readonly codec?: string | undefined;
  readonly json: boolean;
};
type RunOptions = Options & {
  readonly input?: string | undefined;
  readonly id?: string | undefined;
  readonly again: boolean;
};

export async function runCommand(options: RunOptions): Promise<number> {
  const [file, workflowType] = twoWords(options.words, 'a file and a workflow that it exports');
  const input = inputOf(options.input);
  return await withEngine([file], options, async (engine) => {
    if (!engine.code.types.includes(workflowType)) throw noSuchWorkflow(file, workflowType, engine.code.types);
    const handle = await begun(engine, workflowType, input, { ...options, code: codeFile(file) });
    if (!options.json) printLine(`${handle.workflowId}: run ${handle.runId}`);
    const end = await Promise.race([handle.end(), engine.quarantined(handle.workflowId), engine.interrupted]);
    return tellEnd(handle, end, options.json);
  });
}

/** Continues an existing run of this id; starts an ended run again only if asked to. */
async function begun(
  { client }: RunningEngine,
  workflowType: string,
  input: unknown,
  { id, again, code }: { readonly id?: string | undefined; readonly again: boolean; readonly code: string },
): Promise<RunHandle<unknown>> {
  const there = id === undefined ? undefined : (await client.list({ workflowId: id, limit: 1 }))[0];
  if (there !== undefined && (!there.closed || !again)) {
    if (there.quarantined !== null) await client.retry(there.workflowId);
    return client.handle(there);
  }
  return await client.start<unknown, unknown>(workflowType, input, { ...(id !== undefined && { id }), code });
}

type Outcome =
  | RunEnd
  | { readonly type: 'quarantined'; readonly failure: NativeFailure }
  | { readonly type: 'interrupted' };

function tellEnd({ workflowId, runId }: RunHandle<unknown>, end: Outcome, json: boolean): number {
  if (json) {
    const { type: status, ...rest } = end;
    printJson({ runId, workflowId, status, ...rest });
  } else if (end.type === 'completed')
    printLine(`${workflowId}: completed${end.result === undefined ? '' : ` with ${JSON.stringify(end.result)}`}`);
  else if (end.type === 'interrupted')
    printLine(`${workflowId}: not ended; retrace run again, or retrace worker, goes on with it`);
  else printLine(`${workflowId}: ${end.type}: ${end.failure.kind}: ${end.failure.message}`);
  return end.type === 'completed' ? 0 : 1;
}

export async function workerCommand({ words, json, ...place }: Options): Promise<number> {
  if (words.length === 0)
    throw new RetraceError('bad-usage', 'Name the files of the workflows. See retrace worker --help.');
  return await withEngine(words, place, async ({ engine, code, interrupted }) => {
    if (code.types.length === 0)
      throw new RetraceError(
        'no-such-workflow',
        `${words.join(', ')}: no workflow is exported. A workflow is an exported async function of (ctx, input).`,
      );
    if (json) printJson({ worker: engine.workerId, workflows: code.types });
    else printLine(`${engine.workerId} works on ${code.types.join(', ')}, until it is interrupted`);
    await interrupted;
    return 0;
  });
}

type RunningEngine = {
  readonly engine: WorkflowEngine;
  readonly client: WorkflowClient;
  readonly code: FileCode;
  readonly interrupted: Promise<{ readonly type: 'interrupted' }>;
  /** Restores the default: interrupts end the program. */
  readonly forget: () => void;
  /** Resolves when the workflow's run is quarantined. */
  readonly quarantined: (
    workflowId: string,
  ) => Promise<{ readonly type: 'quarantined'; readonly failure: NativeFailure }>;
};

async function withEngine(
  files: readonly string[],
  { db, codec }: Pick<Options, 'db' | 'codec'>,
  work: (engine: RunningEngine) => Promise<number>,
): Promise<number> {
  const code = await FileCode.load(files);
  return await withStore(db, async (store) => {
    const running = await startEngine(await throughCodec(store, codec), code);
    try {
      return await work(running);
    } finally {
      running.forget();
      await running.engine.close();
    }
  });
}

async function startEngine(store: EngineStore, code: FileCode): Promise<RunningEngine> {
  const host = new ThreadGuests();
  for (const bundle of code.bundles) await host.load(bundle);
  const waiting = new Map<string, (failure: NativeFailure) => void>();
  const engine = new WorkflowEngine({
    store,
    code,
    host,
    onLog: ({ workflowId }: RunRow, level, text) => complain(`${workflowId} ${level}: ${text}`),
    onError: (error, run) => complain(`${run}: ${error instanceof Error ? error.message : String(error)}`),
    onQuarantined: ({ workflowId }, failure) => waiting.get(workflowId)?.(failure),
  });
  const client = new WorkflowClient(store, {
    commit: (change) => engine.committer.commit(change),
    onChange: () => engine.poll(),
  });
  engine.start();
  const { promise: interrupted, resolve } = Promise.withResolvers<{ readonly type: 'interrupted' }>();
  const interrupt = (): void => resolve({ type: 'interrupted' });
  for (const signal of interrupts) process.once(signal, interrupt);
  // The program that started this one is gone, or wants it to end.
  process.once('disconnect', interrupt);
  return {
    engine,
    client,
    code,
    interrupted,
    forget: () => {
      for (const signal of interrupts) process.off(signal, interrupt);
      process.off('disconnect', interrupt);
    },
    quarantined: (workflowId) =>
      new Promise((resolve) => waiting.set(workflowId, (failure) => resolve({ type: 'quarantined', failure }))),
  };
}
