// Opens the open run again, at the same place: what its events and values say has changed.

import { currentAddress } from './current-address.ts';
import { closeRun, openRun } from './runs.ts';
import { useSession } from './session.ts';

export async function openAgain(): Promise<void> {
  const session = useSession.getState();
  if (session.open === null) return;
  const here = currentAddress(session);
  closeRun();
  await openRun(session.open.summary.runId, here);
}
