// Retrace against a real Temporal server: its lists, every run that it has, an open run that grows, what it refuses, and,
// with its file, the dev server's database. Not part of the tests, for it needs a server:
//
//   npm run live -- HOST:PORT [DATABASE]
//
// One is had with Go alone: go install github.com/temporalio/cli/cmd/temporal@v1.5.1, temporal server start-dev
// --db-filename DATABASE. It begins a run of its own there, which no worker takes, signals it and terminates it.

import { Client, Connection } from '@temporalio/client';
import { checkDatabase } from './check-database.ts';
import { checkErrors } from './check-errors.ts';
import { checkFollowing } from './check-following.ts';
import { checkList } from './check-list.ts';
import { checkHistories, measureFetch } from './check-histories.ts';
import { Checks } from './checks.ts';
import { serverGate } from './server-gate.ts';

const [address = '127.0.0.1:7233', database] = process.argv.slice(2);
const checks = new Checks();
const connection = await Connection.connect({ address });
const gate = await serverGate(address);
const namespaces = await namespacesOf(connection);

for (const namespace of namespaces) {
  const server = { address: gate.address, namespace };
  const client = new Client({ connection, namespace });
  const runs = await checkList(checks, server, client);
  await checkHistories(checks, server, client, runs);
}
const [namespace = 'default'] = namespaces;
const client = new Client({ connection, namespace });
await checkFollowing(checks, { address: gate.address, namespace }, client);
await checkErrors(checks, { address, namespace });
if (database !== undefined) await checkDatabase(checks, database, address, connection, namespaces);
checks.equal('nothing but reads was asked', [...new Set(gate.asked)].toSorted(), [
  'GetSystemInfo',
  'GetWorkflowExecutionHistory',
  'ListWorkflowExecutions',
]);
gate.close();
await measureFetch({ address, namespace }, client);
await connection.close();
console.log(checks.bad === 0 ? 'All as it should be.' : `${checks.bad} faults.`);
process.exitCode = checks.bad === 0 ? 0 : 1;

/** `default` first; without that of the server's own work. */
async function namespacesOf({ workflowService }: Connection): Promise<readonly string[]> {
  const { namespaces: all } = await workflowService.listNamespaces({ pageSize: 1000 });
  const names = (all ?? []).map(({ namespaceInfo }) => namespaceInfo?.name ?? '');
  return names
    .filter((name) => name !== '' && name !== 'temporal-system')
    .toSorted((a, b) => Number(b === 'default') - Number(a === 'default'));
}
