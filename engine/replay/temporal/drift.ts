// What Temporal accepts although it is not as it was: attribute by attribute, for every event that a command led to.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { diffJson, type JsonDifference } from '../../model/compare/json-diff.ts';
import { pathText, stepsOf } from '../../model/compare/json-diff-path.ts';
import type { Json } from '../../model/json.ts';
import type { Drift, DriftGrade, SourcePosition } from '../../model/replay/verdict.ts';
import type { Command } from '../../sandbox/guest.ts';
import { type BothSay, bothSay, type RunLimits, type Said } from './said.ts';

/** Nothing that runs goes by them. */
const cosmetic: ReadonlySet<string> = new Set(['header', 'memo', 'deprecated', 'failure.message']);

type Drifting = {
  readonly event: HistoryEvent;
  readonly command: Command;
  readonly says: BothSay;
  readonly differences: readonly JsonDifference[];
};

export class DriftFinder {
  readonly #limits: RunLimits;
  readonly #found: Drifting[] = [];

  constructor([first]: readonly HistoryEvent[]) {
    const timeout = first?.type === 'WorkflowExecutionStarted' ? first.attributes.workflowRunTimeout : undefined;
    this.#limits = { runTimeout: timeout ?? 0 };
  }

  matched(event: HistoryEvent, command: Command): void {
    const says = bothSay(event, command, this.#limits);
    if (says === undefined || isAlike(says)) return;
    const differences = diffJson(set(says.from), set(says.to));
    if (differences.length > 0) this.#found.push({ event, command, says, differences });
  }

  get commands(): readonly Command[] {
    return this.#found.map(({ command }) => command);
  }

  drift(
    seqOf: (event: HistoryEvent) => number,
    sourceOf: (command: Command) => readonly SourcePosition[],
  ): readonly Drift[] {
    return grouped(this.#found).flatMap((group) => {
      const [first] = group;
      const place = { seq: seqOf(first.event), operation: first.says.operation, source: sourceOf(first.command) };
      if (group.length > 1)
        return [{ ...place, attribute: 'order', ...orderOf(group), grade: 'changesBehaviour' as const }];
      return first.differences.map((difference) => ({ ...place, ...attributeOf(difference) }));
    });
  }
}

/** Most commands are alike, and found so without any search. */
function isAlike({ from, to }: BothSay): boolean {
  return Object.keys(from).every((name) => {
    const [a, b] = [from[name], to[name]];
    return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
  });
}

function set(said: Said): Json {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function attributeOf(difference: JsonDifference): Pick<Drift, 'attribute' | 'from' | 'to' | 'grade'> {
  const from = difference.type === 'added' ? undefined : difference.left;
  const to = difference.type === 'removed' ? undefined : difference.right;
  const path = (from ?? to)?.path ?? null;
  const attribute = pathText(path);
  return {
    attribute,
    ...(from !== undefined && { from: from.value }),
    ...(to !== undefined && { to: to.value }),
    grade: gradeOf(attribute, String(stepsOf(path)[0])),
  };
}

function gradeOf(attribute: string, first: string): DriftGrade {
  return cosmetic.has(attribute) || cosmetic.has(first) ? 'cosmetic' : 'changesBehaviour';
}

/** Calls of one task and kind that say what the others said: they changed places. Each alone otherwise, in order of their events. */
function grouped(found: readonly Drifting[]): readonly (readonly [Drifting, ...Drifting[]])[] {
  const byTask = Map.groupBy(found, ({ event, says }) =>
    JSON.stringify([event.type, taskOf(event), event.type === 'TimerStarted' ? '' : says.operation]),
  );
  return [...byTask.values()]
    .flatMap((group): readonly (readonly [Drifting, ...Drifting[]])[] =>
      group.length > 1 && isReordered(group) ? [group as [Drifting, ...Drifting[]]] : group.map((one) => [one]),
    )
    .toSorted(([a], [b]) => a.event.id - b.event.id);
}

function taskOf({ type, written }: HistoryEvent): unknown {
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;
  const attributes = written[key] as { workflowTaskCompletedEventId?: unknown } | undefined;
  return attributes?.workflowTaskCompletedEventId ?? null;
}

function isReordered(group: readonly Drifting[]): boolean {
  const texts = (side: 'from' | 'to'): string =>
    JSON.stringify(group.map(({ says }) => JSON.stringify(idless(says[side]))).toSorted());
  return texts('from') === texts('to');
}

/** Numbers of operations stay where they are when calls change places. */
function idless(said: Said): Said {
  return { ...said, activityId: undefined };
}

function orderOf(group: readonly Drifting[]): { from: Json; to: Json } {
  const side = (name: 'from' | 'to'): Json => group.map(({ says }) => set(idless(says[name])));
  return { from: side('from'), to: side('to') };
}
