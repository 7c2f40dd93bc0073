// Finds the first bad commit of a sequence by bisection. Pure except for its queries.

import type { Told } from '../../model/replay/bisected.ts';

export type FirstBad<C> = {
  /** The first commit known to be bad. */
  readonly bad: C;
  /** Earlier commits that cannot be judged: one of them may be the first bad one. */
  readonly untold: readonly C[];
};

/**
 * The commits are in order, from the first after a good one to a known bad one. Queries about log2 of them, and more
 * where some cannot be judged. Of several changes from good to bad it finds one. `left`: number of commits still in
 * question.
 */
export async function firstBad<C>(
  commits: readonly C[],
  tell: (commit: C) => Promise<Told>,
  onTold: (commit: C, told: Told, left: number) => void = () => undefined,
): Promise<FirstBad<C>> {
  let good = -1;
  let bad = commits.length - 1;
  const untold = new Set<number>();
  for (let next = middle(good, bad, untold); next !== undefined; next = middle(good, bad, untold)) {
    const told = await tell(commits[next] as C);
    if (told === 'good') good = next;
    else if (told === 'bad') bad = next;
    else untold.add(next);
    onTold(commits[next] as C, told, bad - good - 1);
  }
  const last = commits[bad];
  if (last === undefined) throw new Error('no commits to look at');
  return { bad: last, untold: commits.slice(good + 1, bad) };
}

/** The commit nearest to the middle between both that may still be judged. */
function middle(good: number, bad: number, untold: ReadonlySet<number>): number | undefined {
  const half = (good + bad) >> 1;
  for (let away = 0; half - away > good || half + away < bad; away++)
    for (const place of [half - away, half + away]) if (place > good && place < bad && !untold.has(place)) return place;
  return undefined;
}
