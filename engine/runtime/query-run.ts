// Answers a query by replaying a history: of any run, whichever engine works on it, also after its end.

import { RetraceError } from '../model/errors.ts';
import type { QueryAnswer } from '../sandbox/native/activation.ts';
import type { NativeBundle } from '../sandbox/native/bundle.ts';
import type { GuestHost } from '../sandbox/native/guest-host.ts';
import type { RunRow } from '../store/register/register.ts';
import { toldAgain } from '../sandbox/native/kernel/told-again.ts';
import type { EngineStore } from './coded-store.ts';
import { decoded } from './history.ts';

export type Query = { readonly row: RunRow; readonly name: string; readonly input: unknown };

/** Throws `code-does-not-build` where the code no longer runs over its history. */
export async function queryRun(
  store: Pick<EngineStore, 'log'>,
  bundle: NativeBundle,
  host: GuestHost,
  { row, name, input }: Query,
): Promise<QueryAnswer> {
  const events = (await store.log.read(row.run, 1, Infinity)).map(decoded);
  const { replayed } = toldAgain(events);
  const guest = { run: `query ${row.run}`, digest: bundle.digest, workflowType: row.workflowType };
  await host.load(bundle);
  try {
    const answer = await host.activate(guest, replayed, true);
    if (answer.type !== 'commands')
      throw new RetraceError(
        'code-does-not-build',
        `The code of ${row.workflowType} cannot be run over the history of ${row.run}: ${JSON.stringify(answer)}`,
      );
    return await host.query(guest.run, name, input);
  } finally {
    host.drop(guest.run);
  }
}
