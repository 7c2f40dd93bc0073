// Resolves RUN or FILE for every command, and alone decides which of the two a word is.

import { statSync } from 'node:fs';
import type { Engine } from '../engine.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunSummary } from '../model/run.ts';

export type Named = { readonly file: string } | { readonly run: RunSummary };

export class NamedRuns {
  readonly #database: string | undefined;
  #library: Engine | undefined;

  constructor(database: string | undefined) {
    this.#database = database;
  }

  /**
   * An existing file is that file, a folder that is a source is that source; any other word names a run of the library.
   * Throws `not-found`, `no-such-run`, `ambiguous-run`.
   */
  async find(word: string): Promise<Named> {
    const kind = kindOf(word);
    if (kind === 'file' || (kind === 'folder' && (await isSource(word)))) return { file: word };
    try {
      return { run: await this.findRun(word) };
    } catch (error) {
      if (!(error instanceof RetraceError) || error.code !== 'no-such-run') throw error;
      if (kind === 'folder')
        throw new RetraceError(
          'not-found',
          `${word} is a folder, and no run of the library. Name a file, or a run; retrace import takes folders.`,
          { cause: error },
        );
      if (/[/\\]|\.(jsonl?|gz|retrace)$/.test(word))
        throw new RetraceError(
          'not-found',
          `There is neither a file nor a run ${JSON.stringify(word)}. Check the name; see retrace list.`,
          { cause: error },
        );
      throw error;
    }
  }

  /** A run of the library, which may not exist. Throws `no-such-run`, `ambiguous-run`. */
  async findRun(word: string): Promise<RunSummary> {
    try {
      return await (await this.library()).findRun(word);
    } catch (error) {
      if (!(error instanceof RetraceError) || error.code !== 'not-found') throw error;
      throw new RetraceError(
        'no-such-run',
        `There is no run ${JSON.stringify(word)}, for there is no library. ${error.message}`,
        { cause: error },
      );
    }
  }

  /** Opens the library on first use. */
  async library(): Promise<Engine> {
    this.#library ??= (await import('./library.ts')).openLibraryToRead(this.#database);
    return this.#library;
  }

  async close(): Promise<void> {
    await this.#library?.close();
  }
}

/** Loads the containers on demand, because only folders need them. */
async function isSource(folder: string): Promise<boolean> {
  const [{ sourceIn }, { entryAt }] = [await import('../sources/containers.ts'), await import('../sources/entry.ts')];
  return (await sourceIn(await entryAt(folder))) !== undefined;
}

function kindOf(path: string): 'file' | 'folder' | null {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Reading the file reports the missing permission.
    return code === 'EACCES' || code === 'EPERM' ? 'file' : null;
  }
}
