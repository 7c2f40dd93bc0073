// Differences that a replay accepts: attribute by attribute, for every event that a command led to.

import { diffJson, type JsonDifference } from '../model/compare/json-diff.ts';
import { pathText, stepsOf } from '../model/compare/json-diff-path.ts';
import type { Json } from '../model/json.ts';
import type { Drift, DriftGrade, SourcePosition } from '../model/replay/verdict.ts';

export type Said = Readonly<Record<string, Json | undefined>>;

/** The recorded event's facts about its operation and those of the present command, in the same terms. */
export type BothSay = { readonly operation: string; readonly from: Said; readonly to: Said };

/** Attributes without effect on running code. */
const cosmetic: ReadonlySet<string> = new Set(['header', 'memo', 'deprecated', 'failure.message']);

export type Drifting<Command> = {
  readonly seq: number;
  readonly command: Command;
  /** Equal for commands that may have been reordered: of one kind, from one task. */
  readonly group: string;
  /** Attributes that are operation numbers. */
  readonly numbers?: readonly string[];
  readonly says: BothSay;
};

type Found<Command> = Drifting<Command> & { readonly differences: readonly JsonDifference[] };

export class DriftList<Command> {
  readonly #found: Found<Command>[] = [];

  /** Adds nothing where both sides are equal. */
  add(drifting: Drifting<Command>): void {
    const differences = diffJson(set(drifting.says.from), set(drifting.says.to));
    if (differences.length > 0) this.#found.push({ ...drifting, differences });
  }

  get commands(): readonly Command[] {
    return this.#found.map(({ command }) => command);
  }

  drift(sourceOf: (command: Command) => readonly SourcePosition[]): readonly Drift[] {
    return grouped(this.#found).flatMap((group) => {
      const [first] = group;
      const place = { seq: first.seq, operation: first.says.operation, source: sourceOf(first.command) };
      if (group.length > 1)
        return [{ ...place, attribute: 'order', ...orderOf(group), grade: 'changesBehaviour' as const }];
      return first.differences.map((difference) => ({ ...place, ...attributeOf(difference) }));
    });
  }
}

/** Most commands are equal: those need not be added. */
export function saysTheSame({ from, to }: BothSay): boolean {
  return Object.keys(from).every((name) => isAlike(from[name], to[name]));
}

/** Values that are equal, with their keys in one order. */
export function isAlike(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
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

type Group<Command> = readonly [Found<Command>, ...Found<Command>[]];

/**
 * Merges calls of one group whose attributes were exchanged: they were reordered. Other calls stay separate, in order
 * of their events.
 */
function grouped<Command>(found: readonly Found<Command>[]): readonly Group<Command>[] {
  return [...Map.groupBy(found, ({ group }) => group).values()]
    .flatMap((group): readonly Group<Command>[] =>
      group.length > 1 && isReordered(group)
        ? [group as [Found<Command>, ...Found<Command>[]]]
        : group.map((one) => [one]),
    )
    .toSorted(([a], [b]) => a.seq - b.seq);
}

function isReordered(group: readonly Found<unknown>[]): boolean {
  const texts = (side: 'from' | 'to'): string =>
    JSON.stringify(group.map((one) => JSON.stringify(idless(one, side))).toSorted());
  return texts('from') === texts('to');
}

/** Without operation numbers, which do not move when calls are reordered. */
function idless({ says, numbers = [] }: Found<unknown>, side: 'from' | 'to'): Said {
  return { ...says[side], ...Object.fromEntries(numbers.map((name) => [name, undefined])) };
}

function orderOf(group: readonly Found<unknown>[]): { from: Json; to: Json } {
  const side = (name: 'from' | 'to'): Json => group.map((one) => set(idless(one, name)));
  return { from: side('from'), to: side('to') };
}
