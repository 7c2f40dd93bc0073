// The state of a log after a record: tasks, runs, attempts, leases and so on. Only `apply` changes it.

import type {
  AqRunState,
  AttemptResult,
  Bytes,
  Capability,
  Dimension,
  EventFilter,
  Id,
  Role,
  RunInstance,
  TaskSpec,
  U64,
} from './event.ts';

/** Number of the record that created an item, for explanations of later refusals. 0 = a snapshot. */
type Since = { since: number };

export type Task = Since & {
  readonly task_spec: TaskSpec;
  readonly created_at: U64;
  canceled_at: U64 | null;
  canceledSince: number;
  /** Run ids in order of creation. */
  readonly runs: Id[];
};

export type HistoryEntry = { readonly from: AqRunState | null; readonly to: AqRunState; readonly timestamp: U64 };
export type Attempt = Since & {
  readonly attempt_id: Id;
  readonly started_at: U64;
  finished_at: U64 | null;
  result: AttemptResult | null;
  error: string | null;
  output: Bytes | null;
};
export type Lease = Since & { readonly owner: string; expiry: U64; readonly acquired_at: U64; updated_at: U64 };

export type Run = Since & {
  -readonly [Field in keyof RunInstance]: RunInstance[Field];
} & {
  /** History as in ActionQueue's own software: a run made Ready by a closed lease has no entry for it. */
  readonly history: HistoryEntry[];
  readonly attempts: Attempt[];
  lease: Lease | null;
  /** The first attempt of each id; null while there are few attempts. */
  firsts: Map<Id, Attempt> | null;
};

export type Budget = {
  readonly task_id: Id;
  readonly dimension: Dimension;
  limit: U64;
  consumed: U64;
  readonly allocated_at: U64;
  exhausted: boolean;
};
export type Subscription = {
  readonly subscription_id: Id;
  readonly task_id: Id;
  readonly filter: EventFilter;
  readonly created_at: U64;
  triggered_at: U64 | null;
  canceled_at: U64 | null;
};
export type Actor = {
  readonly actor_id: Id;
  readonly identity: string;
  readonly capabilities: readonly string[];
  readonly department: string | null;
  readonly heartbeat_interval_secs: U64;
  readonly tenant_id: Id | null;
  readonly registered_at: U64;
  last_heartbeat_at: U64 | null;
  deregistered_at: U64 | null;
};
export type Tenant = { readonly tenant_id: Id; readonly name: string; readonly created_at: U64 };
export type RoleAssignment = {
  readonly actor_id: Id;
  readonly role: Role;
  readonly tenant_id: Id;
  readonly assigned_at: U64;
};
export type Grant = {
  readonly actor_id: Id;
  readonly capability: Capability;
  readonly tenant_id: Id;
  readonly granted_at: U64;
  revoked_at: U64 | null;
};
export type LedgerEntry = {
  readonly entry_id: Id;
  readonly tenant_id: Id;
  readonly ledger_key: string;
  readonly actor_id: Id | null;
  readonly payload: Bytes;
  readonly timestamp: U64;
};
export type EngineControl = Since & { paused: boolean; paused_at: U64 | null; resumed_at: U64 | null };

export type Projection = {
  latest_sequence: U64;
  /** Number of records applied. */
  applied: number;
  readonly engine: EngineControl;
  readonly tasks: Map<Id, Task>;
  readonly runs: Map<Id, Run>;
  /** Runs by the id of a task that no record creates. */
  readonly orphans: Map<Id, Id[]>;
  readonly dependencies: Map<Id, Set<Id>>;
  /** Budgets by task. */
  readonly budgets: Map<Id, Budget[]>;
  readonly subscriptions: Map<Id, Subscription>;
  readonly actors: Map<Id, Actor>;
  readonly tenants: Map<Id, Tenant>;
  /** Keyed by actor and tenant. */
  readonly roles: Map<string, RoleAssignment>;
  /** Keyed by actor, capability and tenant. */
  readonly grants: Map<string, Grant>;
  readonly ledger: LedgerEntry[];
};

export function emptyProjection(): Projection {
  return {
    latest_sequence: 0,
    applied: 0,
    engine: { paused: false, paused_at: null, resumed_at: null, since: 0 },
    tasks: new Map(),
    runs: new Map(),
    orphans: new Map(),
    dependencies: new Map(),
    budgets: new Map(),
    subscriptions: new Map(),
    actors: new Map(),
    tenants: new Map(),
    roles: new Map(),
    grants: new Map(),
    ledger: [],
  };
}

export function roleKey({ actor_id, tenant_id }: Pick<RoleAssignment, 'actor_id' | 'tenant_id'>): string {
  return `${actor_id}/${tenant_id}`;
}

export function grantKey({
  actor_id,
  capability,
  tenant_id,
}: Pick<Grant, 'actor_id' | 'capability' | 'tenant_id'>): string {
  return `${actor_id}/${typeof capability === 'string' ? capability : `Custom:${capability.Custom}`}/${tenant_id}`;
}

export function budgetOf(projection: Projection, task: Id, dimension: Dimension): Budget | undefined {
  return projection.budgets.get(task)?.find((budget) => budget.dimension === dimension);
}
