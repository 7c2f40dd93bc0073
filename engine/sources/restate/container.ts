// Restate's answers to POST /query: the rows of its journals, of its invocations and of what happened, in one file or
// in a folder of them.
// Each invocation is a run.

import { join } from 'node:path';
import { restate as dialect } from '../../formats/restate/restate.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import { documentIn, documentRun, documentText } from '../document.ts';
import { type Entry, fileEntry } from '../entry.ts';
import type { Container, FoundRun } from '../source.ts';
import { eventsOf, isEvent, rowsIn } from './rows.ts';

export const restate: Container = {
  id: 'restate',
  async recognise(entry) {
    if (entry.type === 'folder') {
      const rows = await rowsOfFolder(entry.path, entry.paths);
      return rows && { runs: () => runsOf(rows, undefined) };
    }
    const document = await documentIn(entry, looksLikeRows);
    const rows = document && rowsIn(document.json);
    return rows && { runs: () => runsOf(rows, document?.text) };
  },
  exported: (kept, _, events) => documentText(kept, events),
  ending: () => 'json',
};

function looksLikeRows(head: string): boolean {
  return head.includes('"inv_') && /"(?:rows|entry_type|target|after_journal_entry_index)"/.test(head);
}

/** A folder of nothing but tables, the journal among them. */
async function rowsOfFolder(path: string, paths: readonly string[]): Promise<readonly JsonObject[] | undefined> {
  if (!paths.includes('sys_journal.json') || !paths.every((name) => /^[a-z_]+\.json$/.test(name))) return undefined;
  const tables = ['sys_invocation.json', 'sys_journal.json', 'sys_journal_events.json'];
  const rows: JsonObject[] = [];
  for (const name of tables.filter((table) => paths.includes(table))) {
    const found = await rowsInFile(await fileEntry(join(path, name)));
    if (found === undefined) return undefined;
    for (const row of found) rows.push(row);
  }
  return rows;
}

/** Of events alone, too. */
async function rowsInFile(entry: Entry): Promise<readonly JsonObject[] | undefined> {
  const document = await documentIn(entry, (head) => head.includes('"rows"'));
  if (document === undefined) return undefined;
  const { rows } = document.json as { readonly rows?: readonly JsonObject[] };
  return rowsIn(document.json) ?? (Array.isArray(rows) && rows.every(isEvent) ? rows : undefined);
}

/** A file of one invocation is given back as it is; of several, each as its rows. */
async function* runsOf(rows: readonly JsonObject[], text: string | undefined): AsyncGenerator<FoundRun> {
  const invocations = Map.groupBy(rows, (row) => stringOf(row['id']) ?? '');
  for (const [id, own] of invocations) {
    const type = typeOf(own);
    yield documentRun({
      container: restate.id,
      dialect,
      form: dialect.describe([], {}),
      identity: { runId: id, workflowId: id, ...(type !== undefined && { workflowType: type }) },
      events: eventsOf(own),
      text: invocations.size === 1 && text !== undefined ? text : JSON.stringify({ rows: own }),
    });
  }
}

/** What was called, without the key of the one that it was called on. */
function typeOf(rows: readonly JsonObject[]): string | undefined {
  for (const { target_service_name: service, target_handler_name: handler } of rows)
    if (typeof service === 'string' && typeof handler === 'string') return `${service}/${handler}`;
  return undefined;
}
