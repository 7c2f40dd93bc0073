// Runs that continue each other (continue-as-new, retries, a schedule) as one: a chain. Knows runs by what their
// histories say of each other.

import type { Seq } from './event.ts';
import type { RunSummary } from './run.ts';

/** `runs`: the oldest first. `before`: number of events in the chain before each run. */
export type Chain = {
  readonly runs: readonly RunSummary[];
  readonly before: readonly number[];
  readonly events: number;
};

/**
 * The chain of a run as far as it is among `all`; of a run that nothing continues, the run alone. A reset run stands
 * in the place of the run that it was reset from.
 */
export function chainOf(run: RunSummary, all: readonly RunSummary[]): Chain {
  const { byId, after } = indexOf(all);
  const runs = [run];
  const seen = new Set([run.runId]);
  const taken = (next: RunSummary | undefined): next is RunSummary => {
    if (next === undefined || seen.has(next.runId)) return false;
    seen.add(next.runId);
    return true;
  };
  for (let first = byId.get(run.family.continuedFrom ?? ''); taken(first);) {
    runs.unshift(first);
    first = byId.get(first.family.continuedFrom ?? '');
  }
  for (let last = nextOf(run); taken(last);) {
    runs.push(last);
    last = nextOf(last);
  }
  return chained(runs);

  function nextOf({ runId, family }: RunSummary): RunSummary | undefined {
    return byId.get(family.continuedAs ?? '') ?? after.get(runId);
  }
}

type Index = {
  readonly byId: ReadonlyMap<string, RunSummary>;
  /** The run that says that it continues a run. */
  readonly after: ReadonlyMap<string | undefined, RunSummary>;
};

/** Lists of runs are replaced where they change, and asked again and again while they stay. */
const indices = new WeakMap<readonly RunSummary[], Index>();

function indexOf(all: readonly RunSummary[]): Index {
  const known = indices.get(all);
  if (known !== undefined) return known;
  const index: Index = {
    byId: new Map(all.map((one) => [one.runId, one])),
    after: new Map(all.toReversed().map((one) => [one.family.continuedFrom, one])),
  };
  indices.set(all, index);
  return index;
}

function chained(runs: readonly RunSummary[]): Chain {
  let events = 0;
  const before = runs.map((run) => (events += run.events) - run.events);
  return { runs, before, events };
}

/** The run of an event that is numbered through the chain, by its index, and the event's seq in it. */
export function placeInChain({ runs, before }: Chain, at: number): { readonly index: number; readonly seq: Seq } {
  const index = Math.max(
    0,
    before.findLastIndex((events, i) => events < at && (runs[i]?.events ?? 0) > 0),
  );
  return { index, seq: at - (before[index] ?? 0) };
}
