// Runs as families: children below their parents, a continued run right after the run that it continues. Knows no
// screen.

import type { RunSummary } from '../../engine/model/run.ts';

export type FamilyMember = { readonly run: RunSummary; readonly depth: number };

const DEEPEST = 12;

/**
 * Every run once, relatives together, families in the order of their first member. A run whose parent is not among
 * `runs` heads a family of its own; so does a run in a cycle, which only a broken history contains.
 */
export function familyOrder(runs: readonly RunSummary[]): readonly FamilyMember[] {
  const byId = new Map<string, RunSummary>(runs.map((run) => [run.runId, run]));
  const children = new Map<string, RunSummary[]>();
  const next = new Map<string, RunSummary[]>();
  const heads: RunSummary[] = [];
  for (const run of runs) {
    const before = run.family.continuedFrom ?? run.family.resetFrom;
    if (before !== undefined && before !== run.runId && byId.has(before)) add(next, before, run);
    else if (run.family.parent !== undefined && byId.has(run.family.parent)) add(children, run.family.parent, run);
    else heads.push(run);
  }
  if (heads.length === runs.length) return heads.map((run) => ({ run, depth: 0 }));
  return walk([...heads, ...runs], children, next);
}

/** Without recursion: deep chains are common (a run continued 200 times). */
function walk(
  heads: readonly RunSummary[],
  children: ReadonlyMap<string, readonly RunSummary[]>,
  next: ReadonlyMap<string, readonly RunSummary[]>,
): readonly FamilyMember[] {
  const seen = new Set<RunSummary>();
  const ordered: FamilyMember[] = [];
  for (const head of heads) {
    const stack: FamilyMember[] = [{ run: head, depth: 0 }];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      const { run, depth } = member;
      if (seen.has(run)) continue;
      seen.add(run);
      ordered.push(member);
      for (const each of (next.get(run.runId) ?? []).toReversed()) stack.push({ run: each, depth });
      for (const each of (children.get(run.runId) ?? []).toReversed())
        stack.push({ run: each, depth: Math.min(depth + 1, DEEPEST) });
    }
  }
  return ordered;
}

function add(lists: Map<string, RunSummary[]>, key: string, run: RunSummary): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [run]);
  else list.push(run);
}
