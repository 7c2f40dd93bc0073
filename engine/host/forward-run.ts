// What code makes of a history on its own decisions, beside the history: printed, as a page, or written as a history.

import { Readable } from 'node:stream';
import { type DiffRequest, diffRuns } from '../compare/diff-runs.ts';
import type { MadeByCode } from '../replay/own-run.ts';
import { diffJsonLines } from '../report/diff-json.ts';
import { diffPage } from '../report/diff-page.ts';
import { diffTextLines } from '../report/diff-text.ts';
import { readerOfMade, writtenRun } from '../runs/made-run.ts';
import type { CommandOptions } from './command.ts';
import { ComparedRuns } from './compared-run.ts';
import { printEach, printJson } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

export type ForwardOptions = CommandOptions<'forward' | 'output' | 'html' | 'partial' | 'db' | 'json'>;

/** Without one of these options the code is not run forward. */
export function wantsForward({ forward, output, html }: ForwardOptions): boolean {
  return forward || output !== undefined || html !== undefined;
}

const request = { rules: [], tolerance: {}, only: [] } satisfies Partial<DiffRequest>;

/** `word`: RUN or FILE of the recorded history. */
export async function giveForward(word: string, made: MadeByCode, options: ForwardOptions): Promise<void> {
  const { forward, output, html, json, partial, db } = options;
  if (output !== undefined) await writeWhole(output, Readable.from([writtenRun(made)]));
  if (!forward && html === undefined) return;
  const runs = new ComparedRuns(db, partial);
  try {
    const own = await readerOfMade(made, made.origin);
    const document = await diffRuns(await runs.reader(word), own, { ...request, detailed: json || html ? 2000 : 40 });
    if (html !== undefined) await writeWhole(html, Readable.from([diffPage(document)]));
    if (!forward) return;
    if (json) for (const line of diffJsonLines(document)) printJson(line);
    else await printEach(['', ...diffTextLines(document)]);
  } finally {
    await runs.close();
  }
}
