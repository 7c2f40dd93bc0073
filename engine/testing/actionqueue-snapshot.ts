// Makes ActionQueue snapshots for tests.

import { assert } from '../model/assert.ts';
import { apply } from '../formats/actionqueue/apply.ts';
import { emptyProjection, type Projection } from '../formats/actionqueue/projection.ts';
import type { Snapshot } from '../formats/actionqueue/snapshot.ts';
import type { Story } from './actionqueue-story.ts';
import { framed } from './actionqueue-writer.ts';

/** The projection of a log whose records are all accepted. */
export function foldedStory({ events }: Story): Projection {
  const projection = emptyProjection();
  for (const [i, event] of events.entries())
    assert(apply(projection, event, i + 1) === null, `record ${i + 1} is refused`);
  return projection;
}

/** The snapshot that an engine would write of that state. */
export function snapshotOf(projection: Projection): Snapshot {
  const tasks = [...projection.tasks.values()].map(({ task_spec, created_at, canceled_at }) => ({
    task_spec,
    created_at,
    canceled_at,
  }));
  // Keys unknown to ActionQueue's own software are ignored when it reads the file.
  const runs = [...projection.runs.values()].map((run) => ({
    run_instance: run,
    state_history: run.history,
    attempts: run.attempts,
    lease: run.lease,
  }));
  return {
    timestamp: 1_700_000_000,
    metadata: {
      schema_version: 8,
      wal_sequence: projection.latest_sequence,
      task_count: tasks.length,
      run_count: runs.length,
    },
    tasks,
    runs,
    engine: projection.engine,
    dependency_declarations: [...projection.dependencies].map(([task_id, ids]) => ({
      task_id,
      depends_on: [...ids],
      declared_at: 0,
    })),
    budgets: [...projection.budgets.values()].flat(),
    subscriptions: [...projection.subscriptions.values()],
    actors: [...projection.actors.values()],
    tenants: [...projection.tenants.values()],
    role_assignments: [...projection.roles.values()],
    capability_grants: [...projection.grants.values()],
    ledger_entries: projection.ledger,
  };
}

export function snapshotFile(content: unknown): Buffer {
  return framed(Buffer.from(JSON.stringify(plain(content))), 4);
}

/** Bytes as lists, long numbers with all their digits. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return [...value];
  return Array.isArray(value)
    ? value.map(plain)
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
