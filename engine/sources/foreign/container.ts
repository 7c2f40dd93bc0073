// Reads event logs of other engines, and Retrace's own: a SQLite file with a table `workflow_events`, or a folder of
// `{runId}/events.jsonl`. Each run in it is a run of the library.

import { openForeignFile, openForeignFolder } from '../../store/foreign/foreign-log.ts';
import type { EventLog } from '../../store/log.ts';
import { RetraceError } from '../../model/errors.ts';
import { must } from '../../model/assert.ts';
import type { Entry, FolderEntry } from '../entry.ts';
import type { Container, FoundRun, Source } from '../source.ts';
import { isSqlite } from '../sqlite-tables.ts';
import { ownLog } from './own-log.ts';
import { dialectIn, streamedRun } from './streamed-run.ts';

export const foreign: Container = {
  id: 'foreign',
  recognise: async (entry) => {
    const open = opening(entry);
    if (open !== undefined && (await isForeign(open, entry))) return new LogSource(open, 'Event log of another engine');
    const own = await ownLog(entry);
    return own && new LogSource(own.open, 'Event log of Retrace', own.run);
  },
  exported: () => undefined,
  ending: () => 'jsonl',
};

/** A function that opens the log; undefined for an entry without a path. */
function opening(entry: Entry): (() => EventLog | undefined) | undefined {
  if (entry.type === 'folder') return isFolderOfRuns(entry) ? () => openForeignFolder(entry.path) : undefined;
  if (entry.type === 'other' || entry.path === undefined || !isSqlite(entry.head)) return undefined;
  const { path } = entry;
  return () => openForeignFile(path);
}

/** Whether the folder holds only runs; other content is a source of its own. */
function isFolderOfRuns({ paths }: FolderEntry): boolean {
  const files = new Set(paths.filter((path) => path.endsWith('/events.jsonl')));
  return files.size > 0 && paths.every((path) => files.has(path) || files.has(`${path}/events.jsonl`));
}

/**
 * Whether this container reads the entry. If a dialect knows the folder's first run, the files are better imported one
 * by one.
 */
async function isForeign(open: () => EventLog | undefined, entry: Entry): Promise<boolean> {
  let log: EventLog | undefined;
  try {
    log = open();
    if (log === undefined || entry.type !== 'folder') return log !== undefined;
    const [first] = (await log.streams({ limit: 1 })).streams;
    return first !== undefined && (await dialectIn(log, first.run)) === undefined;
  } catch (error) {
    // Reports a table without events here; other errors come from the container that accepts every file.
    return error instanceof RetraceError && error.code === 'not-a-history';
  } finally {
    await log?.close();
  }
}

class LogSource implements Source {
  readonly #open: () => EventLog | undefined;
  readonly #form: string;
  readonly #only: string | undefined;

  /** `only`: one run of it; else all are given. */
  constructor(open: () => EventLog | undefined, form: string, only?: string) {
    this.#open = open;
    this.#form = form;
    this.#only = only;
  }

  async *runs(): AsyncIterable<FoundRun> {
    const log = must(this.#open(), 'event log');
    try {
      if (this.#only !== undefined) {
        yield await streamedRun(log, this.#only, this.#form);
        return;
      }
      let isEmpty = true;
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await log.streams(cursor === undefined ? {} : { cursor });
        for (const { run } of page.streams) yield await streamedRun(log, run, this.#form);
        isEmpty &&= page.streams.length === 0;
        ({ cursor } = page);
      }
      if (isEmpty) throw new RetraceError('no-events', 'The log holds no run. Name another file or folder.');
    } finally {
      await log.close();
    }
  }
}
