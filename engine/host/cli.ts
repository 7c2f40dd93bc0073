#!/usr/bin/env node
// The program `retrace` as a process: passes on arguments, streams and exit code.

import '../small-nursery.ts';
import { runProgram } from './program.ts';
import { complain, guardStandardError } from './terminal.ts';

guardStandardError();

/** A reader that closes the pipe early (`| head`) is no error. */
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  complain(
    code === 'ENOSPC'
      ? 'disk-full: Standard output finds its disk full; not all was printed. Make room and try again.'
      : `no-permission: Standard output cannot be written (${code}).`,
  );
  process.exit(2);
});

process.exitCode = await runProgram(process.argv.slice(2));
