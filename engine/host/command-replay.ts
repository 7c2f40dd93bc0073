// retrace replay HISTORY --code PATH[@REF] [--workflow NAME] [--fail-on WORD] [--forward] [-o FILE] [--html FILE]

import { RetraceError } from '../model/errors.ts';
import { type FailOn, failOnWords, isFailing } from '../model/replay/replay-report.ts';
import { checkHistory } from '../replay/check/check-history.ts';
import { CodeOfTypes } from '../replay/check/code-of-types.ts';
import { ReplayLane } from '../replay/check/replay-pool.ts';
import { ownRunOf } from '../replay/own-run.ts';
import { startSpareThread } from '../replay/running-thread.ts';
import { codeVersion } from '../replay/versions/code-version.ts';
import { replayTextLines } from '../report/replay-text.ts';
import { bundleRulesOf, type RuleOptions } from './bundle-rules.ts';
import { codeCache, fileWords } from './code-cache.ts';
import { type CommandOptions, oneWord } from './command.ts';
import { type ForwardOptions, giveForward, wantsForward } from './forward-run.ts';
import { historyNamed } from './replayed-history.ts';
import { printEach, printJson } from './terminal.ts';

type ReplayOptions = RuleOptions &
  ForwardOptions &
  CommandOptions<'code' | 'workflow' | 'workflowId' | 'failOn' | 'partial' | 'db' | 'json'>;

/** Exit code 0: nothing that `--fail-on` names was found; 1: something was. */
export async function replayCommand(options: ReplayOptions): Promise<number> {
  const failOn = failOnOf(options.failOn);
  startSpareThread();
  const history = await historyNamed(options);
  const code = new CodeOfTypes(
    await codeVersion(codeNamed(options.code), codeCache()),
    codeCache(),
    bundleRulesOf(options),
  );
  const lane = new ReplayLane();
  try {
    const checked = await checkHistory(history, lane, { code, fileWords });
    if (checked.outcome !== 'replayed') throw new RetraceError(checked.error.code, checked.error.message);
    const { report } = checked;
    if (options.json) printJson(report);
    else await printEach(replayTextLines(report, { fileWords }));
    if (wantsForward(options))
      await giveForward(oneWord(options, 'run or file'), await ownRunOf(history, lane, code), options);
    return isFailing(report, failOn) ? 1 : 0;
  } finally {
    await lane.close();
  }
}

export function codeNamed(code: string | undefined): string {
  if (code !== undefined) return code;
  throw new RetraceError('bad-usage', 'Name the code: --code PATH, or --code PATH@REF for another version of it.');
}

/** Defaults to nondeterminism. */
export function failOnOf(word = 'nondeterminism'): FailOn {
  const found = failOnWords.find((known) => known === word);
  if (found !== undefined) return found;
  throw new RetraceError('bad-usage', `--fail-on takes ${failOnWords.join(', ')}, not ${JSON.stringify(word)}.`);
}
