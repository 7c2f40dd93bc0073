// Makes nodes and frames from a plan, and expands the folds that a person opened.

import { countUpTo } from '../cursor.ts';
import type { Seq } from '../event.ts';
import { failedTasks } from '../failed-tasks.ts';
import type { GraphFrame, GraphNode, Opened } from './graph.ts';
import { NODES } from './graph.ts';
import { withBadges } from './graph-badges.ts';
import { endNode, operationsNode, startNode, titleOf } from './graph-node.ts';
import type { LoopFold, Fold, Plan } from './graph-plan.ts';
import { BESIDE, loopPlace, merged, sizeOf } from './graph-plan.ts';
import type { Item } from './graph-repeats.ts';
import type { Outline } from '../outline.ts';
import { NONE } from '../outline.ts';
import type { StepOperations } from '../step-operations.ts';
import type { Steps } from '../steps.ts';
import { endOf } from '../steps.ts';

export type Folded = {
  readonly nodes: GraphNode[];
  readonly frames: GraphFrame[];
  readonly nodeOf: Int32Array;
  /** The cell of each node. */
  readonly cellOf: readonly Cell[];
};

/**
 * Compared by identity: nodes of one cell share the object. `mixed`: the steps of the cell are only near each other.
 */
export type Cell = { readonly mixed: boolean };

/** Number of members or iterations that an open fold shows. */
const PAGE = 40;
/** Number of nodes reserved for joints. */
const SPARE = 24;
/** Nodes of failed workflow tasks; where there are more they are one. */
const FAILED_TASKS = 12;
const SMALL = 90;

export function nodesOf(
  outline: Outline,
  steps: Steps,
  operations: StepOperations,
  plan: Plan,
  opened: Opened,
): Folded {
  return new NodeMaker(outline, steps, operations, plan, opened).make();
}

/** Where a place is made: the surrounding frame, and the loop that its iterations belong to. */
type Around = {
  readonly frame: number;
  readonly iterationsBegan: Uint32Array | null;
  readonly opens: string | null;
  /**
   * For the members before the shown ones of an open fold: the first shown member. The id of a fold thus stays while
   * its run grows.
   */
  readonly until?: number;
};

class NodeMaker {
  readonly #outline: Outline;
  readonly #steps: Steps;
  readonly #operations: StepOperations;
  readonly #plan: Plan;
  readonly #opened: Opened;
  readonly #splitsPairs: boolean;
  readonly #folded: { nodes: GraphNode[]; frames: GraphFrame[]; nodeOf: Int32Array; cellOf: Cell[] };
  readonly #failedTasks: readonly Uint32Array[];
  #left: number;

  constructor(outline: Outline, steps: Steps, operations: StepOperations, plan: Plan, opened: Opened) {
    this.#outline = outline;
    this.#steps = steps;
    this.#operations = operations;
    this.#plan = plan;
    this.#opened = opened;
    this.#splitsPairs = plan.light && plan.size <= SMALL;
    this.#failedTasks = failedTaskGroups(outline, steps, operations);
    this.#left = NODES - 2 - SPARE - this.#failedTasks.length - plan.size * (this.#splitsPairs ? 2 : 1);
    this.#folded = { nodes: [], frames: [], nodeOf: new Int32Array(outline.operations.count).fill(NONE), cellOf: [] };
  }

  make(): Folded {
    this.#add(startNode(), { mixed: false });
    const around = { frame: NONE, iterationsBegan: null, opens: null };
    for (const place of this.#plan.places) this.#place(place, around);
    for (const members of this.#failedTasks) this.#attempts(members, around);
    const end = endOf(this.#outline);
    if (end !== null) this.#add(endNode(end), { mixed: false });
    const { nodes, nodeOf } = this.#folded;
    return { ...this.#folded, nodes: withBadges(this.#outline, this.#steps, this.#operations, nodes, nodeOf) };
  }

  #place(place: Fold, around: Around): void {
    if (place.type === 'cell') this.#cell(place, around);
    else if (!this.#openedLoop(place, around)) this.#loop(place, around);
  }

  #cell(place: Extract<Fold, { type: 'cell' }>, around: Around): void {
    const groups = this.#groupsOf(place.steps);
    const cell = { mixed: place.mixed };
    let inside = around;
    if (place.mixed && groups.length > 1) {
      const count = groups.reduce((sum, group) => sum + group.length, 0);
      const id = `mixed:${place.steps[0]}`;
      inside = { ...around, frame: this.#frame({ ...plainFrame, id, type: 'mixed', count, frame: around.frame }) };
    }
    const [incoming, issued] = [
      groups.filter((group) => this.#isInbound(group)),
      groups.filter((group) => !this.#isInbound(group)),
    ];
    for (const group of incoming) this.#group(group, cell, inside);
    if (!place.mixed && issued.length > BESIDE) {
      const count = issued.reduce((sum, group) => sum + group.length, 0);
      inside = {
        ...around,
        frame: this.#frame({
          ...plainFrame,
          id: `beside:${issued[0]![0]}`,
          type: 'beside',
          count,
          frame: around.frame,
        }),
      };
    }
    for (const group of issued) this.#group(group, cell, inside);
  }

  #isInbound(group: Uint32Array): boolean {
    return this.#steps.inbound[group[0]!] === 1;
  }

  /** Equal operations of a cell, in order of opening. */
  #groupsOf(steps: readonly number[]): Uint32Array[] {
    const groups = new Map<number, number[]>();
    for (const step of steps) {
      for (const operation of this.#operations.of(step)) {
        const group = groups.get(this.#plan.classes[operation]!);
        if (group === undefined) groups.set(this.#plan.classes[operation]!, [operation]);
        else group.push(operation);
      }
    }
    return [...groups.values()].map((group) => Uint32Array.from(group).sort()).sort((a, b) => a[0]! - b[0]!);
  }

  #group(members: Uint32Array, cell: Cell, around: Around): void {
    if (around.opens !== null || members.length === 1) this.#node(members, cell, around, around.opens);
    else if (this.#splitsPairs && members.length === 2 && around.frame === NONE) this.#singles(members, cell, around);
    else this.#openedGroup(members, cell, around);
  }

  /** Attempts at a workflow task that failed. */
  #attempts(members: Uint32Array, around: Around): void {
    const cell = { mixed: true };
    if (members.length === 1) this.#node(members, cell, around, null);
    else this.#openedGroup(members, cell, around);
  }

  #singles(members: Uint32Array, cell: Cell, around: Around): void {
    for (let i = 0; i < members.length; i++) this.#node(members.subarray(i, i + 1), cell, around, null);
  }

  #openedGroup(members: Uint32Array, cell: Cell, around: Around): void {
    const id = around.until === undefined ? `fold:${members[0]}` : `fold:${members[0]}<${around.until}`;
    const at = this.#opened.get(id);
    const page = Math.min(PAGE, members.length, this.#left - 3);
    if (at === undefined || page < 2) {
      this.#node(members, cell, around, id);
      return;
    }
    this.#left -= page + 3;
    const openedAt = members.map((operation) => this.#outline.operations.openedAt[operation]!);
    const first = firstOnPage(countUpTo(openedAt, at) - 1, page, members.length);
    const { until: _, ...outside } = around;
    const inside = {
      ...outside,
      frame: this.#openedFrame(id, titleOf(this.#outline, members), members.length, first, page, around.frame),
    };
    if (first > 0) this.#group(members.subarray(0, first), cell, { ...inside, until: members[first]! });
    this.#singles(members.subarray(first, first + page), cell, inside);
    if (first + page < members.length) this.#group(members.subarray(first + page), cell, inside);
  }

  #loop(place: LoopFold, around: Around): void {
    const iterationsBegan = this.#iterationsBegan(place.iterations);
    const opens = loopId(place);
    let frame = around.frame;
    if (sizeOf(place, this.#plan.classes, this.#operations) > 1) {
      frame = this.#frame({
        ...plainFrame,
        id: opens,
        type: 'loop',
        count: place.iterations.length,
        iterationsBegan,
        opens,
        frame,
      });
    }
    for (const inner of place.body) this.#place(inner, { frame, iterationsBegan, opens });
  }

  #openedLoop(place: LoopFold, around: Around): boolean {
    const id = loopId(place);
    const at = this.#opened.get(id);
    if (at === undefined) return false;
    const { iterations } = place;
    const size = sizeOf(place, this.#plan.classes, this.#operations) + 1;
    const page = Math.min(
      iterations.length,
      Math.max(1, Math.floor(PAGE / size)),
      Math.floor((this.#left - 1) / size) - 2,
    );
    if (page < 1) return false;
    this.#left -= (page + 2) * size + 1;
    const first = firstOnPage(countUpTo(this.#iterationsBegan(iterations), at) - 1, page, iterations.length);
    const title = titleOf(this.#outline, this.#operations.of(firstStep(iterations[0]!)));
    const frame = this.#openedFrame(id, title, iterations.length, first, page, around.frame);
    const inside = { frame, iterationsBegan: null, opens: null };
    this.#iterations(iterations.slice(0, first), inside, iterations[first]);
    for (const iteration of iterations.slice(first, first + page)) this.#iterations([iteration], inside);
    this.#iterations(iterations.slice(first + page), inside);
    return true;
  }

  /** `until`: the iteration behind `iterations`, where an open loop shows it. */
  #iterations(iterations: readonly (readonly Item[])[], around: Around, until?: readonly Item[]): void {
    if (iterations.length === 1) for (const item of iterations[0]!) this.#place(merged([item]), around);
    else if (iterations.length > 1) {
      const place = loopPlace(iterations);
      this.#place(until === undefined ? place : { ...place, until: firstStep(until) }, around);
    }
  }

  #iterationsBegan(iterations: readonly (readonly Item[])[]): Uint32Array {
    const { openedAt } = this.#outline.operations;
    let latest = 0;
    return Uint32Array.from(
      iterations,
      (iteration) => (latest = Math.max(latest, openedAt[this.#operations.of(firstStep(iteration))[0]!]!)),
    );
  }

  #openedFrame(closes: string, name: string, count: number, first: number, page: number, frame: number): number {
    return this.#frame({
      ...plainFrame,
      id: `open:${closes}`,
      type: 'opened',
      name,
      count,
      first: first + 1,
      last: first + page,
      closes,
      frame,
    });
  }

  #frame(frame: GraphFrame): number {
    return this.#folded.frames.push(frame) - 1;
  }

  #node(members: Uint32Array, cell: Cell, around: Around, opens: string | null): void {
    for (const operation of members) this.#folded.nodeOf[operation] = this.#folded.nodes.length;
    this.#add(operationsNode(this.#outline, members, { ...around, opens }), cell);
  }

  #add(node: GraphNode, cell: Cell): void {
    this.#folded.nodes.push(node);
    this.#folded.cellOf.push(cell);
  }
}

/** Those that were tried again in vain for one step are one group. */
function failedTaskGroups(outline: Outline, { beganAt }: Steps, operations: StepOperations): Uint32Array[] {
  const { openedAt } = outline.operations;
  const tasks = failedTasks(outline).filter((task) => operations.isWanted(task));
  const groups = Map.groupBy(tasks, (task) => countUpTo(beganAt, openedAt[task]!));
  return groups.size > FAILED_TASKS ? [tasks] : [...groups.values()].map((group) => Uint32Array.from(group));
}

const plainFrame = { name: '', first: 0, last: 0, iterationsBegan: null, opens: null, closes: null } as const;

/** A loop and the loop that each of its iterations begins with begin at one step: they differ in how many loops are in them. */
function loopId({ iterations, until }: LoopFold): string {
  const first = iterations[0]![0]!;
  const id = `loop:${firstStep([first])}${'+'.repeat(loopsAtStart(first))}`;
  return until === undefined ? id : `${id}<${until}`;
}

function loopsAtStart(item: Item): number {
  return item.type === 'loop' ? 1 + loopsAtStart(item.iterations[0]![0]!) : 0;
}

function firstStep(iteration: readonly Item[]): number {
  let item = iteration[0]!;
  while (item.type === 'loop') item = item.iterations[0]![0]!;
  return item.steps[0]!;
}

/** The first entry of a page that shows the entry at seq `at` and some entries before it. */
function firstOnPage(at: Seq, page: number, count: number): number {
  return Math.max(0, Math.min(at - Math.floor(page / 4), count - page));
}
