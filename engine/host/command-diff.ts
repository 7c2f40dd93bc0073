// retrace diff A B [--ignore PATH…] [--only KIND…] [--within N] [--html FILE]

import { Readable } from 'node:stream';
import { type DiffRequest, diffRuns } from '../compare/diff-runs.ts';
import type { Tolerance } from '../model/compare/json-diff-tolerance.ts';
import { operationKinds } from '../model/effect.ts';
import { RetraceError } from '../model/errors.ts';
import { pagesOfLog } from '../runs/fold-run.ts';
import type { DiffDocument } from '../report/diff-document.ts';
import { diffJsonLines } from '../report/diff-json.ts';
import { diffPage } from '../report/diff-page.ts';
import { diffTextLines } from '../report/diff-text.ts';
import { decodeAsAsked } from './codec-option.ts';
import type { CommandOptions } from './command.ts';
import { ComparedRuns } from './compared-run.ts';
import { readIgnoreOptions } from './ignore-options.ts';
import { printJson, printLine } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

type DiffOptions = CommandOptions<
  'ignore' | 'only' | 'within' | 'html' | 'codecEndpoint' | 'namespace' | 'partial' | 'db' | 'json'
>;

const kinds: readonly string[] = ['run', ...operationKinds];
/** Maximum number of differences with listed values in text output. */
const detailedInText = 40;
const detailed = 2000;

/** Exit code 0: the runs are the same; 1: they differ. */
export async function diffCommand(options: DiffOptions): Promise<number> {
  const [left, right, ...more] = options.words;
  if (left === undefined || right === undefined || more.length > 0)
    throw new RetraceError('bad-usage', 'Name two runs or files to compare. See retrace --help.');
  const request = requestOf(options);
  const runs = new ComparedRuns(options.db, options.partial);
  try {
    const sides = [await runs.reader(left), await runs.reader(right)] as const;
    for (const { dialect, pages } of sides.map((reader) => ({
      dialect: reader.dialect,
      pages: pagesOfLog(reader.dialect, reader.pages()),
    })))
      await decodeAsAsked(options, dialect, pages);
    const document = await diffRuns(...sides, request);
    if (options.html !== undefined) await writeWhole(options.html, Readable.from([diffPage(document)]));
    print(document, options);
    return document.same ? 0 : 1;
  } finally {
    await runs.close();
  }
}

function requestOf({ ignore, only, within, json, html }: DiffOptions): DiffRequest {
  return {
    rules: readIgnoreOptions(ignore),
    tolerance: tolerancesOf(within),
    only: only.flatMap((list) => list.split(',')).map(kindOf),
    detailed: json || html !== undefined ? detailed : detailedInText,
  };
}

function print(document: DiffDocument, { json }: DiffOptions): void {
  if (json) for (const line of diffJsonLines(document)) printJson(line);
  else diffTextLines(document).forEach(printLine);
}

function kindOf(kind: string): string {
  if (!kinds.includes(kind))
    throw new RetraceError('bad-usage', `There is no kind ${JSON.stringify(kind)}; there are ${kinds.join(', ')}.`);
  return kind;
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `0.5` absolute, `1%` of the greater value, `2s` for times; several separated by commas. */
function tolerancesOf(text: string | undefined): Tolerance {
  return Object.assign({}, ...(text ?? '').split(',').filter(Boolean).map(toleranceOf)) as Tolerance;
}

function toleranceOf(text: string): Tolerance {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(%|ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  if (number === undefined)
    throw new RetraceError('bad-usage', `--within takes numbers such as 0.5, 1% or 2s, not ${JSON.stringify(text)}.`);
  if (unit === undefined) return { absolute: Number(number) };
  return unit === '%' ? { relative: Number(number) / 100 } : { timeMs: Number(number) * (unitsMs[unit] ?? 1) };
}
