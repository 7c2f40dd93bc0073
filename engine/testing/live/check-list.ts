// The runs of visibility queries, against the SDK's own list.

import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { ServerPlace, ServerRun } from '../../model/server.ts';
import type { Checks } from './checks.ts';
import { withEngine } from './with-engine.ts';

const queries = [
  "ExecutionStatus = 'Failed'",
  "ExecutionStatus IN ('Running', 'TimedOut', 'Terminated')",
  "WorkflowType = 'order' AND StartTime > '2020-01-01T00:00:00Z'",
  'HistoryLength > 1000',
  'CloseTime IS NULL',
  "WorkflowId STARTS_WITH 'retrace'",
];

/** All runs of the namespace. */
export async function checkList(checks: Checks, server: ServerPlace, client: Client): Promise<readonly ServerRun[]> {
  const all = await withEngine(async (engine) => {
    for (const query of queries) {
      const { runs } = await engine.listServer({ server, query, most: 10_000 });
      checks.equal(`${server.namespace}: ${runs.length} runs, ${query}`, runs, await theirs(client, query));
    }
    const { runs } = await engine.listServer({ server, query: '', most: 10_000 });
    if (runs.length > 1) {
      const { runs: first, more } = await engine.listServer({ server, query: '', most: 1 });
      checks.equal(
        `${server.namespace}: the first run, and that there are more`,
        [first, more],
        [runs.slice(0, 1), true],
      );
    }
    return runs;
  });
  checks.equal(`${server.namespace}: all ${all.length} runs`, all, await theirs(client, ''));
  return all;
}

async function theirs({ workflowService, options }: Client, query: string): Promise<readonly ServerRun[]> {
  const { executions } = await workflowService.listWorkflowExecutions({
    namespace: options.namespace,
    query,
    pageSize: 1000,
  });
  return (executions ?? []).map(({ execution, type, status, startTime, closeTime, historyLength }) => ({
    workflowId: execution?.workflowId ?? '',
    runId: execution?.runId ?? '',
    workflowType: type?.name ?? '',
    status: words[Number(status) - 1] ?? '',
    startedAtMs: optionalTsToMs(startTime) ?? null,
    closedAtMs: optionalTsToMs(closeTime) ?? null,
    events: Number(historyLength ?? 0),
  }));
}

const words = ['Running', 'Completed', 'Failed', 'Canceled', 'Terminated', 'ContinuedAsNew', 'TimedOut', 'Paused'];
