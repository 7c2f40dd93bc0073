// retrace dialects [DIR] [--none]

import type { OwnDialects } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import { codeCache } from './code-cache.ts';
import type { CommandOptions } from './command.ts';
import { OwnDialectFolder } from '../desks/own-dialects.ts';
import { complain, printJson, printLine } from './terminal.ts';

/** Ends with 2 where a file of the folder is no dialect. */
export async function dialectsCommand({ words, none, json }: CommandOptions<'none' | 'json'>): Promise<number> {
  const [folder, ...more] = words;
  if (more.length > 0 || (none && folder !== undefined))
    throw new RetraceError('bad-usage', 'Name one folder, or --none. See retrace dialects --help.');
  const own = new OwnDialectFolder(codeCache());
  try {
    const taken = none ? own.choose(null) : folder === undefined ? own.list() : own.choose(folder);
    if (json) printJson(taken);
    else say(taken);
    return taken.dialects.some((one) => 'error' in one) ? 2 : 0;
  } finally {
    own.close();
  }
}

function say({ folder, dialects }: OwnDialects): void {
  if (folder === null)
    return printLine('No dialects of your own are taken. Name a folder of them: retrace dialects DIR.');
  printLine(`Dialects of ${folder}: ${dialects.length === 0 ? 'none' : dialects.length}`);
  for (const one of dialects) {
    if ('error' in one) complain(`${one.error.code}: ${one.error.message}`);
    else printLine(`  ${one.id}  ${one.name}  ${one.file}`);
  }
}
