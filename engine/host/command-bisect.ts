// retrace bisect HISTORY --repo DIR --entry PATH --good REF --bad REF

import { resolve } from 'node:path';
import { RetraceError } from '../model/errors.ts';
import { bisectHistory } from '../replay/bisect-history.ts';
import { Repository } from '../replay/versions/git.ts';
import { bisectTextLines } from '../report/bisect-text.ts';
import { bundleRulesOf, type RuleOptions } from './bundle-rules.ts';
import { codeCache, fileWords } from './code-cache.ts';
import { failOnOf } from './command-replay.ts';
import type { CommandOptions } from './command.ts';
import { historyNamed, type SaidOfHistory } from './replayed-history.ts';
import { printEach, printJson } from './terminal.ts';

type Options = RuleOptions & CommandOptions<'repo' | 'entry' | 'good' | 'bad' | 'failOn' | 'json'> & SaidOfHistory;

/** Exit code 0: found. */
export async function bisectCommand(options: Options): Promise<number> {
  const failOn = failOnOf(options.failOn);
  const repository = await Repository.of(needed(options.repo, '--repo DIR'));
  const entry = resolve(repository.folder, needed(options.entry, '--entry PATH'));
  const [good, bad] = [needed(options.good, '--good REF'), needed(options.bad, '--bad REF')];
  const history = await historyNamed(options);
  const rules = bundleRulesOf(options);
  const search = { repository, entry, good, bad, failOn, rules, fileWords, cacheFolder: codeCache() };
  const found = await bisectHistory(history, search);
  if (options.json) printJson({ ...found, report: { ...found.report, rows: [] } });
  else await printEach(bisectTextLines(found, { fileWords }));
  return 0;
}

function needed(value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  throw new RetraceError('bad-usage', `bisect needs ${what}. See retrace bisect --help.`);
}
