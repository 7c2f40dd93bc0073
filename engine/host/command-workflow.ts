// retrace start, signal, query, cancel, pause, resume, retry, describe: send messages and questions to workflows. None of
// them runs a worker in its process.

import { counted } from '../model/duration.ts';
import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { RunDescription } from '../runtime/describe-run.ts';
import { queryRun } from '../runtime/query-run.ts';
import type { QueryAnswer } from '../sandbox/native/activation.ts';
import { bundleWorkflows } from '../sandbox/native/bundle.ts';
import { ThreadGuests } from '../sandbox/native/thread-guests.ts';
import { readWorkflowFile } from '../sandbox/native/workflow-file.ts';
import { WorkflowClient } from '../runtime/client.ts';
import { throughCodec } from './codec-file.ts';
import { type CommandOptions, oneWord, wholeNumber } from './command.ts';
import { printJson, printLine } from './terminal.ts';
import { codeFile, inputOf, noSuchWorkflow, twoWords, withClient, withStore } from './workflow-place.ts';

type Options = CommandOptions<'db' | 'json'>;
type Text = string | undefined;
type Coded = { readonly codec?: Text };

export async function startCommand(
  options: Options & Coded & { readonly input?: Text; readonly id?: Text; readonly file?: Text },
): Promise<number> {
  const workflowType = oneWord(options, 'workflow');
  const { id, file, db, json } = options;
  if (file !== undefined) await mustExport(file, workflowType);
  return await withStore(db, async (store) => {
    const client = new WorkflowClient(await throughCodec(store, options.codec));
    const { workflowId, runId } = await client.start<unknown, unknown>(workflowType, inputOf(options.input), {
      ...(id !== undefined && { id }),
      ...(file !== undefined && { code: codeFile(file) }),
    });
    if (json) printJson({ workflowId, runId });
    else printLine(`${workflowId}: run ${runId}`);
    return 0;
  });
}

async function mustExport(path: string, workflow: string): Promise<void> {
  const { file, workflows } = await readWorkflowFile(path);
  if (!workflows.includes(workflow)) throw noSuchWorkflow(file, workflow, workflows);
}

export async function signalCommand(
  options: Options & Coded & { readonly input?: Text; readonly key?: Text },
): Promise<number> {
  const [workflowId, name] = twoWords(options.words, 'a workflow id and a signal');
  return await withClient(options.db, async (_, store) => {
    const client = new WorkflowClient(await throughCodec(store, options.codec));
    await client.signal(workflowId, name, inputOf(options.input), options.key);
    if (options.json) printJson({ workflowId, signal: name });
    else printLine(`${workflowId}: ${name} sent`);
    return 0;
  });
}

export async function queryCommand(
  options: Options & Coded & { readonly input?: Text; readonly file?: Text },
): Promise<number> {
  const [workflowId, name] = twoWords(options.words, 'a workflow id and a query');
  return await withClient(options.db, async (client, store) => {
    const row = await client.find(workflowId);
    const file = options.file ?? row.code;
    if (file === null)
      throw new RetraceError(
        'bad-usage',
        `Nothing says where the code of ${workflowId} is. Name its file with --file.`,
      );
    const host = new ThreadGuests();
    try {
      const answer = await queryRun(await throughCodec(store, options.codec), await bundleWorkflows(file), host, {
        row,
        name,
        input: inputOf(options.input),
      });
      const value = valueOf(answer, name);
      if (options.json) printJson({ workflowId, query: name, type: 'answered', value });
      else printLine(JSON.stringify(value));
      return 0;
    } finally {
      await host.close();
    }
  });
}

function valueOf(answer: QueryAnswer, name: string): Json {
  if (answer.type === 'answered') return answer.value ?? null;
  const { kind, message } = answer.failure;
  if (kind === 'unknown-query') throw new RetraceError('no-such-query', message);
  throw new RetraceError('query-failed', `The query ${name} has failed: ${message}`);
}

export async function cancelCommand(
  options: Options & { readonly reason?: Text; readonly within?: Text; readonly now: boolean },
): Promise<number> {
  const { now, reason } = options;
  const seconds = wholeNumber(options.within, '--within');
  if (now) return await toldOf(options, 'terminated', (client, id) => client.terminate(id, reason));
  const withinMs = seconds === undefined ? undefined : seconds * 1000;
  return await toldOf(options, 'asked to cancel', (client, id) => client.cancel(id, reason, withinMs));
}

export async function pauseCommand(options: Options & { readonly reason?: Text }): Promise<number> {
  return await toldOf(options, 'paused', (client, id) => client.pause(id, options.reason));
}

export async function resumeCommand(options: Options & { readonly reason?: Text }): Promise<number> {
  return await toldOf(options, 'resumed', (client, id) => client.resume(id, options.reason));
}

async function toldOf(
  options: Options,
  did: string,
  tell: (client: WorkflowClient, workflowId: string) => Promise<void>,
): Promise<number> {
  const workflowId = oneWord(options, 'workflow id');
  return await withClient(options.db, async (client) => {
    await tell(client, workflowId);
    if (options.json) printJson({ workflowId, did });
    else printLine(`${workflowId}: ${did}`);
    return 0;
  });
}

export async function retryCommand(options: Options): Promise<number> {
  const workflowId = oneWord(options, 'workflow id');
  return await withClient(options.db, async (client) => {
    await client.retry(workflowId);
    if (options.json) printJson({ workflowId });
    else printLine(`${workflowId}: goes on when a worker takes it`);
    return 0;
  });
}

export async function describeCommand(options: Options & Coded): Promise<number> {
  const workflowId = oneWord(options, 'workflow id');
  return await withClient(options.db, async (_, store) => {
    const client = new WorkflowClient(await throughCodec(store, options.codec));
    const description = await client.describe(workflowId);
    if (options.json) printJson(description);
    else linesOf(description).forEach(printLine);
    return 0;
  });
}

function linesOf(run: RunDescription): readonly string[] {
  const time = (ms: number): string => new Date(ms).toISOString();
  return [
    `${run.workflowId}  ${run.workflowType}  ${run.status}  ${counted(run.events, 'event')}  run ${run.runId}`,
    ...(run.quarantined === null ? [] : [`quarantined: ${run.quarantined}`]),
    ...(run.worker === null ? [] : [`worker: ${run.worker}`]),
    ...run.activities.map(
      ({ id, name, state, attempt, nextAt, lastFailure }) =>
        `activity ${id} ${name}: ${state}, attempt ${attempt}${nextAt === undefined ? '' : `, next at ${time(nextAt)}`}${lastFailure === undefined ? '' : `, last failed of ${lastFailure.message}`}`,
    ),
    ...run.timers.map(({ id, fireAt }) => `timer ${id}: fires at ${time(fireAt)}`),
    ...run.children.map(({ id, workflowId }) => `child ${id}: ${workflowId}`),
    ...run.signals.map(({ name, received }) => `signal ${name}: ${received} received`),
  ];
}
