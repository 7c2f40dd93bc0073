// Walks the steps of a run in order and notes which node led to which: the facts before they become edges.

import { countUpTo } from '../cursor.ts';
import type { Seq } from '../event.ts';
import { failedTasks } from '../failed-tasks.ts';
import type { GraphEdge } from './graph.ts';
import type { Folded } from './graph-nodes.ts';
import type { Outline } from '../outline.ts';
import { eventFlags, kindIndex, NONE } from '../outline.ts';
import type { StepOperations } from '../step-operations.ts';
import type { Steps } from '../steps.ts';

/** A link between two nodes, indexes into the folded nodes. The first occurrence represents all. */
export type NodeLink = {
  readonly from: number;
  readonly to: number;
  readonly type: GraphEdge['type'];
  /** Seq of the event that woke the code; 0 = unknown. */
  readonly seq: Seq;
  readonly step: number;
  /** The first operation that resulted, NONE for the end. */
  readonly operation: number;
  /** True where the history names the cause itself. */
  readonly exact: boolean;
  readonly times: number;
};

type Source = { readonly node: number; readonly seq: Seq };

/** Number of latest sources that a hidden operation passes on. */
const PASSED_ON = 8;
const strength = { cause: 2, maybe: 1, order: 0 } as const;

export function linksOf(outline: Outline, steps: Steps, operations: StepOperations, folded: Folded): NodeLink[] {
  const collector = new LinkCollector(outline, steps, operations, folded);
  for (let step = 0; step <= steps.count; step++) collector.step(step);
  collector.end();
  return collector.links();
}

class LinkCollector {
  readonly #outline: Outline;
  readonly #steps: Steps;
  readonly #operations: StepOperations;
  readonly #folded: Folded;
  readonly #links = new Map<number, NodeLink>();
  readonly #endNode: number;
  /** Sources that woke steps without opening an operation: the next operation may have waited for them. */
  #pending = new Map<number, Seq>();
  #before: readonly Source[] = [{ node: 0, seq: 1 }];
  /** The source that messages from outside follow: the last source that led to an operation, or the last message. */
  #latest: Source = { node: 0, seq: 1 };
  /** Workflow tasks that failed and are drawn, by the step that they were to make. */
  readonly #tasksBefore: ReadonlyMap<number, readonly number[]>;
  readonly #passedOn = new Map<number, readonly Source[]>();
  readonly #hides: boolean;

  constructor(outline: Outline, steps: Steps, operations: StepOperations, folded: Folded) {
    this.#outline = outline;
    this.#steps = steps;
    this.#operations = operations;
    this.#folded = folded;
    this.#endNode = folded.nodes.at(-1)?.type === 'end' ? folded.nodes.length - 1 : NONE;
    const tasks = failedTasks(outline).filter((task) => folded.nodeOf[task] !== NONE);
    this.#tasksBefore = Map.groupBy(tasks, (task) => countUpTo(steps.beganAt, outline.operations.openedAt[task]!));
    this.#hides = operations.shown.some(
      (shown, i) => shown === 0 && outline.operations.kind[i] !== kindIndex.workflowTask,
    );
  }

  links(): NodeLink[] {
    return [...this.#links.values()];
  }

  step(step: number): void {
    const direct = this.#direct(step);
    this.#failedTasks(step, direct);
    const issued: number[] = [];
    for (const operation of this.#operations.of(step)) {
      if (this.#steps.inbound[operation] === 1) this.#link(this.#latest, operation, 'order', step);
      else if (!this.#exact(operation, step, direct)) issued.push(operation);
    }
    const ends = step === this.#steps.end;
    if (this.#hides) this.#passOn(step, direct);
    if (issued.length > 0 || ends) {
      const nothing = direct.length === 0 && this.#pending.size === 0;
      for (const operation of ends ? [...issued, NONE] : issued) {
        for (const source of direct) this.#link(source, operation, 'cause', step);
        for (const [node, seq] of this.#pending) this.#link({ node, seq }, operation, 'maybe', step);
        if (nothing) for (const source of this.#before) this.#link(source, operation, 'maybe', step);
      }
      this.#continue(step, direct, issued);
    } else {
      for (const { node, seq } of direct) if (!this.#isDone(seq)) this.#pending.set(node, seq);
    }
    const last = direct.at(-1);
    if (last !== undefined && (issued.length > 0 || this.#isInbound(last.node))) this.#latest = last;
  }

  /** What woke the code woke those attempts at its task that failed, too. They lead to nothing. */
  #failedTasks(step: number, direct: readonly Source[]): void {
    for (const task of this.#tasksBefore.get(step) ?? []) {
      const startedAt = this.#outline.operations.startedAt[task]! || this.#outline.operations.openedAt[task]!;
      const woke = direct.filter(({ seq }) => seq < startedAt);
      for (const source of woke) this.#link(source, task, 'cause', step);
      if (woke.length === 0) this.#link(this.#latest, task, 'order', step);
    }
  }

  /** A run that was ended from outside, or whose end no step made, comes after what was there last. */
  end(): void {
    if (this.#endNode !== NONE && this.#steps.end === NONE) this.#link(this.#latest, NONE, 'order', this.#steps.count);
  }

  /** The sources that woke a step, each node once. */
  #direct(step: number): Source[] {
    const { wakerStart, wakers } = this.#steps;
    const sources = new Map<number, Seq>();
    const to = step < this.#steps.count ? wakerStart[step + 1]! : wakers.length;
    for (let i = wakerStart[step]!; i < to; i++) {
      for (const { node, seq } of this.#sourcesAt(wakers[i]!)) {
        sources.delete(node);
        sources.set(node, seq);
      }
    }
    // The first step runs because the run began, whatever event type the history uses for that.
    if (step === 0 && sources.size === 0) return [{ node: 0, seq: 1 }];
    return [...sources].map(([node, seq]) => ({ node, seq }));
  }

  #sourcesAt(seq: Seq): readonly Source[] {
    const operation = this.#outline.operation[seq - 1]!;
    if (operation === NONE) {
      const starts = seq === 1 || (this.#outline.flags[seq - 1]! & eventFlags.runs) !== 0;
      return starts ? [{ node: 0, seq }] : [];
    }
    if (this.#outline.operations.kind[operation] === kindIndex.workflowTask) return [];
    const node = this.#folded.nodeOf[operation]!;
    return node === NONE ? (this.#passedOn.get(this.#steps.ofOperation[operation]!) ?? []) : [{ node, seq }];
  }

  #passOn(step: number, direct: readonly Source[]): void {
    const pending = [...this.#pending].map(([node, seq]) => ({ node, seq }));
    const sources = direct.length > 0 ? direct : pending.length > 0 ? pending : this.#before;
    this.#passedOn.set(step, sources.slice(-PASSED_ON));
  }

  /**
   * Sources of an operation with a known handler: what the handler waited for or, if nothing woke the handler, the
   * message that it answers.
   */
  #exact(operation: number, step: number, direct: readonly Source[]): boolean {
    const { cause: causes, openedAt } = this.#outline.operations;
    const cause = causes[operation]!;
    const node = cause === NONE ? NONE : this.#folded.nodeOf[cause]!;
    if (node === NONE || cause >= operation) return false;
    const own = direct.filter(({ seq }) => causes[this.#outline.operation[seq - 1]!] === cause);
    for (const source of own) this.#link(source, operation, 'cause', step);
    if (own.length === 0) this.#link({ node, seq: openedAt[cause]! }, operation, 'cause', step, true);
    return true;
  }

  /** True for an update, and for an event that an update's handler waited for: no other operation waits for them. */
  #isDone(seq: Seq): boolean {
    const operation = this.#outline.operation[seq - 1]!;
    if (operation === NONE) return false;
    return (
      this.#outline.operations.cause[operation] !== NONE ||
      this.#outline.operations.kind[operation] === kindIndex.update
    );
  }

  /**
   * Sources of a step that nothing woke: the operations issued just before it, else the sources of the previous step.
   */
  #continue(step: number, direct: readonly Source[], issued: readonly number[]): void {
    const { closedAt, openedAt } = this.#outline.operations;
    const done = issued.filter(
      (operation) => closedAt[operation]! !== 0 && closedAt[operation]! <= openedAt[operation]! + 1,
    );
    const sources = done
      .slice(-PASSED_ON)
      .map((operation) => ({ node: this.#folded.nodeOf[operation]!, seq: closedAt[operation]! }));
    const next = this.#steps.beganAt[step + 1] ?? 0;
    if (
      sources.length > 0 &&
      countUpTo(
        sources.map(({ seq }) => seq),
        next,
      ) > 0
    )
      this.#before = sources;
    else if (direct.length > 0) this.#before = direct.slice(-PASSED_ON);
    this.#pending = new Map();
  }

  #link({ node: from, seq }: Source, operation: number, type: NodeLink['type'], step: number, exact = false): void {
    const to = operation === NONE ? this.#endNode : this.#folded.nodeOf[operation]!;
    if (to === NONE || !this.#forward(from, to, step)) return;
    const key = from * this.#folded.nodes.length + to;
    const known = this.#links.get(key);
    const stronger = known === undefined || strength[type] > strength[known.type];
    if (stronger) this.#links.set(key, { from, to, type, seq, step, operation, exact, times: 1 });
    else if (known.step !== step && known.type === type) this.#links.set(key, { ...known, times: known.times + 1 });
  }

  /** Inside one cell of a loop only links within one iteration count; across iterations every node would link to every other. */
  #forward(from: number, to: number, step: number): boolean {
    if (from >= to) return false;
    const cell = this.#folded.cellOf[from]!;
    if (cell !== this.#folded.cellOf[to] || cell.mixed) return true;
    return this.#isInbound(from) !== this.#isInbound(to) || this.#sameStep(from, step);
  }

  #isInbound(node: number): boolean {
    const [first] = this.#folded.nodes[node]!.members;
    return first !== undefined && this.#steps.inbound[first] === 1;
  }

  #sameStep(node: number, step: number): boolean {
    const { members } = this.#folded.nodes[node]!;
    const own = this.#operations.of(step);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return false;
    return countUpTo(members, last) > countUpTo(members, first - 1);
  }
}
