// --ignore PATH, or --ignore @FILE for a file with one rule per line.

import { type IgnoreRule, parseIgnoreRule, parseIgnoreRules } from '../model/compare/ignore-rules.ts';
import { RetraceError } from '../model/errors.ts';
import { readToEnd } from '../store/open-to-read.ts';

/** Throws `bad-pattern`, `not-found` for an unreadable file, and `no-permission` for what is no regular file. */
export function readIgnoreOptions(texts: readonly string[]): readonly IgnoreRule[] {
  return texts.flatMap((text) =>
    text.startsWith('@') ? parseIgnoreRules(rulesIn(text.slice(1))) : [parseIgnoreRule(text, '--ignore')],
  );
}

function rulesIn(path: string): string {
  try {
    return readToEnd(path).toString('utf8');
  } catch (error) {
    if (error instanceof RetraceError) throw error;
    throw new RetraceError(
      'not-found',
      `The file of ignore rules, ${path}, cannot be read (${(error as NodeJS.ErrnoException).code ?? ''}). Name one with a rule a line.`,
      { cause: error },
    );
  }
}
