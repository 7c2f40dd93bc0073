// Checkpoints of LangGraph in SQLite, of Python and JavaScript: each thread is a run, and so is each graph within one.
// Read only.

import { createHash } from 'node:crypto';
import { langgraph as dialect, runIdOf } from '../../formats/langgraph/langgraph.ts';
import { ForeignDatabase } from '../../store/foreign/foreign-database.ts';
import type { Container, FoundRun, StreamedRun } from '../source.ts';
import { databaseWith } from '../sqlite-tables.ts';
import { eventsOf, type Thread } from './thread.ts';

export const langgraph: Container = {
  id: 'langgraph',
  recognise(entry) {
    const path = databaseWith(entry, ['checkpoints', 'writes']);
    return path === undefined ? undefined : { runs: () => runsOf(path) };
  },
  // A run's rows in two tables have no file form.
  exported: () => undefined,
  ending: () => 'jsonl',
};

async function* runsOf(path: string): AsyncGenerator<FoundRun> {
  const db = new ForeignDatabase(path);
  try {
    const threads = db
      .all('select thread_id, checkpoint_ns from checkpoints group by 1, 2 order by min(checkpoint_id)')
      .map((row) => ({ id: String(row['thread_id']), namespace: String(row['checkpoint_ns']) }));
    const namespaces = Map.groupBy(threads, ({ id }) => id);
    for (const thread of threads)
      yield runOf(db, { ...thread, namespaces: new Set(namespaces.get(thread.id)!.map(({ namespace }) => namespace)) });
  } finally {
    db.close();
  }
}

function runOf(db: ForeignDatabase, thread: Thread): StreamedRun {
  const hash = createHash('sha256').update('langgraph ');
  for (const payload of payloadsOf(db, thread)) hash.update(`${payload.length} `).update(payload);
  return {
    type: 'streamed',
    dialect,
    form: dialect.describe([], {}),
    identity: { runId: runIdOf(thread.id, thread.namespace), workflowId: thread.id },
    digest: hash.digest('hex'),
    async *batches() {
      for (const payload of payloadsOf(db, thread)) yield [{ payload }];
    },
    end: async () => ({ kept: { container: langgraph.id, version: 1, warnings: [] }, warnings: [] }),
  };
}

function* payloadsOf(db: ForeignDatabase, thread: Thread): Generator<Buffer> {
  for (const event of eventsOf(db, thread)) yield Buffer.from(JSON.stringify(event));
}
