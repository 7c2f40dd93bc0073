// Answers the contract's calls that compare runs. Holds no run: the caller opens them.

import type { Params, Result } from '../model/api.ts';
import { parseIgnoreRule } from '../model/compare/ignore-rules.ts';
import type { RunReader } from '../runs/run-reader.ts';
import * as comparer from './comparer.ts';

type Open = (run: string) => Promise<RunReader>;

export async function compareRuns(
  open: Open,
  { left, right, ignore }: Params<'compareRuns'>,
  signal: AbortSignal | undefined,
): Promise<Result<'compareRuns'>> {
  const rules = ignore.map((rule) => parseIgnoreRule(rule));
  return await comparer.compareReaders(await open(left), await open(right), rules, signal);
}

export async function comparePair(
  open: Open,
  { left, right, leftKey, rightKey, ignore }: Params<'comparePair'>,
  signal: AbortSignal | undefined,
): Promise<Result<'comparePair'>> {
  const rules = ignore.map((rule) => parseIgnoreRule(rule));
  return await comparer.comparePair(await open(left), await open(right), leftKey, rightKey, rules, signal);
}

export async function compareMany(
  open: Open,
  { run, others }: Params<'compareMany'>,
  signal: AbortSignal | undefined,
): Promise<Result<'compareMany'>> {
  return await comparer.compareWithMany(run, others, open, signal);
}
