// retrace log archive RUN [--before SEQ] -o FILE, retrace log restore FILE [--as RUN]

import { statSync } from 'node:fs';
import { RetraceError } from '../model/errors.ts';
import { ArchiveFile } from '../store/archive/archive-file.ts';
import { restoreArchive, type Restored } from '../store/archive/archive-file-restore.ts';
import { archiveRun } from '../store/archive/archive-file-run.ts';
import { oneWord, wholeNumber } from './command.ts';
import type { LogCommandOptions } from './command-log.ts';
import { withLog } from './command-log-store.ts';
import { printJson, printLine } from './terminal.ts';

export async function archiveCommand(options: LogCommandOptions<'before' | 'output' | 'json'>): Promise<number> {
  const run = oneWord(options, 'run');
  const before = wholeNumber(options.before, '--before');
  const { output } = options;
  if (output === undefined)
    throw new RetraceError(
      'bad-usage',
      'Name the archive with -o FILE, such as run.jsonl.zst. See retrace log --help.',
    );
  return await withLog(options, 'change', async ({ log, base }) => {
    const archive = await archiveRun(log, run, output, { base, ...(before !== undefined && { before }) });
    const bytes = archive === null ? 0 : statSync(output).size;
    if (options.json) printJson({ run, archive, bytes });
    else
      printLine(
        archive === null
          ? `${run}: nothing is left to archive`
          : `${run}: events ${archive.from} to ${archive.to} are in ${output}, ${bytes} bytes, and were dropped from the log`,
      );
    return 0;
  });
}

const said: Readonly<Record<Restored['way'], string>> = {
  replaced: 'are back in their place',
  created: 'are a new run',
  appended: 'are back behind the events before them',
  there: 'are there already',
};

export async function restoreCommand(options: LogCommandOptions<'as' | 'json'>): Promise<number> {
  const file = new ArchiveFile(oneWord(options, 'archive'));
  return await withLog(options, 'create', async ({ log }) => {
    const restored = await restoreArchive(log, file, options.as);
    if (options.json) printJson(restored);
    else printLine(`${restored.run}: events ${restored.from} to ${restored.to} ${said[restored.way]}`);
    return 0;
  });
}
