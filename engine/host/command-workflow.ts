// retrace start, signal, query, cancel, retry, describe: send messages and questions to workflows. None of them runs a
// worker in its process.

import { counted } from '../model/duration.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunDescription } from '../runtime/describe-run.ts';
import { queryRun } from '../runtime/query-run.ts';
import { bundleWorkflows } from '../sandbox/native/bundle.ts';
import { ThreadGuests } from '../sandbox/native/thread-guests.ts';
import { WorkflowClient } from '../runtime/client.ts';
import { throughCodec } from './codec-file.ts';
import { type CommandOptions, oneWord, wholeNumber } from './command.ts';
import { printJson, printLine } from './terminal.ts';
import { codeFile, inputOf, twoWords, withClient, withStore } from './workflow-place.ts';

type Options = CommandOptions<'db' | 'json'>;
type Text = string | undefined;
type Coded = { readonly codec?: Text };

export async function startCommand(
  options: Options & Coded & { readonly input?: Text; readonly id?: Text; readonly file?: Text },
): Promise<number> {
  const workflowType = oneWord(options, 'workflow');
  const { id, file, db, json } = options;
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
      if (options.json) printJson({ workflowId, query: name, ...answer });
      else printLine(answer.type === 'answered' ? JSON.stringify(answer.value ?? null) : answer.failure.message);
      return answer.type === 'answered' ? 0 : 1;
    } finally {
      await host.close();
    }
  });
}

export async function cancelCommand(
  options: Options & { readonly reason?: Text; readonly within?: Text; readonly now: boolean },
): Promise<number> {
  const workflowId = oneWord(options, 'workflow id');
  const seconds = wholeNumber(options.within, '--within');
  return await withClient(options.db, async (client) => {
    if (options.now) await client.terminate(workflowId, options.reason);
    else await client.cancel(workflowId, options.reason, seconds === undefined ? undefined : seconds * 1000);
    const did = options.now ? 'terminated' : 'asked to cancel';
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
