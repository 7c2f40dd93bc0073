// The rules for a whole snapshot, in the order and in the words of the log's own software. A state that breaks a rule
// can never be written as a snapshot.

import { type AqRunState, isLegal, nilId } from './event.ts';
import type { Projection, Run } from './projection.ts';
import type { Snapshot } from './snapshot.ts';

export const schemaVersion = 8;

type Content = Pick<Snapshot, 'tasks' | 'runs' | 'engine' | 'dependency_declarations' | 'budgets' | 'subscriptions'>;
type SnapshotRun = Content['runs'][number];

/** The first rule that a snapshot breaks. */
export function brokenSnapshot(snapshot: Snapshot): string | null {
  const { metadata, tasks, runs } = snapshot;
  if (metadata.schema_version !== schemaVersion)
    return `unsupported snapshot schema version: expected ${schemaVersion}, found ${metadata.schema_version}`;
  if (metadata.task_count !== tasks.length)
    return `snapshot task_count mismatch: declared ${metadata.task_count}, actual ${tasks.length}`;
  if (metadata.run_count !== runs.length)
    return `snapshot run_count mismatch: declared ${metadata.run_count}, actual ${runs.length}`;
  return brokenContent(snapshot);
}

/** Why no snapshot of this state can be made; null where it can. */
export function unsnapshotable(projection: Projection): string | null {
  return brokenContent({
    tasks: [...projection.tasks.values()],
    runs: [...projection.runs.values()].map(snapshotRun),
    engine: projection.engine,
    dependency_declarations: [...projection.dependencies].map(([task_id, ids]) => ({
      task_id,
      depends_on: [...ids],
      declared_at: 0,
    })),
    budgets: [...projection.budgets.values()].flat(),
    subscriptions: [...projection.subscriptions.values()],
  });
}

function snapshotRun(run: Run): SnapshotRun {
  return { run_instance: run, state_history: run.history, attempts: run.attempts, lease: run.lease };
}

function brokenContent({
  tasks,
  runs,
  engine,
  dependency_declarations,
  budgets,
  subscriptions,
}: Content): string | null {
  const known = new Set<string>();
  for (const task of tasks) {
    const { id } = task.task_spec;
    if (known.has(id)) return `duplicate snapshot task id: ${id}`;
    known.add(id);
    if (task.canceled_at !== null && task.canceled_at < task.created_at)
      return `snapshot task ${id} has invalid canceled_at causality: canceled_at (${task.canceled_at}) < created_at (${task.created_at})`;
  }
  return (
    brokenRuns(runs, known) ??
    brokenEngine(engine) ??
    brokenDependencies(dependency_declarations, known) ??
    brokenBudgets(budgets, known) ??
    brokenSubscriptions(subscriptions, known)
  );
}

function brokenRuns(runs: readonly SnapshotRun[], tasks: ReadonlySet<string>): string | null {
  const seen = new Set<string>();
  for (const run of runs) {
    const { id, task_id } = run.run_instance;
    const broken = brokenInstance(run) ?? brokenHistory(run) ?? brokenAttempts(run);
    if (broken !== null) return broken;
    if (seen.has(id)) return `duplicate snapshot run id: ${id}`;
    seen.add(id);
    if (!tasks.has(task_id)) return `snapshot run ${id} references unknown task ${task_id}`;
  }
  return null;
}

function brokenInstance({
  run_instance: { id, task_id, state, scheduled_at, created_at, current_attempt_id, attempt_count },
}: SnapshotRun): string | null {
  if (id === nilId) return `snapshot run has invalid nil run id: ${id}`;
  if (task_id === nilId) return `snapshot run ${id} has invalid nil task id: ${task_id}`;
  if (state === 'Ready' && scheduled_at > created_at)
    return `snapshot run ${id} has invalid Ready schedule causality: scheduled_at (${scheduled_at}) > created_at (${created_at})`;
  if (current_attempt_id === null) return null;
  if (state !== 'Running' && state !== 'Canceled')
    return `snapshot run ${id} has active attempt lineage in invalid state ${state}`;
  return attempt_count === 0
    ? `snapshot run ${id} has active attempt with invalid attempt_count (${attempt_count})`
    : null;
}

function brokenHistory({ run_instance: { id, state, created_at }, state_history }: SnapshotRun): string | null {
  const [first, ...rest] = state_history;
  if (first === undefined || first.from !== null || first.to !== 'Scheduled' || first.timestamp !== created_at)
    return `snapshot run ${id} missing initial Scheduled state history entry`;
  let previous: AqRunState = first.to;
  for (const { from, to } of rest) {
    if (from === null || from !== previous || !isLegal(from, to))
      return `snapshot run ${id} has invalid state history transition ${from ?? previous} -> ${to}`;
    previous = to;
  }
  return previous === state ? null : `snapshot run ${id} has invalid state history transition ${previous} -> ${state}`;
}

function brokenAttempts({
  run_instance: { id, state, attempt_count, current_attempt_id },
  attempts,
  lease,
}: SnapshotRun): string | null {
  if (attempts.length !== attempt_count)
    return `snapshot run ${id} has attempt history length ${attempts.length} inconsistent with attempt_count (${attempt_count})`;
  if (current_attempt_id !== null) {
    const current = attempts.filter(({ attempt_id }) => attempt_id === current_attempt_id);
    if (current.length !== 1 || current[0]!.finished_at !== null)
      return `snapshot run ${id} has invalid active attempt history alignment`;
  }
  return lease === null || ['Ready', 'Leased', 'Running'].includes(state)
    ? null
    : `snapshot run ${id} has lease metadata in invalid state ${state}`;
}

function brokenEngine({ paused, paused_at, resumed_at }: Content['engine']): string | null {
  if (paused && paused_at === null) return 'snapshot engine state invalid: paused=true requires paused_at';
  if (paused ? resumed_at !== null : (paused_at === null) !== (resumed_at === null))
    return 'snapshot engine state invalid: paused=false with paused_at requires resumed_at';
  return paused_at !== null && resumed_at !== null && resumed_at < paused_at
    ? `snapshot engine state invalid: resumed_at (${resumed_at}) < paused_at (${paused_at})`
    : null;
}

function brokenDependencies(
  declarations: Content['dependency_declarations'],
  tasks: ReadonlySet<string>,
): string | null {
  const seen = new Set<string>();
  for (const { task_id, depends_on } of declarations) {
    if (seen.has(task_id)) return `snapshot contains duplicate dependency declaration for task ${task_id}`;
    seen.add(task_id);
    if (!tasks.has(task_id)) return `snapshot dependency declaration for unknown task ${task_id}`;
    const unknown = depends_on.find((id) => !tasks.has(id));
    if (unknown !== undefined)
      return `snapshot dependency declaration for task ${task_id} references unknown prerequisite task ${unknown}`;
  }
  return null;
}

const dimensionWords = { Token: 'token', CostCents: 'cost_cents', TimeSecs: 'time_secs' } as const;

function brokenBudgets(budgets: Content['budgets'], tasks: ReadonlySet<string>): string | null {
  const seen = new Set<string>();
  for (const { task_id, dimension } of budgets) {
    const key = `${task_id}/${dimension}`;
    if (seen.has(key)) return `duplicate budget allocation for task ${task_id} dimension ${dimensionWords[dimension]}`;
    seen.add(key);
    if (!tasks.has(task_id)) return `budget allocation references unknown task ${task_id}`;
  }
  return null;
}

function brokenSubscriptions(subscriptions: Content['subscriptions'], tasks: ReadonlySet<string>): string | null {
  const seen = new Set<string>();
  for (const { subscription_id, task_id } of subscriptions) {
    if (seen.has(subscription_id)) return `duplicate subscription id ${subscription_id}`;
    seen.add(subscription_id);
    if (!tasks.has(task_id)) return `subscription ${subscription_id} references unknown task ${task_id}`;
  }
  return null;
}
