// retrace show RUN|FILE --html FILE: the run as a page

import { Readable } from 'node:stream';
import { runDocument } from '../desks/run-document.ts';
import { RetraceError } from '../model/errors.ts';
import { runPage } from '../report/run-page.ts';
import { pagesOfLog } from '../runs/fold-run.ts';
import { decodeAsAsked } from './codec-option.ts';
import { type CommandOptions, oneWord } from './command.ts';
import { ComparedRuns } from './compared-run.ts';
import { printJson, printLine } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

type ReportOptions = CommandOptions<
  'html' | 'at' | 'follow' | 'chain' | 'db' | 'json' | 'partial' | 'codecEndpoint' | 'namespace'
>;

/** Writes the page, and prints the sentence of the run. */
export async function reportCommand(options: ReportOptions & { readonly html: string }): Promise<number> {
  const { html, json, at, follow, chain } = options;
  if (at !== undefined || follow || chain)
    throw new RetraceError('bad-usage', 'A page is of a whole run: --html goes without --at, --follow and --chain.');
  const runs = new ComparedRuns(options.db, options.partial);
  try {
    const reader = await runs.reader(oneWord(options, 'run or file'));
    await decodeAsAsked(options, reader.dialect, pagesOfLog(reader.dialect, reader.pages()));
    await writeWhole(html, Readable.from([runPage(await runDocument(reader))]));
    const { runId, headline } = reader.summary;
    if (json) printJson({ runId, headline: headline.sentence, html });
    else printLine(headline.sentence);
    return 0;
  } finally {
    await runs.close();
  }
}
