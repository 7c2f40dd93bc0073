// The most memory that this program had at once.

import { readFileSync } from 'node:fs';

/** In bytes. What the system counts for a program may begin with what its parent had: on Linux the program's own is read. */
export function peakMemory(): number {
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(statusOfThis()) ?? [];
  return 1024 * Number(kibibytes ?? process.resourceUsage().maxRSS);
}

function statusOfThis(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
