// Peak memory of this program.

import { readFileSync } from 'node:fs';

/** Peak memory in bytes. The system's number may include the parent's: on Linux the program's own number is read. */
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
