// retrace locals HISTORY --code PATH[@REF] --at SEQ

import { RetraceError } from '../model/errors.ts';
import { loadCode } from '../replay/load-code.ts';
import { RunInspector } from '../replay/run-inspector.ts';
import { startSpareThread } from '../replay/running-thread.ts';
import { codeVersion } from '../replay/versions/code-version.ts';
import { localsTextLines } from '../report/locals-text.ts';
import { bundleRulesOf, type RuleOptions } from './bundle-rules.ts';
import { codeCache, fileWords } from './code-cache.ts';
import { codeNamed } from './command-replay.ts';
import { type CommandOptions, wholeNumber } from './command.ts';
import { historyNamed, type SaidOfHistory } from './replayed-history.ts';
import { printEach, printJson } from './terminal.ts';

type LocalsOptions = RuleOptions & CommandOptions<'code' | 'at' | 'json'> & SaidOfHistory;

/** Exit code 0: shown. */
export async function localsCommand(options: LocalsOptions): Promise<number> {
  const seq = wholeNumber(options.at, '--at');
  if (seq === undefined) throw new RetraceError('bad-usage', 'Name the event: --at SEQ.');
  startSpareThread();
  const history = await historyNamed(options);
  const workflowType = history.workflowType ?? history.named.workflow ?? '';
  const { path } = await codeVersion(codeNamed(options.code), codeCache());
  const bundle = await loadCode({
    ...bundleRulesOf(options),
    path,
    workflowType,
    guest: history.guest,
    cacheFolder: codeCache(),
    instrumented: true,
  });
  const inspector = new RunInspector(bundle, { ...history, workflowType });
  try {
    const moment = await inspector.at(seq);
    if (options.json) printJson({ at: seq, ...moment });
    else await printEach(localsTextLines(moment, seq, fileWords));
    return 0;
  } finally {
    await inspector.close();
  }
}
