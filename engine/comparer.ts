// Compares runs of the library, and what single operations of them hold. Asks for payloads only where fingerprints say that they differ.

import type { OperationDetail, PairDetail, RunComparison, RunMatrix, ShownValue, ValueDifference } from './model/api.ts';
import { type Distance, distances, sharedByBad } from './model/compare/compare-many.ts';
import { compareRuns } from './model/compare/compare-runs.ts';
import type { Side } from './model/compare/comparison.ts';
import { FingerprintBuilder, type Fingerprints, lastingOptions, plainFailure, plainValue } from './model/compare/fingerprints.ts';
import { type IgnoreRule, ignoreRulesText } from './model/compare/ignore-rules.ts';
import { type IgnoreState, ignoring } from './model/compare/ignore-rules-match.ts';
import { diffJson } from './model/compare/json-diff.ts';
import { pathOf, pathText } from './model/compare/json-diff-path.ts';
import { sentencesOf } from './model/compare/summary.ts';
import type { Effect } from './model/effect.ts';
import type { DialectId } from './model/event.ts';
import type { Json } from './model/json.ts';
import { OperationNames } from './model/operation-names.ts';
import type { RunReader } from './run-reader.ts';
import { storedJson } from './stored-json.ts';

const mostDifferences = 500;
const parts = ['input', 'result', 'failure', 'options'] as const;
type Part = (typeof parts)[number];

/** Made once for each reader, in one pass over its events; and once more for the rules that were asked for last. */
const fingerprints = new WeakMap<RunReader, Map<string, Promise<Fingerprints>>>();

export async function sideOf(reader: RunReader, rules: readonly IgnoreRule[] = []): Promise<Side> {
  const text = ignoreRulesText(rules);
  const known = fingerprints.get(reader) ?? new Map<string, Promise<Fingerprints>>();
  fingerprints.set(reader, known);
  const prints = known.get(text) ?? fingerprintsOf(reader, rules);
  for (const other of known.keys()) if (other !== '' && other !== text) known.delete(other);
  known.set(text, prints);
  prints.catch(() => known.delete(text));
  return { outline: reader.outline, prints: await prints };
}

async function fingerprintsOf(reader: RunReader, rules: readonly IgnoreRule[]): Promise<Fingerprints> {
  const builder = new FingerprintBuilder(reader.outline, rules);
  const names = new OperationNames();
  for await (const page of reader.pages()) {
    for (const { seq, payload } of page) {
      const { explanation } = reader.dialect.read(storedJson(seq, payload));
      if (explanation.bookkeeping !== true) builder.add(reader.dialect.decode(names.resolve(seq, explanation.effects)) as unknown as readonly Effect[]);
    }
  }
  return builder.finish();
}

/** With rules, what they leave out is no difference, and tells no operations apart. */
export async function compareReaders(left: RunReader, right: RunReader, rules: readonly IgnoreRule[]): Promise<RunComparison> {
  const comparison = compareRuns(await sideOf(left, rules), await sideOf(right, rules));
  const runs = { left: left.summary, right: right.summary };
  return { ...runs, comparison, sentences: sentencesOf(comparison, runs, { left: left.outline, right: right.outline }) };
}

/** One after the other, so that only what is kept of each is in memory at once. */
export async function compareWithMany(run: string, others: readonly string[], readerOf: (run: string) => Promise<RunReader>): Promise<RunMatrix> {
  const one = await sideOf(await readerOf(run));
  const found: Distance[] = [];
  const outlines = [one.outline];
  for (const other of others) {
    const side = await sideOf(await readerOf(other));
    found.push(...distances(one, [side]));
    outlines.push(side.outline);
  }
  return { distances: found, shared: sharedByBad(outlines) };
}

/** Two operations that were paired, or one that has no partner (the other key null). Throws `no-such-operation`. */
export async function comparePair(left: RunReader, right: RunReader, leftKey: string | null, rightKey: string | null, rules: readonly IgnoreRule[]): Promise<PairDetail> {
  const a = leftKey === null ? null : await left.operation(leftKey);
  const b = rightKey === null ? null : await right.operation(rightKey);
  if (a === null || b === null) return { left: a, right: b, differences: [], more: 0 };
  const differences = parts.flatMap((part) => differencesIn(part, { detail: a, dialect: left.dialect.id }, { detail: b, dialect: right.dialect.id }, rules));
  return { left: a, right: b, differences: differences.slice(0, mostDifferences), more: Math.max(0, differences.length - mostDifferences) };
}

type Half = { readonly detail: OperationDetail; readonly dialect: DialectId };

function differencesIn(part: Part, left: Half, right: Half, rules: readonly IgnoreRule[]): readonly ValueDifference[] {
  const { kind, name } = left.detail.operation;
  return valueDifferences(part, valueOf(part, left), valueOf(part, right), ignoring(rules, kind, name));
}

/** `ignore`: before the first step, which is the part itself. */
export function valueDifferences(part: Part, left: Json, right: Json, ignore: IgnoreState): readonly ValueDifference[] {
  return diffJson(left, right, { at: pathOf(part), ignore: ignore.next(part) }).map((difference): ValueDifference => {
    const from = 'left' in difference ? difference.left : undefined;
    const to = 'right' in difference ? difference.right : undefined;
    return {
      part,
      type: difference.type,
      path: pathText((from ?? to)?.path ?? null),
      ...(from !== undefined && to !== undefined && pathText(from.path) !== pathText(to.path) && { rightPath: pathText(to.path) }),
      ...(from !== undefined && { left: from.value }),
      ...(to !== undefined && { right: to.value }),
    };
  });
}

function valueOf(part: Part, { detail, dialect }: Half): Json {
  if (part === 'failure') return plainFailure(detail.failure);
  return part === 'options' ? lastingOptions(shownJson(detail.options, dialect)) : shownJson(detail[part], dialect);
}

/** Of a value too big to be shown: its beginning and its size. */
export function shownJson(value: ShownValue | undefined, dialect: DialectId): Json {
  if (value === undefined) return null;
  return value.type === 'value' ? plainValue(value.value, dialect) : { bytes: value.bytes, head: value.head };
}
