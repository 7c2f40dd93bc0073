// What an engine calls itself: machine, process and a number of its own. Of one on the same machine it shows at once whether it is gone.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

export function newWorkerName(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** True where it certainly is: then nobody waits for its lease. */
export function isGone(name: string): boolean {
  const [, host, pid] = /^(.*):(\d+):[^:]*$/.exec(name) ?? [];
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
