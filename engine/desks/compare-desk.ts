// The part of the engine that compares runs. The code that compares is loaded with the first of them.

import type { Caller, PairDetail, Params, RunComparison, RunMatrix } from '../model/api.ts';
import { parseIgnoreRule } from '../model/compare/ignore-rules.ts';
import type { RunReader } from '../runs/run-reader.ts';

const comparer = () => import('../compare/comparer.ts');

type Asking = Partial<Caller<never>>;

export class CompareDesk {
  readonly #readerOf: (run: string) => Promise<RunReader>;

  constructor(readerOf: (run: string) => Promise<RunReader>) {
    this.#readerOf = readerOf;
  }

  async ofRuns({ left, right, ignore }: Params<'compareRuns'>, { signal }: Asking): Promise<RunComparison> {
    const { compareReaders } = await comparer();
    const rules = ignore.map((rule) => parseIgnoreRule(rule));
    return await compareReaders(await this.#readerOf(left), await this.#readerOf(right), rules, signal);
  }

  async ofPair(
    { left, right, leftKey, rightKey, ignore }: Params<'comparePair'>,
    { signal }: Asking,
  ): Promise<PairDetail> {
    const { comparePair } = await comparer();
    const rules = ignore.map((rule) => parseIgnoreRule(rule));
    const [a, b] = [await this.#readerOf(left), await this.#readerOf(right)];
    return await comparePair(a, b, leftKey, rightKey, rules, signal);
  }

  async ofMany({ run, others }: Params<'compareMany'>, { signal }: Asking): Promise<RunMatrix> {
    const { compareWithMany } = await comparer();
    return await compareWithMany(run, others, this.#readerOf, signal);
  }

  async prepare({ run }: Params<'prepareComparison'>, { signal }: Asking): Promise<null> {
    const { sideOf } = await comparer();
    await sideOf(await this.#readerOf(run), [], signal);
    return null;
  }
}
