// Compares two runs by a person's options and returns one document. Holds no run and writes nothing.

import { comparePair, compareReaders, differencesOfRuns } from './comparer.ts';
import type { ValueDifference, ValueDifferences } from '../model/api.ts';
import { recounted } from '../model/compare/compare-runs.ts';
import {
  type Both,
  type ChangeName,
  changeNames,
  changesOf,
  type Comparison,
  type Rows,
  rowTypeAt,
  rowTypes,
} from '../model/compare/comparison.ts';
import { type IgnoreRule, ignoreRuleText } from '../model/compare/ignore-rules.ts';
import { type Tolerance, withinTolerance } from '../model/compare/json-diff-tolerance.ts';
import { operationParts, runParts } from '../model/compare/parts.ts';
import { sentencesOf } from '../model/compare/summary.ts';
import { partsOf } from '../model/compare/times.ts';
import { calledOf } from '../model/operation-name.ts';
import { finalStatusOf, kindOf, nameOf, NONE, type Outline, timeOf } from '../model/outline.ts';
import type { RunSummary } from '../model/run.ts';
import type {
  DiffDocument,
  DocumentOperation,
  DocumentOutcome,
  DocumentRow,
  DocumentRun,
} from '../report/diff-document.ts';
import type { RunReader } from '../runs/run-reader.ts';

export type DiffRequest = {
  readonly rules: readonly IgnoreRule[];
  readonly tolerance: Tolerance;
  /** Kinds of operations, and `run` for the facts of the run itself; empty means all. */
  readonly only: readonly string[];
  /** Maximum number of differences with listed values; with a tolerance, all differences are listed. */
  readonly detailed: number;
};

const mostValues = 200;

export async function diffRuns(left: RunReader, right: RunReader, request: DiffRequest): Promise<DiffDocument> {
  const { rules, only } = request;
  const { comparison } = await compareReaders(left, right, rules);
  return await new Differ(left, right, request).document({
    ...comparison,
    rows: rowsOfKinds(comparison.rows, only, left.outline, right.outline),
  });
}

class Differ {
  readonly #left: RunReader;
  readonly #right: RunReader;
  readonly #request: DiffRequest;
  readonly #isTolerant: boolean;

  constructor(left: RunReader, right: RunReader, request: DiffRequest) {
    this.#left = left;
    this.#right = right;
    this.#request = request;
    this.#isTolerant = Object.values(request.tolerance).some((some) => some !== undefined);
  }

  async document(found: Comparison): Promise<DiffDocument> {
    const values = await this.#valuesByRow(found.rows);
    const outcome = this.#isAskedFor('run') ? await this.#outcome(found) : null;
    const comparison = recounted({
      ...found,
      rows: this.#isTolerant ? tolerated(found.rows, values) : found.rows,
      outcome: withOutcome(found, outcome),
    });
    const { rows, counts, first, times, unread, uncompared } = comparison;
    return {
      same: first === null && (outcome === null || outcome.changes.length === 0),
      left: documentRun(this.#left.summary),
      right: documentRun(this.#right.summary),
      sentences: sentencesOf(
        comparison,
        { left: this.#left.summary, right: this.#right.summary },
        { left: this.#left.outline, right: this.#right.outline },
      ),
      outcome,
      counts,
      rows: Array.from({ length: rows.count }, (_, row) =>
        documentRow(rows, row, this.#left.outline, this.#right.outline, values.get(row) ?? null),
      ),
      first,
      times,
      unread,
      uncompared,
      ignored: this.#request.rules.map(ignoreRuleText),
      only: this.#request.only,
    };
  }

  #isAskedFor(kind: string): boolean {
    return this.#request.only.length === 0 || this.#request.only.includes(kind);
  }

  async #valuesByRow(rows: Rows): Promise<ReadonlyMap<number, ValueDifferences>> {
    const values = new Map<number, ValueDifferences>();
    for (let row = 0; row < rows.count && (this.#isTolerant || values.size < this.#request.detailed); row++) {
      const pair = pairAt(rows, row);
      if (pair !== undefined && changesOf(rows.changes[row] ?? 0).some(isHeld))
        values.set(row, await this.#pairValues(pair));
    }
    return values;
  }

  async #pairValues({ left, right }: Both<number>): Promise<ValueDifferences> {
    const [leftKey, rightKey] = [
      this.#left.outline.operations.keys[left] ?? null,
      this.#right.outline.operations.keys[right] ?? null,
    ];
    const { differences, more } = await comparePair(this.#left, this.#right, leftKey, rightKey, this.#request.rules);
    return limited(
      differences.filter((difference) => !this.#isTolerated(difference)),
      more,
    );
  }

  #isTolerated({ left, right }: ValueDifference): boolean {
    return left !== undefined && right !== undefined && withinTolerance(left, right, this.#request.tolerance);
  }

  async #outcome({ outcome: { status, changes } }: Comparison): Promise<DocumentOutcome> {
    const found = await differencesOfRuns(this.#left, this.#right, changes, this.#request.rules);
    const differences = found.filter((difference) => !this.#isTolerated(difference));
    const parts = this.#isTolerant
      ? changes.filter((part) => differences.some((difference) => difference.part === part))
      : changes;
    return {
      status,
      changes: [...(status.left === status.right ? [] : (['status'] as const)), ...parts],
      values: limited(differences, 0),
    };
  }
}

function isHeld(change: ChangeName): boolean {
  return (operationParts as readonly string[]).includes(change);
}

function limited(differences: readonly ValueDifference[], more: number): ValueDifferences {
  return {
    differences: differences.slice(0, mostValues).map(withoutNothing),
    more: more + Math.max(0, differences.length - mostValues),
  };
}

/** Leaves out an undefined side: a missing part has no value, unlike a part that holds null. */
function withoutNothing({ left, right, ...difference }: ValueDifference): ValueDifference {
  const isWhole = difference.path === difference.part;
  return {
    ...difference,
    ...(left === undefined || (isWhole && left === null) ? {} : { left }),
    ...(right === undefined || (isWhole && right === null) ? {} : { right }),
  };
}

function withOutcome({ outcome: { status } }: Comparison, found: DocumentOutcome | null): Comparison['outcome'] {
  return { status, changes: runParts.filter((part) => found?.changes.includes(part)) };
}

/** The operations paired in this row, if the row is a changed one or the right half of a moved one. */
function pairAt(rows: Rows, row: number): Both<number> | undefined {
  const type = rowTypeAt(rows, row);
  const [left, right, other] = [rows.left[row] ?? NONE, rows.right[row] ?? NONE, rows.other[row] ?? NONE];
  if (type === 'changed') return { left, right };
  return type === 'movedTo' ? { left: rows.left[other] ?? NONE, right } : undefined;
}

/** Turns a change into no difference if all its values are within the tolerance. */
function tolerated(rows: Rows, values: ReadonlyMap<number, ValueDifferences>): Rows {
  const [type, changes] = [rows.type.slice(), rows.changes.slice()];
  for (const [row, { differences, more }] of values) {
    if (more > 0) continue;
    for (const part of operationParts)
      if (!differences.some((difference) => difference.part === part))
        changes[row]! &= ~(1 << changeNames.indexOf(part));
    const other = rows.other[row] ?? NONE;
    if (other !== NONE) changes[other] = changes[row]!;
    else if (changes[row] === 0) type[row] = rowTypes.indexOf('same');
  }
  return { ...rows, type, changes };
}

function rowsOfKinds(rows: Rows, only: readonly string[], left: Outline, right: Outline): Rows {
  if (only.length === 0) return rows;
  const kindAt = (row: number): string =>
    rows.left[row] !== NONE ? kindOf(left, rows.left[row]!) : kindOf(right, rows.right[row]!);
  const kept = Array.from({ length: rows.count }, (_, row) => row).filter((row) => only.includes(kindAt(row)));
  const place = new Map(kept.map((row, i) => [row, i]));
  return {
    count: kept.length,
    type: Uint8Array.from(kept, (row) => rows.type[row]!),
    left: Int32Array.from(kept, (row) => rows.left[row]!),
    right: Int32Array.from(kept, (row) => rows.right[row]!),
    changes: Uint16Array.from(kept, (row) => rows.changes[row]!),
    other: Int32Array.from(kept, (row) => place.get(rows.other[row]!) ?? NONE),
  };
}

const documentTypes = {
  same: 'same',
  changed: 'changed',
  left: 'onlyLeft',
  right: 'onlyRight',
  movedFrom: 'movedFrom',
  movedTo: 'moved',
} as const;

function documentRow(
  rows: Rows,
  row: number,
  left: Outline,
  right: Outline,
  values: ValueDifferences | null,
): DocumentRow {
  const type = rowTypeAt(rows, row);
  const pair = pairAt(rows, row) ?? { left: rows.left[row] ?? NONE, right: rows.right[row] ?? NONE };
  return {
    type: documentTypes[type],
    changes: changesOf(rows.changes[row] ?? 0),
    left: pair.left === NONE ? null : documentOperation(left, pair.left),
    right: pair.right === NONE ? null : documentOperation(right, pair.right),
    values,
  };
}

function documentOperation(outline: Outline, operation: number): DocumentOperation {
  const { keys, attempts, openedAt, closedAt } = outline.operations;
  const opened = openedAt[operation] ?? 0;
  const [begunMs, openedMs] = [timeOf(outline, 1), timeOf(outline, opened)];
  return {
    key: keys[operation] ?? '',
    kind: kindOf(outline, operation),
    name: nameOf(outline, operation),
    called: calledOf(outline, operation),
    status: finalStatusOf(outline, operation),
    attempts: Math.max(1, attempts[operation] ?? 1),
    openedAt: opened,
    closedAt: closedAt[operation] === 0 ? null : (closedAt[operation] ?? null),
    offsetMs: begunMs === null || openedMs === null ? null : openedMs - begunMs,
    ...partsOf(outline, operation),
  };
}

function documentRun({
  runId,
  workflowId,
  workflowType,
  dialect,
  source,
  status,
  headline,
  events,
  operations,
  startedAtMs,
}: RunSummary): DocumentRun {
  return {
    runId,
    workflowId,
    workflowType,
    dialect,
    source,
    status,
    headline: headline.sentence,
    events,
    operations,
    startedAtMs,
  };
}
