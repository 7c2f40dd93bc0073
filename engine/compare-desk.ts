// The part of the engine that compares runs.

import type { Caller, Params, Result } from './model/api.ts';
import { type IgnoreRule, parseIgnoreRule } from './model/compare/ignore-rules.ts';
import type { RunReader } from './runs/run-reader.ts';

/** Loaded only for comparing. */
const comparer = () => import('./compare/comparer.ts');

type Asking = Partial<Caller<never>>;

export class CompareDesk {
  readonly #reader: (run: string) => Promise<RunReader>;

  constructor(reader: (run: string) => Promise<RunReader>) {
    this.#reader = reader;
  }

  async runs({ left, right, ignore }: Params<'compareRuns'>, { signal }: Asking = {}): Promise<Result<'compareRuns'>> {
    const { compareReaders } = await comparer();
    return await compareReaders(await this.#reader(left), await this.#reader(right), rulesOf(ignore), signal);
  }

  async pair(
    { left, right, leftKey, rightKey, ignore }: Params<'comparePair'>,
    { signal }: Asking = {},
  ): Promise<Result<'comparePair'>> {
    const { comparePair } = await comparer();
    const [one, other] = [await this.#reader(left), await this.#reader(right)];
    return await comparePair(one, other, leftKey, rightKey, rulesOf(ignore), signal);
  }

  async many({ run, others }: Params<'compareMany'>, { signal }: Asking = {}): Promise<Result<'compareMany'>> {
    const { compareWithMany } = await comparer();
    return await compareWithMany(run, others, (name) => this.#reader(name), signal);
  }
}

function rulesOf(ignore: readonly string[]): readonly IgnoreRule[] {
  return ignore.map((rule) => parseIgnoreRule(rule));
}
