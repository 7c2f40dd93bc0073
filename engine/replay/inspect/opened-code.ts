// One version of the code of one run, open for inspection: its files, its frames, and its state at any event. Runs code
// in separate threads.

import { RetraceError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import type { Evaluated } from '../../model/replay/expression.ts';
import type { Moment, QueryAnswer } from '../../model/replay/locals.ts';
import type { RunCode } from '../../model/replay/run-code.ts';
import type { SourcePosition } from '../../model/replay/verdict.ts';
import type { Bundle } from '../../sandbox/bundle.ts';
import type { EventLog } from '../../store/log.ts';
import { loadCode } from '../load-code.ts';
import type { FoundHistory } from '../replayable.ts';
import { Replayer } from '../replayer.ts';
import { RunInspector } from '../run-inspector.ts';
import { startSpareThread } from '../running-thread.ts';
import type { BundleRules } from '../check/code-of-types.ts';
import { framesOfRun } from '../stored-frames.ts';
import type { Evaluation, SourceLine } from '../evaluation.ts';
import { type CodeVersion, ownPath } from '../versions/code-version.ts';
import { bundledSources } from './bundled-sources.ts';

export class OpenedCode {
  readonly #version: CodeVersion;
  readonly #bundle: Bundle;
  readonly #history: FoundHistory;
  readonly #inspector: RunInspector;
  /** Sources by the paths that a person knows. */
  readonly #sources: ReadonlyMap<string, string>;

  private constructor(version: CodeVersion, bundle: Bundle, instrumented: Bundle, history: FoundHistory) {
    this.#version = version;
    this.#bundle = bundle;
    this.#history = history;
    this.#inspector = new RunInspector(instrumented, history);
    this.#sources = new Map([...bundledSources(bundle)].map(([file, text]) => [ownPath(version, file), text]));
  }

  /** Does not run the code yet. Throws `code-not-supported`, and the errors of `loadCode`. */
  static async open(
    version: CodeVersion,
    history: FoundHistory,
    { cacheFolder, rules }: { readonly cacheFolder: string; readonly rules: BundleRules },
  ): Promise<OpenedCode> {
    if (history.refused !== undefined) throw history.refused;
    const workflowType = history.workflowType ?? history.named.workflow ?? '';
    const chosen = { ...rules, path: version.path, workflowType, guest: history.guest, cacheFolder };
    const instrumented = loadCode({ ...chosen, instrumented: true });
    const [bundle, copy] = await Promise.all([loadCode(chosen), instrumented]);
    return new OpenedCode(version, bundle, copy, history);
  }

  /** True for equal code and the same events. */
  isSame(other: OpenedCode): boolean {
    const [own, its] = [this.#bundle, other.#bundle];
    const [told, now] = [this.#history, other.#history];
    if (told.payloads.length !== now.payloads.length || told.isDecoded !== now.isDecoded) return false;
    return own.digest === its.digest && own.folder === its.folder;
  }

  /** Frames are stored in the log, which answers later requests. */
  async code(log: EventLog, signal: AbortSignal): Promise<RunCode> {
    const replayer = new Replayer(this.#bundle);
    try {
      const { frames } = await framesOfRun(log, this.#history.name, this.#history, { replayer, signal });
      const [main = this.#bundle.options.workflowsPath] = this.#sources.keys();
      const places = frames?.places.map((place) => this.#own(place)) ?? [];
      return {
        digest: this.#bundle.digest,
        sdkVersion: this.#bundle.sdkVersion,
        main,
        files: [...this.#sources.keys()],
        frames: frames === undefined ? null : { ...frames, places },
      };
    } finally {
      await replayer.close();
      // Whoever has opened code looks into it next.
      startSpareThread();
    }
  }

  /** Text of one of the version's own files. Throws `not-found`. */
  source(file: string): string {
    const text = this.#sources.get(file);
    if (text === undefined) throw new RetraceError('not-found', `${file} is not part of this code.`);
    return text;
  }

  /** Like `RunInspector.at`. */
  async moment(seq: number, signal: AbortSignal): Promise<Moment> {
    const moment = await this.#inspector.at(seq, signal);
    return { ...moment, calls: moment.calls.map((call) => ({ ...call, at: this.#own(call.at) })) };
  }

  /** Like `RunInspector.query`. */
  query(seq: number, name: string, args: readonly Json[], signal: AbortSignal): Promise<QueryAnswer> {
    return this.#inspector.query(seq, name, args, signal);
  }

  /** Like `RunInspector.value`. */
  value(seq: number, evaluation: Evaluation, signal: AbortSignal): Promise<Evaluated> {
    return this.#inspector.value(seq, evaluation, signal);
  }

  /** Like `RunInspector.stops`; the file must be one of the version's own. */
  stops(at: Evaluation | SourceLine, signal: AbortSignal): Promise<readonly number[]> {
    return this.#inspector.stops('line' in at ? { ...at, file: this.#bundled(at.file) } : at, signal);
  }

  close(): Promise<void> {
    return this.#inspector.close();
  }

  /** Path from which a person's file was bundled: for a commit it is in another folder. */
  #bundled(file: string): string {
    return this.#bundle.files.find((path) => ownPath(this.#version, path) === file) ?? file;
  }

  #own(place: SourcePosition): SourcePosition {
    return { ...place, file: ownPath(this.#version, place.file) };
  }
}
