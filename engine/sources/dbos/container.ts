// Reads DBOS's system database, in every schema so far, in SQLite, as PostgreSQL's dump of it, or as rows in JSON: each
// workflow is a run. Reads only.

import { createHash } from 'node:crypto';
import { dbos as dialect, endOf } from '../../formats/dbos/dbos.ts';
import type { Warning } from '../../model/event.ts';
import { type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import { ForeignDatabase } from '../../store/foreign/foreign-database.ts';
import { documentIn, textIn } from '../document.ts';
import type { Container, FoundRun, StreamedRun } from '../source.ts';
import { databaseWith, rowOf, tablesOf } from '../sqlite-tables.ts';
import { eventsOf } from './events.ts';
import { looksLikeRows, tablesInJson } from './json-rows.ts';
import { type Tables, tablesInDump } from './sql-dump.ts';

const needed = ['workflow_status', 'operation_outputs'];

export const dbos: Container = {
  id: 'dbos',
  async recognise(entry) {
    const path = databaseWith(entry, needed);
    if (path !== undefined) return { runs: () => runsOf(path) };
    const text = await textIn(entry, (head) => head.includes('PostgreSQL database dump'));
    const tables = text === undefined ? undefined : tablesInDump(text);
    if (tables !== undefined && needed.every((name) => tables.has(name))) return { runs: () => runsOfTables(tables) };
    const rows = tablesInJson((await documentIn(entry, looksLikeRows))?.json ?? null);
    return rows && { runs: () => runsOfTables(rows) };
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

/** Workflows in the order of their creation; steps of one that is not told of are a run, too. */
async function* runsOfTables(tables: Tables): AsyncGenerator<FoundRun> {
  const byWorkflow = new Map(
    [...tables].map(([name, rows]) => [name, Map.groupBy(rows, (row) => row['workflow_uuid'])] as const),
  );
  const workflows = tables.get('workflow_status') ?? tables.get('operation_outputs') ?? [];
  const inOrder = workflows.toSorted((a, b) => numberIn(a, 'created_at') - numberIn(b, 'created_at'));
  for (const id of new Set(inOrder.map((row) => row['workflow_uuid'])))
    yield runOf(stringOf(id), (table) => byWorkflow.get(table)?.get(id) ?? [], missingIn(tables));
}

/** One table alone does not tell all. */
function missingIn(tables: Tables): readonly Warning[] {
  const missing = needed.filter((name) => !tables.has(name)).map((name) => texts[name]);
  return missing.flatMap((text) => (text === undefined ? [] : [{ seq: 0, code: 'partial-file', text }]));
}

const texts: Readonly<Record<string, string>> = {
  operation_outputs:
    'The file holds workflows without their steps: dbos workflow steps ID prints them, and the database file has both.',
  workflow_status: 'The file holds steps without their workflow: how it stands, and what it was given, is not known.',
};

function numberIn(row: JsonObject, column: string): number {
  return numberOf(row[column]) ?? 0;
}

function runOf(id: string | undefined, of: RowsOf, warnings: readonly Warning[] = []): StreamedRun {
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
    identity: {
      ...(id !== undefined && { runId: id, workflowId: id }),
      ...(typeof name === 'string' && { workflowType: name }),
    },
    digest: hash.digest('hex'),
    async *batches() {
      yield payloads.map((payload) => ({ payload }));
    },
    end: async () => ({ kept: { container: dbos.id, version: 1, warnings }, warnings }),
  };
}
