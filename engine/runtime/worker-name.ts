// The name of an engine: machine, process and a number. For an engine on the same machine, the name shows whether it is
// gone.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

export function newWorkerName(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** True where the engine is certainly gone: its lease is then ignored. */
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

/** Names an engine to a person: its process, and its machine where that is another. */
export function pidOf(name: string): string {
  const [, host = '', pid = name] = /^(.*):(\d+):[^:]*$/.exec(name) ?? [];
  return host === hostname() || host === '' ? pid : `${pid} on ${host}`;
}
