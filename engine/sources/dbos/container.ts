// Reads DBOS's system database, in every schema so far, in SQLite or as PostgreSQL's dump of it: each workflow is a
// run.
// Reads only.

import { createHash } from 'node:crypto';
import { dbos as dialect, endOf } from '../../formats/dbos/dbos.ts';
import { type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import { ForeignDatabase } from '../../store/foreign/foreign-database.ts';
import { textIn } from '../document.ts';
import type { Container, FoundRun, StreamedRun } from '../source.ts';
import { databaseWith, rowOf, tablesOf } from '../sqlite-tables.ts';
import { eventsOf } from './events.ts';
import { type Tables, tablesInDump } from './sql-dump.ts';

const needed = ['workflow_status', 'operation_outputs'];

export const dbos: Container = {
  id: 'dbos',
  async recognise(entry) {
    const path = databaseWith(entry, needed);
    if (path !== undefined) return { runs: () => runsOf(path) };
    const text = await textIn(entry, (head) => head.includes('PostgreSQL database dump'));
    const tables = text === undefined ? undefined : tablesInDump(text);
    return tables !== undefined && needed.every((name) => tables.has(name))
      ? { runs: () => runsOfDump(tables) }
      : undefined;
  },
  // A run's rows in several tables have no file form.
  exported: () => undefined,
  ending: () => 'jsonl',
};

/** The rows of one workflow in a table; none where there is no such table. */
type RowsOf = (table: string) => readonly JsonObject[];

/** One workflow at a time. */
async function* runsOf(path: string): AsyncGenerator<FoundRun> {
  const db = new ForeignDatabase(path);
  try {
    const tables = tablesOf(db);
    for (const { workflow_uuid: id } of db.all('select workflow_uuid from workflow_status order by created_at, rowid'))
      yield runOf(String(id), (table) =>
        tables.has(table)
          ? db.all(`select * from ${table} where workflow_uuid = ? order by rowid`, String(id)).map(rowOf)
          : [],
      );
  } finally {
    db.close();
  }
}

async function* runsOfDump(tables: Tables): AsyncGenerator<FoundRun> {
  const byWorkflow = new Map(
    [...tables].map(([name, rows]) => [name, Map.groupBy(rows, (row) => row['workflow_uuid'])] as const),
  );
  const workflows = tables.get('workflow_status') ?? [];
  for (const row of workflows.toSorted((a, b) => numberIn(a, 'created_at') - numberIn(b, 'created_at'))) {
    const id = stringOf(row['workflow_uuid']);
    if (id !== undefined) yield runOf(id, (table) => byWorkflow.get(table)?.get(id) ?? []);
  }
}

function numberIn(row: JsonObject, column: string): number {
  return numberOf(row[column]) ?? 0;
}

function runOf(id: string, of: RowsOf): StreamedRun {
  const [workflow = {}] = of('workflow_status');
  const [input = {}] = of('workflow_input');
  const [output = {}] = of('workflow_output');
  const events = eventsOf({
    workflow,
    inputs: input['inputs'] ?? workflow['inputs'] ?? null,
    output: output['output'] ?? workflow['output'] ?? null,
    error: output['error'] ?? workflow['error'] ?? null,
    steps: of('operation_outputs').toSorted((a, b) => numberIn(a, 'function_id') - numberIn(b, 'function_id')),
    isEnded: (status) => endOf(status) !== undefined,
  });
  const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
  const name = workflow['name'];
  const hash = createHash('sha256').update('dbos ');
  for (const payload of payloads) hash.update(`${payload.length} `).update(payload);
  return {
    type: 'streamed',
    dialect,
    form: dialect.describe([], {}),
    identity: { runId: id, workflowId: id, ...(typeof name === 'string' && { workflowType: name }) },
    digest: hash.digest('hex'),
    async *batches() {
      yield payloads.map((payload) => ({ payload }));
    },
    end: async () => ({ kept: { container: dbos.id, version: 1, warnings: [] }, warnings: [] }),
  };
}
