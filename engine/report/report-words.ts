// Words of the pages: statuses.

import type { OperationStatus } from '../model/effect.ts';
import type { ShownStatus } from '../model/run.ts';

/** `timed out`, `canceled`; an operation that has started runs. */
export function statusText(status: OperationStatus | ShownStatus): string {
  return status === 'started' ? 'running' : status.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
