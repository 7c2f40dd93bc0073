// Compares runs of the library and the values of their operations. Reads payloads only if fingerprints differ.

import { FactReader } from './compared-facts.ts';
import type { Dialect } from '../formats/dialect.ts';
import type { PairDetail, RunComparison, RunMatrix, ValueDifference, ValueDifferences } from '../model/api.ts';
import { type Distance, distances, sharedByBad } from '../model/compare/compare-many.ts';
import { compareRuns } from '../model/compare/compare-runs.ts';
import type { Side } from '../model/compare/comparison.ts';
import { type Fingerprints, type Iteration, iterationsOf } from '../model/compare/fingerprints.ts';
import type { GatheredParts } from '../model/compare/gathered-parts.ts';
import { type IgnoreRule, ignoreRulesText } from '../model/compare/ignore-rules.ts';
import { type IgnoreState, ignoring } from '../model/compare/ignore-rules-match.ts';
import { diffJson } from '../model/compare/json-diff.ts';
import { pathOf, pathText } from '../model/compare/json-diff-path.ts';
import { isAcrossDialects, isOfNames, operationParts, type Part, type RunPart } from '../model/compare/parts.ts';
import { sentencesOf } from '../model/compare/summary.ts';
import type { DialectId } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { kindOf, operationIndex } from '../model/outline.ts';
import type { RunReader } from '../runs/run-reader.ts';
import { SharedWork, throwIfCancelled } from './shared-work.ts';

const mostDifferences = 500;
/** In characters of JSON. Larger values are shown by size and beginning. */
const largeText = 256 * 1024;
const headText = 16 * 1024;

/** Fingerprints per reader, made in one pass over the events; one more set for the most recent ignore rules. */
const fingerprints = new WeakMap<RunReader, Map<string, SharedWork<Fingerprints>>>();

/** Throws `cancelled` when aborted; other callers that wait for the same fingerprints still get them. */
export async function sideOf(
  reader: RunReader,
  rules: readonly IgnoreRule[] = [],
  signal?: AbortSignal,
): Promise<Side> {
  const { outline, dialect } = reader;
  return { outline, vocabulary: vocabularyOf(dialect), prints: await printsOf(reader, rules).result(signal) };
}

function vocabularyOf({ id, vocabulary = id }: Dialect): DialectId {
  return vocabulary;
}

function printsOf(reader: RunReader, rules: readonly IgnoreRule[]): SharedWork<Fingerprints> {
  const text = ignoreRulesText(rules);
  const known = fingerprints.get(reader) ?? new Map<string, SharedWork<Fingerprints>>();
  fingerprints.set(reader, known);
  const before = known.get(text);
  const prints =
    before === undefined || before.isOver
      ? new SharedWork((ending) => new FactReader(reader).fingerprints(rules, ending))
      : before;
  for (const other of known.keys()) if (other !== '' && other !== text) known.delete(other);
  known.set(text, prints);
  return prints;
}

/** Parts that the rules ignore are no difference, and do not tell operations apart. Throws `cancelled` when aborted. */
export async function compareReaders(
  left: RunReader,
  right: RunReader,
  rules: readonly IgnoreRule[],
  signal?: AbortSignal,
): Promise<RunComparison> {
  const comparison = compareRuns(await sideOf(left, rules, signal), await sideOf(right, rules, signal));
  const runs = { left: left.summary, right: right.summary };
  const ofRuns = limited(await differencesOfRuns(left, right, comparison.outcome.changes, rules));
  return {
    ...runs,
    comparison,
    sentences: sentencesOf(comparison, runs, { left: left.outline, right: right.outline }),
    ofRuns,
  };
}

/** Differences between values in these parts of the runs themselves. */
export async function differencesOfRuns(
  left: RunReader,
  right: RunReader,
  parts: readonly RunPart[],
  rules: readonly IgnoreRule[],
): Promise<readonly ValueDifference[]> {
  if (parts.length === 0) return [];
  const [a, b] = [await new FactReader(left).run(), await new FactReader(right).run()];
  const ignore = ignoring(rules, 'run', '');
  return parts.flatMap((part) => valueDifferences(part, a, b, ignore));
}

/**
 * Compares the runs one after the other, so that only one run's data beyond the results is in memory. Throws
 * `cancelled` when aborted.
 */
export async function compareWithMany(
  run: string,
  others: readonly string[],
  readerOf: (run: string) => Promise<RunReader>,
  signal?: AbortSignal,
): Promise<RunMatrix> {
  const one = await sideOf(await readerOf(run), [], signal);
  const found: Distance[] = [];
  const outlines = [one.outline];
  for (const other of others) {
    throwIfCancelled(signal);
    const side = await sideOf(await readerOf(other), [], signal);
    found.push(...distances(one, [side]));
    outlines.push(side.outline);
  }
  return { distances: found, shared: sharedByBad(outlines) };
}

/**
 * Compares two paired operations, or shows one without a partner (the other key is null). Throws `no-such-operation`,
 * and `cancelled` when aborted.
 */
export async function comparePair(
  left: RunReader,
  right: RunReader,
  leftKey: string | null,
  rightKey: string | null,
  rules: readonly IgnoreRule[],
  signal?: AbortSignal,
): Promise<PairDetail> {
  const a = leftKey === null ? null : await left.operation(leftKey);
  const b = rightKey === null ? null : await right.operation(rightKey);
  if (leftKey === null || rightKey === null) return { left: a, right: b, differences: [], more: 0 };
  return { left: a, right: b, ...limited(await differencesOfPair(left, right, leftKey, rightKey, rules, signal)) };
}

async function differencesOfPair(
  left: RunReader,
  right: RunReader,
  leftKey: string,
  rightKey: string,
  rules: readonly IgnoreRule[],
  signal?: AbortSignal,
): Promise<readonly ValueDifference[]> {
  const at = { left: operationIndex(left.outline, leftKey), right: operationIndex(right.outline, rightKey) };
  const iterations = {
    left: iterationsOf(await sideOf(left, rules, signal), at.left),
    right: iterationsOf(await sideOf(right, rules, signal), at.right),
  };
  const ignore = ignoring(
    rules,
    kindOf(left.outline, at.left),
    left.outline.names[left.outline.operations.name[at.left]!] ?? '',
  );
  const isAlike =
    vocabularyOf(left.dialect) === vocabularyOf(right.dialect) &&
    kindOf(left.outline, at.left) === kindOf(right.outline, at.right);
  const parts = operationParts.filter((part) => isAlike || isAcrossDialects(part));
  const found: ValueDifference[] = [];
  const count = Math.max(iterations.left.length, iterations.right.length);
  for (let i = 0; i < count && found.length <= mostDifferences; i++) {
    throwIfCancelled(signal);
    if (count > 1 && iterations.left[i]?.print === iterations.right[i]?.print) continue;
    const [a, b] = [
      await partsOfIteration(left, at.left, iterations.left, i),
      await partsOfIteration(right, at.right, iterations.right, i),
    ];
    const iteration =
      count === 1
        ? {}
        : {
            iteration: {
              number: i + 1,
              left: iterations.left[i]?.openedAt ?? null,
              right: iterations.right[i]?.openedAt ?? null,
            },
          };
    for (const part of parts)
      found.push(...valueDifferences(part, a, b, ignore).map((difference) => ({ ...difference, ...iteration })));
  }
  return found;
}

async function partsOfIteration(
  reader: RunReader,
  at: number,
  iterations: readonly Iteration[],
  i: number,
): Promise<GatheredParts | undefined> {
  const iteration = iterations[i];
  return iteration === undefined
    ? undefined
    : await new FactReader(reader).operation(
        at,
        iteration.openedAt,
        (iterations[i + 1]?.openedAt ?? Number.POSITIVE_INFINITY) - 1,
      );
}

function limited(differences: readonly ValueDifference[]): ValueDifferences {
  return {
    differences: differences.slice(0, mostDifferences),
    more: Math.max(0, differences.length - mostDifferences),
  };
}

/** `ignore` gets paths without the first step, which is the part's name. */
function valueDifferences(
  part: Part,
  a: GatheredParts | undefined,
  b: GatheredParts | undefined,
  ignore: IgnoreState,
): readonly ValueDifference[] {
  const nothing = isOfNames(part) ? {} : null;
  return diffJson(a?.part(part) ?? nothing, b?.part(part) ?? nothing, {
    at: pathOf(part),
    ignore: ignore.next(part),
  }).map((difference): ValueDifference => {
    const from = 'left' in difference ? difference.left : undefined;
    const to = 'right' in difference ? difference.right : undefined;
    return {
      part,
      type: difference.type,
      path: pathText((from ?? to)?.path ?? null),
      ...(from !== undefined &&
        to !== undefined &&
        pathText(from.path) !== pathText(to.path) && { rightPath: pathText(to.path) }),
      ...(from !== undefined && { left: shownValue(from.value) }),
      ...(to !== undefined && { right: shownValue(to.value) }),
    };
  });
}

function shownValue(value: Json): Json {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= largeText ? value : { bytes: Buffer.byteLength(text), head: text.slice(0, headText) };
}
