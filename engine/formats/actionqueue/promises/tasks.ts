// Checks between tasks: prerequisites, parents, tenants; and checks of their budgets.

import { type EventOf, type Id, isTerminal } from '../event.ts';
import type { Projection, Task } from '../projection.ts';
import type { Check, End, Say, Step } from './promise.ts';
import type { TaskEnds } from './task-ends.ts';

/** Checks promises C09 and C10. */
export class Dependencies implements Check {
  readonly #say: Say;
  /** Task → prerequisite → number of the record that declared it. */
  readonly #edges = new Map<Id, Map<Id, number>>();
  readonly #ends: TaskEnds;

  constructor(say: Say, ends: TaskEnds) {
    this.#say = say;
    this.#ends = ends;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (event.type === 'DependencyDeclared') this.#declare(event, number);
    if (
      event.type !== 'RunStateChanged' ||
      refusal !== null ||
      event.previous_state !== 'Scheduled' ||
      event.new_state !== 'Ready'
    )
      return;
    const run = projection.runs.get(event.run_id);
    if (run !== undefined && this.#edges.has(run.task_id) && !this.#ends.isEligible(projection, run.task_id))
      this.#say(
        'C09',
        number,
        `Run ${run.id} is promoted although a prerequisite of its task ${run.task_id} has not succeeded.`,
      );
  }

  #declare({ task_id, depends_on }: EventOf<'DependencyDeclared'>, number: number): void {
    const edges = this.#edges.get(task_id) ?? new Map<Id, number>();
    this.#edges.set(task_id, edges);
    for (const id of depends_on) if (!edges.has(id)) edges.set(id, number);
  }

  end({ number, projection }: End): void {
    for (const { ids, closedBy } of cyclesOf(this.#edges))
      this.#say(
        'C10',
        closedBy,
        ids.length === 1
          ? `Task ${ids[0]} depends on itself.`
          : `${ids.length} tasks depend on each other in a circle: ${ids.slice(0, 5).join(' → ')}${ids.length > 5 ? ' → …' : ''}.`,
      );
    for (const [id, prerequisites] of this.#edges) this.#noteLeftOver(projection, number, id, prerequisites);
  }

  #noteLeftOver(projection: Projection, number: number, id: Id, prerequisites: ReadonlyMap<Id, number>): void {
    if (!projection.tasks.has(id) || this.#ends.isOver(projection, id)) return;
    const failed = [...prerequisites.keys()].find(
      (each) => projection.tasks.has(each) && this.#ends.failed(projection, each),
    );
    if (failed !== undefined)
      this.#say(
        'C09',
        number,
        `Task ${id} is still live at the end of the log although its prerequisite ${failed} failed.`,
        'warning',
      );
  }
}

/** Maximum number of reported cycles: the cost of each is its length. */
const mostCycles = 50;

type Cycle = { readonly ids: readonly Id[]; readonly closedBy: number };

/** One cycle for each place where a depth-first walk returns to its own path; linear in the number of edges. */
function* cyclesOf(edges: ReadonlyMap<Id, ReadonlyMap<Id, number>>): Generator<Cycle> {
  const done = new Set<Id>();
  let found = 0;
  for (const root of edges.keys()) {
    const path: { readonly id: Id; readonly rest: Iterator<[Id, number]> }[] = [];
    const places = new Map<Id, number>();
    const enter = (id: Id): void => {
      places.set(id, path.length);
      path.push({ id, rest: (edges.get(id) ?? new Map<Id, number>()).entries() });
    };
    if (!done.has(root)) enter(root);
    while (path.length > 0) {
      const { id, rest } = path.at(-1)!;
      const next = rest.next();
      if (next.done) {
        path.pop();
        places.delete(id);
        done.add(id);
        continue;
      }
      const [to] = next.value;
      const place = places.get(to);
      if (place === undefined) {
        if (!done.has(to)) enter(to);
        continue;
      }
      yield cycleOf(
        path.slice(place).map((step) => step.id),
        edges,
      );
      if (++found === mostCycles) return;
    }
  }
}

function cycleOf(ids: readonly Id[], edges: ReadonlyMap<Id, ReadonlyMap<Id, number>>): Cycle {
  const records = ids.map((id, i) => edges.get(id)?.get(ids[(i + 1) % ids.length]!) ?? 0);
  return { ids, closedBy: records.reduce((latest, record) => Math.max(latest, record), 0) };
}

const mostLevels = 8;

/** Checks promises C15, C16 and the parts of C28 about tasks. */
export class Family implements Check {
  readonly #say: Say;
  readonly #levels = new Map<Id, number>();
  readonly #ends: TaskEnds;

  constructor(say: Say, ends: TaskEnds) {
    this.#say = say;
    this.#ends = ends;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (refusal !== null) return;
    if (event.type === 'TaskCreated') this.#noteTask(event, number, projection);
    if (event.type !== 'DependencyDeclared') return;
    for (const id of event.depends_on) {
      if (areApart(projection.tasks.get(id), projection.tasks.get(event.task_id)))
        this.#say('C28', number, `Task ${event.task_id} depends on task ${id} of another tenant.`);
    }
  }

  #noteTask({ task_spec }: EventOf<'TaskCreated'>, number: number, projection: Projection): void {
    const { id, parent_task_id } = task_spec;
    if (parent_task_id === null) return;
    const parent = projection.tasks.get(parent_task_id);
    const level = (this.#levels.get(parent_task_id) ?? 0) + 1;
    this.#levels.set(id, level);
    if (parent === undefined)
      this.#say('C16', number, `The parent ${parent_task_id} of task ${id} is created by no record before it.`);
    else if (this.#ends.isOver(projection, parent_task_id))
      this.#say('C16', number, `Task ${id} is created under ${parent_task_id}, which was over.`);
    if (level > mostLevels) this.#say('C16', number, `Task ${id} stands ${level} levels below its root.`);
    if (areApart(parent, projection.tasks.get(id)))
      this.#say('C28', number, `Task ${id} belongs to another tenant than its parent ${parent_task_id}.`);
  }

  end({ projection }: End): void {
    const canceledBy = new Map<Id, number>();
    for (const {
      task_spec: { id, parent_task_id },
      canceledSince,
      canceled_at,
      runs,
    } of projection.tasks.values()) {
      // Parents must be created before their children.
      const by =
        canceled_at !== null ? canceledSince : parent_task_id === null ? undefined : canceledBy.get(parent_task_id);
      if (by === undefined) continue;
      canceledBy.set(id, by);
      const live = runs.find((run) => !isTerminal(projection.runs.get(run)?.state ?? 'Canceled'));
      if (live !== undefined)
        this.#say('C15', by, `The cancel has not reached run ${live} of task ${id} at the end of the log.`);
    }
  }
}

function areApart(task: Task | undefined, other: Task | undefined): boolean {
  return task !== undefined && other !== undefined && task.task_spec.tenant_id !== other.task_spec.tenant_id;
}

/** Checks promise C17. */
export class Budgets implements Check {
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (
      event.type !== 'RunStateChanged' ||
      refusal !== null ||
      event.previous_state !== 'Ready' ||
      event.new_state !== 'Leased'
    )
      return;
    const task = projection.runs.get(event.run_id)?.task_id ?? '';
    const exhausted = projection.budgets.get(task)?.find((budget) => budget.exhausted);
    if (exhausted !== undefined)
      this.#say(
        'C17',
        number,
        `Run ${event.run_id} is dispatched although the ${exhausted.dimension} budget of its task ${task} is exhausted (${exhausted.consumed} of ${exhausted.limit}).`,
      );
  }

  end(): void {}
}
