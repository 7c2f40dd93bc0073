#!/usr/bin/env node
// The program `retrace`: runs the command that its words name, and ends with the right code. Decides nothing itself.
// Exit codes: 0 done, 1 the answer is "no", 2 wrong use or bad input, 3 our bug.

import '../small-nursery.ts';
import { errorInfo } from '../model/errors.ts';
import { runCommandLine } from './command-line.ts';
import { complain, guardStandardError } from './terminal.ts';

guardStandardError();

/** A reader that has seen enough (`| head`) is no error. */
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  complain(
    code === 'ENOSPC'
      ? 'disk-full: Standard output finds its disk full; not all was printed. Make room and try again.'
      : `no-permission: Standard output cannot be written (${code}).`,
  );
  process.exit(2);
});

try {
  process.exitCode = await runCommandLine(process.argv.slice(2));
} catch (error) {
  const { code, message } = errorInfo(error);
  complain(`${code}: ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
  if (code === 'internal') console.error(error);
  process.exitCode = code === 'internal' ? 3 : 2;
}
