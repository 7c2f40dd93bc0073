// The system database of DBOS in SQLite, of any schema so far: each workflow is a run. Read only, one workflow at a time.

import { createHash } from 'node:crypto';
import { dbos as dialect, endOf } from '../../formats/dbos/dbos.ts';
import type { JsonObject } from '../../model/json.ts';
import { ForeignDatabase } from '../../store/foreign/foreign-database.ts';
import type { Container, FoundRun, StreamedRun } from '../source.ts';
import { databaseWith, rowOf, tablesOf } from '../sqlite-tables.ts';
import { eventsOf } from './events.ts';

export const dbos: Container = {
  id: 'dbos',
  recognise(entry) {
    const path = databaseWith(entry, ['workflow_status', 'operation_outputs']);
    return path === undefined ? undefined : { runs: () => runsOf(path) };
  },
  // Rows of several tables are no file of a run's own.
  exported: () => undefined,
  ending: () => 'jsonl',
};

async function* runsOf(path: string): AsyncGenerator<FoundRun> {
  const db = new ForeignDatabase(path);
  try {
    const tables = tablesOf(db);
    for (const { workflow_uuid: id } of db.all('select workflow_uuid from workflow_status order by created_at, rowid'))
      yield runOf(db, String(id), tables);
  } finally {
    db.close();
  }
}

function runOf(db: ForeignDatabase, id: string, tables: ReadonlySet<unknown>): StreamedRun {
  const of = (table: string, order = 'rowid'): readonly JsonObject[] =>
    tables.has(table) ? db.all(`select * from ${table} where workflow_uuid = ? order by ${order}`, id).map(rowOf) : [];
  const [workflow = {}] = of('workflow_status');
  const [input = {}] = of('workflow_input');
  const [output = {}] = of('workflow_output');
  const events = eventsOf({
    workflow,
    inputs: input['inputs'] ?? workflow['inputs'] ?? null,
    output: output['output'] ?? workflow['output'] ?? null,
    error: output['error'] ?? workflow['error'] ?? null,
    steps: of('operation_outputs', 'function_id'),
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
