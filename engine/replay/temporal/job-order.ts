// The order of the jobs in an activation. T7 of SPEC.md.

import type { Job } from '../../sandbox/guest.ts';

const ranks: Readonly<Partial<Record<Job['type'], number>>> = {
  start: 0,
  notifyHasPatch: 1,
  updateRandomSeed: 2,
  signalWorkflow: 3,
  doUpdate: 3,
  queryWorkflow: 6,
};

function rankOf(job: Job): number {
  return ranks[job.type] ?? (job.type === 'resolveActivity' && job.isLocal ? 5 : 4);
}

/** For a stable sort: equal jobs keep the order of the history. */
export function byOrder(a: Job, b: Job): number {
  return rankOf(a) - rankOf(b);
}
