// A projection as JSON: keys in alphabetical order, ids as keys in order, unordered lists sorted by their text.

import type { Json, JsonObject } from '../../model/json.ts';
import type { Id } from './event.ts';
import type { Attempt, Budget, Grant, LedgerEntry, Projection, RoleAssignment, Run, Task } from './projection.ts';
import { readable } from './readable.ts';

/** The JSON leaves out the error that ended the reading. */
export function projectionJson(projection: Projection): JsonObject {
  const { engine, tasks, runs, dependencies, budgets, roles, grants, subscriptions, actors, tenants, ledger } =
    projection;
  return {
    actors: byId(actors, readable),
    budgets: sorted([...budgets.values()].flat().map(budgetJson)),
    dependencies_of_unknown_tasks: byId(new Map([...dependencies].filter(([id]) => !tasks.has(id))), (ids) =>
      [...ids].sort(),
    ),
    engine: engineJson(engine),
    grants: sorted([...grants.values()].map(grantJson)),
    latest_sequence: readable(projection.latest_sequence),
    ledger: ledger.map(entryJson),
    roles: sorted([...roles.values()].map(roleJson)),
    runs: byId(runs, runJson),
    subscriptions: byId(subscriptions, readable),
    tasks: byId(tasks, (task) => taskJson(projection, task)),
    tenants: byId(tenants, readable),
  };
}

function byId<Value>(map: ReadonlyMap<Id, Value>, json: (value: Value) => Json): JsonObject {
  return Object.fromEntries([...map.keys()].sort().map((id) => [id, json(map.get(id)!)]));
}

function sorted(list: readonly Json[]): readonly Json[] {
  return list
    .map((value) => ({ value, text: Buffer.from(JSON.stringify(value)) }))
    .sort((a, b) => Buffer.compare(a.text, b.text))
    .map(({ value }) => value);
}

export function engineJson({ paused, paused_at, resumed_at }: Projection['engine']): JsonObject {
  return { paused, paused_at: readable(paused_at), resumed_at: readable(resumed_at) };
}

export function taskJson({ dependencies }: Projection, { task_spec, created_at, canceled_at, runs }: Task): JsonObject {
  const depends = dependencies.get(task_spec.id);
  return {
    canceled_at: readable(canceled_at),
    created_at: readable(created_at),
    depends_on: depends === undefined ? [] : [...depends].sort(),
    runs: [...runs].sort(),
    task_spec: readable(task_spec),
    updated_at: null,
  };
}

export function runJson(run: Run): JsonObject {
  const { since: _, firsts: __, attempts, lease, ...fields } = run;
  return {
    ...(readable(fields) as JsonObject),
    attempts: attempts.map(attemptJson),
    lease:
      lease === null
        ? null
        : readable({
            acquired_at: lease.acquired_at,
            expiry: lease.expiry,
            owner: lease.owner,
            updated_at: lease.updated_at,
          }),
  };
}

function attemptJson({ attempt_id, error, finished_at, output, result, started_at }: Attempt): Json {
  return readable({ attempt_id, error, finished_at, output, result, started_at });
}

export function budgetJson({ task_id, dimension, limit, consumed, allocated_at, exhausted }: Budget): Json {
  return readable({ allocated_at, consumed, dimension, exhausted, limit, task_id });
}

export function grantJson({ actor_id, capability, tenant_id, granted_at, revoked_at }: Grant): Json {
  return readable({ actor_id, capability, granted_at, revoked_at, tenant_id });
}

export function roleJson({ actor_id, role, tenant_id, assigned_at }: RoleAssignment): Json {
  return readable({ actor_id, assigned_at, role, tenant_id });
}

function entryJson({ entry_id, tenant_id, ledger_key, actor_id, payload, timestamp }: LedgerEntry): Json {
  return readable({ actor_id, entry_id, ledger_key, payload, tenant_id, timestamp });
}
