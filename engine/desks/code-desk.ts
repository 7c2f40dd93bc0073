// The part of the engine that runs workflow code against histories. Loads nothing before a person asks for it.

import type { Caller, CallName, Params, Result } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import type { ToldCommit } from '../model/replay/bisected.ts';
import type { ToldEvents } from '../model/replay/call.ts';
import type { CheckProgress } from '../model/replay/checked.ts';
import type { ReplayedRuns } from '../replay/replayed-runs.ts';
import { MadeRuns } from '../runs/made-runs.ts';
import type { RunReader } from '../runs/run-reader.ts';
import type { EventLog } from '../store/log.ts';

export type CodeDeskOptions = {
  readonly filesByPath: boolean;
  /** Folder for bundles of code, files of commits and choices of code; without it no code is run. */
  readonly codeFolder?: string;
  /** Folder of samples with versions of their code. */
  readonly samplesFolder?: string;
};

type Answer<N extends CallName> = (params: Params<N>, signal: AbortSignal) => Promise<Result<N>>;

export type CodeCall =
  | 'replayRun'
  | 'offeredCode'
  | 'findModules'
  | 'codeRules'
  | 'keepCodeRules'
  | 'listVersions'
  | 'readCode'
  | 'readSource'
  | 'readMoment'
  | 'queryCode'
  | 'evaluateCode'
  | 'findStops';
export type CodeAnswers = { readonly [N in CodeCall]: Answer<N> };

/** Loaded only for replaying. */
const replayedRuns = () => import('../replay/replayed-runs.ts');

export class CodeDesk implements CodeAnswers {
  readonly #options: CodeDeskOptions;
  readonly #log: EventLog;
  readonly #reader: (run: string) => Promise<RunReader>;
  #replayed: Promise<ReplayedRuns> | undefined;
  readonly #made = new MadeRuns();

  constructor(options: CodeDeskOptions, log: EventLog, reader: (run: string) => Promise<RunReader>) {
    this.#options = options;
    this.#log = log;
    this.#reader = reader;
  }

  readonly replayRun = this.#answer<'replayRun'>((runs, { run, ...asked }, signal) =>
    runs.replay(run, { ...asked, signal }),
  );
  readonly offeredCode = this.#answer<'offeredCode'>((runs, { run }) => runs.offer(run, this.#options.samplesFolder));
  readonly findModules = this.#answer<'findModules'>(async (runs, { run, code }) => ({
    modules: await runs.modules(run, code),
  }));
  readonly codeRules = this.#answer<'codeRules'>(async (runs, { code }) => ({ rules: await runs.rules(code) }));
  readonly keepCodeRules = this.#answer<'keepCodeRules'>(async (runs, { code, rules }) => {
    await runs.keepRules(code, rules);
    return null;
  });
  readonly listVersions = this.#answer<'listVersions'>((runs, { path }) => runs.versions(path));
  readonly readCode = this.#answer<'readCode'>(({ inspected }, asked, signal) => inspected.code(asked, signal));
  readonly readSource = this.#answer<'readSource'>(async ({ inspected }, { file, ...asked }) => ({
    text: await inspected.source(asked, file),
  }));
  readonly readMoment = this.#answer<'readMoment'>(({ inspected }, { seq, ...asked }, signal) =>
    inspected.moment(asked, seq, signal),
  );
  readonly queryCode = this.#answer<'queryCode'>(({ inspected }, { seq, name, args, ...asked }, signal) =>
    inspected.query(asked, { seq, name, args }, signal),
  );
  readonly evaluateCode = this.#answer<'evaluateCode'>(({ inspected }, { seq, expression: text, ...asked }, signal) =>
    inspected.value(asked, { seq, text }, signal),
  );
  readonly findStops = this.#answer<'findStops'>(async ({ inspected }, { at, ...asked }, signal) => ({
    seqs: await inspected.stops(asked, at, signal),
  }));

  async check(
    { runs, code, against }: Params<'checkRuns'>,
    { signal, progress }: Caller<CheckProgress>,
  ): Promise<Result<'checkRuns'>> {
    return { done: await (await this.#runs()).check(runs, { code, against, signal }, progress) };
  }

  async ownRun(
    { run, ...asked }: Params<'ownRun'>,
    { signal, progress: onTold }: Caller<ToldEvents>,
  ): Promise<Result<'ownRun'>> {
    const { origin, ...made } = await (await this.#runs()).ownRun(run, { ...asked, signal, onTold });
    return { run: (await this.#made.keep(made, { ...origin, importedAtMs: Date.now() })).summary };
  }

  async bisect(
    { run, ...asked }: Params<'bisectRun'>,
    { signal, progress: onTold }: Caller<ToldCommit>,
  ): Promise<Result<'bisectRun'>> {
    return await (await this.#runs()).bisect(run, asked, { signal, onTold });
  }

  /** See `MadeRuns.reader`. */
  made(run: string): RunReader | undefined {
    return this.#made.reader(run);
  }

  async close(): Promise<void> {
    await this.#replayed?.then(({ inspected }) => inspected.close()).catch(() => undefined);
  }

  #answer<N extends CodeCall>(
    answer: (runs: ReplayedRuns, params: Params<N>, signal: AbortSignal) => Promise<Result<N>>,
  ): Answer<N> {
    return async (params, signal) => await answer(await this.#runs(), params, signal);
  }

  #runs(): Promise<ReplayedRuns> {
    const { codeFolder, filesByPath } = this.#options;
    if (codeFolder === undefined || !filesByPath)
      throw new RetraceError('not-here', 'Code cannot be named by path here. Use the app, or retrace replay.');
    this.#replayed ??= replayedRuns().then(({ ReplayedRuns }) => new ReplayedRuns(this.#log, this.#reader, codeFolder));
    return this.#replayed;
  }
}
