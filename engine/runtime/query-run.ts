// Answers a query by replaying a history: of any run, whichever engine works on it, also after its end.

import { RetraceError } from '../model/errors.ts';
import { divergenceText } from '../sandbox/native/divergence-text.ts';
import type { QueryAnswer } from '../sandbox/native/activation.ts';
import type { NativeBundle } from '../sandbox/native/bundle.ts';
import type { GuestHost, HostAnswer } from '../sandbox/native/guest-host.ts';
import type { RunRow } from '../store/register/register.ts';
import { toldAgain } from '../sandbox/native/kernel/told-again.ts';
import type { EngineStore } from './coded-store.ts';
import { decoded } from './history.ts';

export type Query = { readonly row: RunRow; readonly name: string; readonly input: unknown };

/** Throws `query-failed` where no code has run yet, or it no longer runs over its history. */
export async function queryRun(
  store: Pick<EngineStore, 'log'>,
  bundle: NativeBundle,
  host: GuestHost,
  { row, name, input }: Query,
): Promise<QueryAnswer> {
  const events = (await store.log.read(row.run, 1, Infinity)).map(decoded);
  const { replayed } = toldAgain(events);
  if (replayed.length === 0)
    throw new RetraceError(
      'query-failed',
      `${row.workflowId} has not run yet, so it answers nothing. A worker runs it: retrace worker FILE.`,
    );
  const guest = { run: `query ${row.run}`, digest: bundle.digest, workflowType: row.workflowType };
  await host.load(bundle);
  try {
    const answer = await host.activate(guest, replayed, true);
    if (answer.type !== 'commands')
      throw new RetraceError(
        'query-failed',
        `The code of ${row.workflowType} cannot be run over the history of ${row.workflowId}: ${whyNot(answer)}.`,
      );
    return await host.query(guest.run, name, input);
  } finally {
    host.drop(guest.run);
  }
}

function whyNot(answer: Exclude<HostAnswer, { type: 'commands' }>): string {
  if (answer.type === 'lost') return 'its sandbox has ended';
  return answer.type === 'diverged' ? divergenceText(answer.divergence) : answer.failure.message;
}
