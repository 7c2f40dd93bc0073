// Compares runs of the library, and what single operations of them hold. Asks for payloads only where fingerprints say that they differ.

import type { OperationDetail, PairDetail, RunComparison, RunMatrix, ShownValue, ValueDifference } from './model/api.ts';
import { type Distance, distances, sharedByBad } from './model/compare/compare-many.ts';
import { compareRuns, recounted } from './model/compare/compare-runs.ts';
import { changeNames, type Comparison, type Outcome, rowTypeAt, rowTypes, type Side } from './model/compare/comparison.ts';
import { FingerprintBuilder, type Fingerprints, lastingOptions, plainFailure, plainValue } from './model/compare/fingerprints.ts';
import type { IgnoreRule } from './model/compare/ignore-rules.ts';
import { type IgnoreState, ignoring } from './model/compare/ignore-rules-match.ts';
import { diffJson } from './model/compare/json-diff.ts';
import { pathOf, pathText } from './model/compare/json-diff-path.ts';
import { sentencesOf } from './model/compare/summary.ts';
import type { Effect, OperationKind } from './model/effect.ts';
import type { Json } from './model/json.ts';
import type { RunReader } from './run-reader.ts';

const mostDifferences = 500;
const parts = ['input', 'result', 'failure', 'options'] as const;
type Part = (typeof parts)[number];

/** Made once for each reader, in one pass over its events. */
const fingerprints = new WeakMap<RunReader, Promise<Fingerprints>>();

export async function sideOf(reader: RunReader): Promise<Side> {
  let prints = fingerprints.get(reader);
  if (prints === undefined) fingerprints.set(reader, (prints = fingerprintsOf(reader)));
  return { outline: reader.outline, prints: await prints };
}

async function fingerprintsOf(reader: RunReader): Promise<Fingerprints> {
  const builder = new FingerprintBuilder(reader.outline);
  for await (const page of reader.pages()) {
    for (const { payload } of page) {
      const { explanation } = reader.dialect.read(JSON.parse(Buffer.from(payload).toString('utf8')) as Json);
      if (explanation.bookkeeping !== true) builder.add(reader.dialect.decode(explanation.effects) as unknown as readonly Effect[]);
    }
  }
  return builder.finish();
}

/** With rules, pairs that differ only in what the rules leave out are the same. */
export async function compareReaders(left: RunReader, right: RunReader, rules: readonly IgnoreRule[]): Promise<RunComparison> {
  const found = compareRuns(await sideOf(left), await sideOf(right));
  const comparison = rules.length === 0 ? found : await forgiven(found, left, right, rules);
  const runs = { left: left.summary, right: right.summary };
  return { ...runs, comparison, sentences: sentencesOf(comparison, runs, { left: left.outline, right: right.outline }) };
}

async function forgiven(comparison: Comparison, left: RunReader, right: RunReader, rules: readonly IgnoreRule[]): Promise<Comparison> {
  const { rows } = comparison;
  const changes = rows.changes.slice();
  const type = rows.type.slice();
  for (let row = 0; row < rows.count; row++) {
    if (rowTypeAt(rows, row) !== 'changed') continue;
    const keys = [left.outline.operations.keys[rows.left[row]!]!, right.outline.operations.keys[rows.right[row]!]!] as const;
    const { differences } = await comparePair(left, right, ...keys, rules);
    for (const part of parts) if (!differences.some((difference) => difference.part === part)) changes[row]! &= ~(1 << changeNames.indexOf(part));
    if (changes[row] === 0) type[row] = rowTypes.indexOf('same');
  }
  return recounted({ ...comparison, rows: { ...rows, changes, type }, outcome: await forgivenOutcome(comparison.outcome, left, right, rules) });
}

async function forgivenOutcome(outcome: Outcome, left: RunReader, right: RunReader, rules: readonly IgnoreRule[]): Promise<Outcome> {
  const [a, b] = [await left.state(left.summary.events), await right.state(right.summary.events)];
  const equal = (part: 'input' | 'result'): boolean => diffJson(shownJson(a[part]), shownJson(b[part]), { ignore: ignoring(rules, 'run', '').next(part) }).length === 0;
  const sameFailure = outcome.sameFailure || diffJson(plainFailure(a.failure), plainFailure(b.failure), { ignore: ignoring(rules, 'run', '').next('failure') }).length === 0;
  return { ...outcome, sameInput: outcome.sameInput || equal('input'), sameResult: outcome.sameResult || equal('result'), sameFailure };
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
  const differences = parts.flatMap((part) => differencesIn(part, a, b, rules));
  return { left: a, right: b, differences: differences.slice(0, mostDifferences), more: Math.max(0, differences.length - mostDifferences) };
}

function differencesIn(part: Part, left: OperationDetail, right: OperationDetail, rules: readonly IgnoreRule[]): readonly ValueDifference[] {
  const { kind, name } = left.operation as { kind: OperationKind; name: string };
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

function valueOf(part: Part, detail: OperationDetail): Json {
  if (part === 'failure') return plainFailure(detail.failure);
  return part === 'options' ? lastingOptions(shownJson(detail.options)) : shownJson(detail[part]);
}

/** Of a value too big to be shown: its beginning and its size. */
export function shownJson(value: ShownValue | undefined): Json {
  if (value === undefined) return null;
  return value.type === 'value' ? plainValue(value.value) : { bytes: value.bytes, head: value.head };
}
