// Reads DBOS's system database in SQLite, in every schema so far: each workflow is a run. Reads only, one workflow at a
// time.

import { createHash } from 'node:crypto';
import { dbos as dialect, endOf } from '../../formats/dbos/dbos.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { ForeignDatabase } from '../../store/foreign/foreign-database.ts';
import type { Entry } from '../entry.ts';
import type { Container, FoundRun, StreamedRun } from '../source.ts';
import { eventsOf } from './events.ts';

const sqliteMark = 'SQLite format 3\0';

export const dbos: Container = {
  id: 'dbos',
  recognise(entry) {
    const path = databaseAt(entry);
    return path !== undefined && isSystemDatabase(path) ? { runs: () => runsOf(path) } : undefined;
  },
  // A run's rows in several tables have no file form.
  exported: () => undefined,
  ending: () => 'jsonl',
};

function databaseAt(entry: Entry): string | undefined {
  return entry.type === 'file' && entry.head.toString('latin1', 0, sqliteMark.length) === sqliteMark
    ? entry.path
    : undefined;
}

function isSystemDatabase(path: string): boolean {
  let db: ForeignDatabase | undefined;
  try {
    db = new ForeignDatabase(path);
    const tables = tablesOf(db);
    return tables.has('workflow_status') && tables.has('operation_outputs');
  } catch {
    return false;
  } finally {
    db?.close();
  }
}

function tablesOf(db: ForeignDatabase): ReadonlySet<unknown> {
  return new Set(db.all(`select name from sqlite_master where type = 'table'`).map(({ name }) => name));
}

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

/** Integers beyond JavaScript's exact range become texts of digits. */
function rowOf(row: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, columnOf(value)]));
}

function columnOf(value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value as Json;
}
