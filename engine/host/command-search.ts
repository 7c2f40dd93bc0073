// retrace search PATTERN [RUN|FILE…] [--regex]

import { errorInfo, RetraceError } from '../model/errors.ts';
import { jsonText } from '../model/json-text.ts';
import { findPlaces, type FoundPlace } from '../runs/search/find-places.ts';
import { type Matcher, matcherOf } from '../runs/search/matcher.ts';
import type { CommandOptions } from './command.ts';
import { ComparedRuns } from './compared-run.ts';
import { complain, printEach } from './terminal.ts';

type SearchOptions = CommandOptions<'regex' | 'partial' | 'db' | 'json'>;

/** Exit code 0: found; 1: nothing found; 2: a run could not be read, while the others were searched. */
export async function searchCommand(options: SearchOptions): Promise<number> {
  const [pattern = '', ...named] = options.words;
  if (pattern === '') throw new RetraceError('bad-usage', 'Name what to look for. See retrace search --help.');
  const runs = new ComparedRuns(options.db, options.partial);
  const matcher = await matcherOf({ text: pattern, regex: options.regex });
  try {
    let [found, failed] = [false, false];
    for (const word of named.length === 0 ? await runs.all() : named) {
      try {
        if (await searchOne(word, runs, matcher, options)) found = true;
      } catch (error) {
        complainOf(word, error);
        failed = true;
      }
    }
    return failed ? 2 : found ? 0 : 1;
  } finally {
    await matcher.close();
    await runs.close();
  }
}

async function searchOne(
  word: string,
  runs: ComparedRuns,
  matcher: Matcher,
  { words: [pattern = ''], json }: SearchOptions,
): Promise<boolean> {
  const reader = await runs.reader(word);
  matcher.renew();
  let found = false;
  for await (const places of findPlaces(reader, matcher, pattern)) {
    found = true;
    await printEach(
      places.map((place) =>
        json ? jsonText({ run: reader.summary.runId, ...place }) : row(reader.summary.runId, place),
      ),
    );
  }
  return found;
}

function row(run: string, { seq, type, operation, place, text }: FoundPlace): string {
  return `${run}  ${seq}  ${type}  ${operation ?? '-'}  ${place}: ${text}`;
}

/** Bugs of Retrace, and a pattern that takes too long, end the search. */
function complainOf(word: string, error: unknown): void {
  const { code, message } = errorInfo(error);
  if (code === 'internal' || code === 'bad-pattern') throw error;
  complain(`${code}: ${word}: ${message}`);
}
