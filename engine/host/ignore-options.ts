// --ignore PATH, or --ignore @FILE for a file of rules, one a line.

import { readFileSync } from 'node:fs';
import { type IgnoreRule, parseIgnoreRule, parseIgnoreRules } from '../model/compare/ignore-rules.ts';
import { RetraceError } from '../model/errors.ts';

/** Throws `bad-pattern`, and `not-found` for a file that cannot be read. */
export function readIgnoreOptions(texts: readonly string[]): readonly IgnoreRule[] {
  return texts.flatMap((text) =>
    text.startsWith('@') ? parseIgnoreRules(rulesIn(text.slice(1))) : [parseIgnoreRule(text, '--ignore')],
  );
}

function rulesIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RetraceError(
      'not-found',
      `The file of ignore rules, ${path}, cannot be read (${(error as NodeJS.ErrnoException).code ?? ''}). Name one with a rule a line.`,
      { cause: error },
    );
  }
}
