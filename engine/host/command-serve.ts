// retrace serve [--port N]

import { once } from 'node:events';
import { RetraceError } from '../model/errors.ts';
import { rendererFolder } from './app-folder.ts';
import { type CommandOptions, wholeNumber } from './command.ts';
import { openLibrary } from './library.ts';
import { startLoopback } from './loopback.ts';
import { printJson, printLine } from './terminal.ts';

const highestPort = 65_535;

/** Serves until interrupted. */
export async function serveCommand(options: CommandOptions<'port' | 'db' | 'json'>): Promise<number> {
  const port = portOf(options);
  const library = openLibrary(options.db);
  const loopback = await startLoopback({ engine: library, rendererDir: rendererFolder(), port });
  // Set before the address is printed, because its reader may end this process at once.
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  if (options.json) printJson({ url: loopback.url });
  else printLine(`Retrace is at ${loopback.url}`);
  await ended;
  await loopback.close();
  await library.close();
  return 0;
}

function portOf({ port }: CommandOptions<'port'>): number {
  const number = wholeNumber(port, '--port') ?? 0;
  if (number > highestPort)
    throw new RetraceError(
      'bad-usage',
      `--port takes a number up to ${highestPort}, not ${number}. Leave it out for a free one.`,
    );
  return number;
}
