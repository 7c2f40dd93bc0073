// RUN or FILE as a run for comparing or searching: from the library, or read from a file without touching the library.

import { basename } from 'node:path';
import { Engine } from '../engine.ts';
import { sourceInFile } from '../runs/event-source.ts';
import { sourceAt } from '../sources/containers.ts';
import type { FoundRun } from '../sources/source.ts';
import { explainHistory } from '../import/import-history.ts';
import { findSources } from '../import/import-job.ts';
import type { History } from '../sources/json/history-file.ts';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import { packOutline } from '../model/packed-outline.ts';
import { RunReader } from '../runs/run-reader.ts';
import { NamedRuns } from './named-runs.ts';

export class ComparedRuns {
  readonly #named: NamedRuns;
  readonly #partial: boolean;
  /** In-memory libraries of streamed files. */
  readonly #taken: Engine[] = [];

  constructor(database: string | undefined, partial: boolean) {
    this.#named = new NamedRuns(database);
    this.#partial = partial;
  }

  async reader(word: string): Promise<RunReader> {
    const found = await this.#named.find(word);
    return 'file' in found
      ? await this.#readerOfFile(found.file)
      : await (await this.#named.library()).reader(found.run.runId);
  }

  async #readerOfFile(path: string): Promise<RunReader> {
    const source = await sourceAt(path);
    const found: FoundRun[] = [];
    for await (const run of source.runs(this.#partial)) found.push(run);
    const [run, ...more] = found;
    if (run === undefined || more.length > 0)
      throw new RetraceError(
        'bad-usage',
        `${path} holds ${found.length} histories. Import it, then name one of its runs.`,
      );
    return run.type === 'held' ? await readerOfHistory(run.history, path) : await this.#readerOfTaken(path);
  }

  async #readerOfTaken(path: string): Promise<RunReader> {
    const library = Engine.open({ database: ':memory:', version: '', filesByPath: true });
    this.#taken.push(library);
    const [outcome] = await library.import(() => findSources([path]));
    const taken = must(outcome);
    if ('error' in taken) throw new RetraceError(taken.error.code, taken.error.message);
    return await library.reader(taken.run.runId);
  }

  /** Ids of all runs of the library. */
  async all(): Promise<readonly string[]> {
    return (await (await this.#named.library()).listRuns()).map(({ runId }) => runId);
  }

  async close(): Promise<void> {
    for (const library of this.#taken) await library.close();
    await this.#named.close();
  }
}

async function readerOfHistory(history: History, path: string): Promise<RunReader> {
  const name = ({ runId }: { readonly runId?: string }): RunId =>
    (history.bundled?.run ?? runId ?? basename(path)) as RunId;
  const { summary, outline } = await explainHistory(history, name, { source: basename(path), nowMs: 0 });
  return new RunReader(
    sourceInFile(history, () => outline),
    summary,
    () => packOutline(outline),
  );
}
