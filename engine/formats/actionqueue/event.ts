// The content of an ActionQueue log: its 31 kinds of record with the field names of its own JSON (crates of version
// 0.1.2, log version 5).

/** A number up to 2^53, a bigint above: so that equal values are always `===`. Times are seconds since 1970. */
export type U64 = number | bigint;
/** A uuid in lower case, with hyphens. */
export type Id = string;
export type Bytes = Uint8Array;

export const runStates = [
  'Scheduled',
  'Ready',
  'Leased',
  'Running',
  'RetryWait',
  'Suspended',
  'Completed',
  'Failed',
  'Canceled',
] as const;
export type AqRunState = (typeof runStates)[number];
export const attemptResults = ['Success', 'Failure', 'Timeout', 'Suspended'] as const;
export type AttemptResult = (typeof attemptResults)[number];
export const dimensions = ['Token', 'CostCents', 'TimeSecs'] as const;
export type Dimension = (typeof dimensions)[number];
export const holdPolicies = ['HoldDuringRetry', 'ReleaseOnRetry'] as const;
export const safetyLevels = ['Pure', 'Idempotent', 'Transactional'] as const;
export const roles = ['Operator', 'Auditor', 'Gatekeeper'] as const;
export const capabilities = ['CanSubmit', 'CanExecute', 'CanReview', 'CanApprove', 'CanCancel'] as const;

type Custom = { readonly Custom: string };
export type Role = (typeof roles)[number] | Custom;
export type Capability = (typeof capabilities)[number] | Custom;

export type RunPolicy =
  | 'Once'
  | { readonly Repeat: { readonly count: number; readonly interval_secs: U64 } }
  | { readonly Cron: { readonly expression: string; readonly max_occurrences?: number } };

export type TaskConstraints = {
  readonly max_attempts: number;
  readonly timeout_secs: U64 | null;
  readonly concurrency_key: string | null;
  readonly concurrency_key_hold_policy: (typeof holdPolicies)[number];
  readonly safety_level: (typeof safetyLevels)[number];
  readonly required_capabilities: readonly string[] | null;
};

export type TaskSpec = {
  readonly id: Id;
  readonly payload: { readonly bytes: Bytes; readonly content_type: string | null };
  readonly run_policy: RunPolicy;
  readonly constraints: TaskConstraints;
  readonly metadata: {
    readonly tags: readonly string[];
    readonly priority: number;
    readonly description: string | null;
  };
  readonly parent_task_id: Id | null;
  readonly tenant_id: Id | null;
};

export type RunInstance = {
  readonly id: Id;
  readonly task_id: Id;
  readonly state: AqRunState;
  readonly current_attempt_id: Id | null;
  readonly attempt_count: number;
  readonly created_at: U64;
  readonly scheduled_at: U64;
  readonly effective_priority: number;
  readonly last_state_change_at: U64;
};

export type EventFilter =
  | { readonly TaskCompleted: { readonly task_id: Id } }
  | { readonly RunStateChanged: { readonly task_id: Id; readonly state: AqRunState } }
  | {
      readonly BudgetThreshold: { readonly task_id: Id; readonly dimension: Dimension; readonly threshold_pct: number };
    }
  | { readonly Custom: { readonly key: string } };

type At = { readonly timestamp: U64 };
type OfRun = At & { readonly run_id: Id };
type LeaseFields = OfRun & { readonly owner: string; readonly expiry: U64 };
type OfBudget = At & { readonly task_id: Id; readonly dimension: Dimension };
type OfSubscription = At & { readonly subscription_id: Id };
type OfActor = At & { readonly actor_id: Id };
type OfMember = OfActor & { readonly tenant_id: Id };

/** Variant name → its fields, in the order of their wire indices. */
export type EventFields = {
  readonly TaskCreated: At & { readonly task_spec: TaskSpec };
  readonly RunCreated: { readonly run_instance: RunInstance };
  readonly RunStateChanged: OfRun & { readonly previous_state: AqRunState; readonly new_state: AqRunState };
  readonly AttemptStarted: OfRun & { readonly attempt_id: Id };
  readonly AttemptFinished: OfRun & {
    readonly attempt_id: Id;
    readonly result: AttemptResult;
    readonly error: string | null;
    readonly output: Bytes | null;
  };
  readonly TaskCanceled: At & { readonly task_id: Id };
  readonly RunCanceled: OfRun;
  readonly LeaseAcquired: LeaseFields;
  readonly LeaseHeartbeat: LeaseFields;
  readonly LeaseExpired: LeaseFields;
  readonly LeaseReleased: LeaseFields;
  readonly EnginePaused: At;
  readonly EngineResumed: At;
  readonly DependencyDeclared: At & { readonly task_id: Id; readonly depends_on: readonly Id[] };
  readonly RunSuspended: OfRun & { readonly reason: string | null };
  readonly RunResumed: OfRun;
  readonly BudgetAllocated: OfBudget & { readonly limit: U64 };
  readonly BudgetConsumed: OfBudget & { readonly amount: U64 };
  readonly BudgetExhausted: OfBudget;
  readonly BudgetReplenished: OfBudget & { readonly new_limit: U64 };
  readonly SubscriptionCreated: OfSubscription & { readonly task_id: Id; readonly filter: EventFilter };
  readonly SubscriptionTriggered: OfSubscription;
  readonly SubscriptionCanceled: OfSubscription;
  readonly ActorRegistered: OfActor & {
    readonly identity: string;
    readonly capabilities: readonly string[];
    readonly department: string | null;
    readonly heartbeat_interval_secs: U64;
    readonly tenant_id: Id | null;
  };
  readonly ActorDeregistered: OfActor;
  readonly ActorHeartbeat: OfActor;
  readonly TenantCreated: At & { readonly tenant_id: Id; readonly name: string };
  readonly RoleAssigned: OfMember & { readonly role: Role };
  readonly CapabilityGranted: OfMember & { readonly capability: Capability };
  readonly CapabilityRevoked: OfMember & { readonly capability: Capability };
  readonly LedgerEntryAppended: At & {
    readonly entry_id: Id;
    readonly tenant_id: Id;
    readonly ledger_key: string;
    readonly actor_id: Id | null;
    readonly payload: Bytes;
  };
};
export type EventType = keyof EventFields;

export type AqEvent = {
  readonly [Type in EventType]: { readonly type: Type; readonly sequence: U64 } & EventFields[Type];
}[EventType];
export type EventOf<Type extends EventType> = Extract<AqEvent, { type: Type }>;

export type LeaseEvent = EventOf<'LeaseAcquired' | 'LeaseHeartbeat' | 'LeaseExpired' | 'LeaseReleased'>;

/** Time of a record in seconds since 1970. RunCreated has only its run's time. */
export function timeOf(event: AqEvent): U64 {
  return event.type === 'RunCreated' ? event.run_instance.created_at : event.timestamp;
}

export function isNext(sequence: U64, before: U64): boolean {
  return typeof sequence === 'number' && typeof before === 'number'
    ? sequence === before + 1
    : BigInt(sequence) === BigInt(before) + 1n;
}

/** Seconds as ms; null beyond the range of dates. */
export function msOf(seconds: U64): number | null {
  return seconds <= 8.64e12 ? Number(seconds) * 1000 : null;
}

const terminal: ReadonlySet<AqRunState> = new Set(['Completed', 'Failed', 'Canceled']);

export function isTerminal(state: AqRunState): boolean {
  return terminal.has(state);
}

const legal: { readonly [From in AqRunState]: readonly AqRunState[] } = {
  Scheduled: ['Ready', 'Canceled'],
  Ready: ['Leased', 'Canceled'],
  Leased: ['Running', 'Ready', 'Canceled'],
  Running: ['RetryWait', 'Suspended', 'Completed', 'Failed', 'Canceled'],
  RetryWait: ['Ready', 'Failed', 'Canceled'],
  Suspended: ['Ready', 'Canceled'],
  Completed: [],
  Failed: [],
  Canceled: [],
};

export function isLegal(from: AqRunState, to: AqRunState): boolean {
  return legal[from].includes(to);
}

export const nilId: Id = '00000000-0000-0000-0000-000000000000';
