// Peak memory of this program.

import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Peak memory in bytes. The system's number may include the parent's: on Linux the program's own number is read. */
export function peakMemory(): number {
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(statusOfThis()) ?? [];
  return 1024 * Number(kibibytes ?? process.resourceUsage().maxRSS);
}

/** Collects garbage, and counts the peak from here on; returns the memory by now, in bytes. Linux alone can do so. */
export function peakFromHere(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  try {
    // `man proc_pid_clear_refs`: 5 sets the peak to what is in use.
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // The peak of the whole program stays: what is measured is less, never more.
    return peakMemory();
  }
  const [, kibibytes] = /^VmRSS:\s*(\d+) kB$/m.exec(statusOfThis()) ?? [];
  return 1024 * Number(kibibytes ?? 0);
}

function statusOfThis(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
