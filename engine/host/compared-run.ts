// RUN or FILE as a run that can be compared, or searched: of the library, or read from a file without touching the library.

import { basename } from 'node:path';
import { sourceInFile } from '../runs/event-source.ts';
import { sourceIn } from '../sources/containers.ts';
import { entryAt } from '../sources/entry.ts';
import type { FoundRun } from '../sources/source.ts';
import { explainHistory } from '../import/import-history.ts';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import { RunReader } from '../runs/run-reader.ts';
import { NamedRuns } from './named-runs.ts';

export class ComparedRuns {
  readonly #named: NamedRuns;
  readonly #partial: boolean;

  constructor(database: string | undefined, partial: boolean) {
    this.#named = new NamedRuns(database);
    this.#partial = partial;
  }

  async reader(word: string): Promise<RunReader> {
    const found = await this.#named.find(word);
    return 'file' in found
      ? await readerOfFile(found.file, this.#partial)
      : await (await this.#named.library()).reader(found.run.runId);
  }

  /** The ids of all runs of the library. */
  async all(): Promise<readonly string[]> {
    return (await (await this.#named.library()).listRuns()).map(({ runId }) => runId);
  }

  async close(): Promise<void> {
    await this.#named.close();
  }
}

async function readerOfFile(path: string, partial: boolean): Promise<RunReader> {
  const source = must(await sourceIn(await entryAt(path)));
  const found: FoundRun[] = [];
  for await (const run of source.runs(partial)) found.push(run);
  if (found.some(({ type }) => type === 'streamed'))
    throw new RetraceError('bad-usage', `${path} cannot be compared as it lies there. Import it, then name its run.`);
  const [history, ...more] = found.flatMap((run) => (run.type === 'held' ? [run.history] : []));
  if (history === undefined || more.length > 0)
    throw new RetraceError(
      'bad-usage',
      `${path} holds ${more.length + 1} histories. Import it, then name one of its runs.`,
    );
  const name = ({ runId }: { readonly runId?: string }): RunId =>
    (history.bundled?.run ?? runId ?? basename(path)) as RunId;
  const { summary, outline, packed } = await explainHistory(history, name, { source: basename(path), nowMs: 0 });
  return new RunReader(sourceInFile(history, outline), summary, () => packed);
}
