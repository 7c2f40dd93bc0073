// Reads ActionQueue's data directories, logs and snapshots as a source: one log is one run, the payloads of its records
// are the events.

import { actionqueue as dialect } from '../../formats/actionqueue/actionqueue.ts';
import type { Entry } from '../entry.ts';
import type { Container, FoundRun, Source, SourceReport } from '../source.ts';
import { exportedLog, keptLog } from './kept-log.ts';
import { logInBytes, type OpenLog, openLog } from './open-log.ts';
import { recognise } from './recognise.ts';
import { reportOf } from './report.ts';
import { streamedLog } from './streamed-log.ts';

export const actionqueue: Container = {
  id: 'actionqueue',
  recognise(entry) {
    const what = recognise(entry);
    return what && new LogSource(() => opened(entry, what));
  },
  exported: exportedLog,
  ending: () => 'wal',
  again: (kept, file) => new LogSource(async () => keptLog(kept, file)),
};

async function opened(entry: Entry, what: Parameters<typeof openLog>[1]): Promise<OpenLog> {
  if ('path' in entry && entry.path !== undefined) return await openLog(entry.path, what);
  return logInBytes(entry.name, 'read' in entry ? await entry.read() : Buffer.alloc(0), what);
}

class LogSource implements Source {
  readonly #open: () => Promise<OpenLog>;

  constructor(open: () => Promise<OpenLog>) {
    this.#open = open;
  }

  async *runs(): AsyncIterable<FoundRun> {
    const log = await this.#open();
    try {
      yield await streamedLog(log, dialect);
    } finally {
      await log.file.close();
    }
  }

  async report(at: string | undefined): Promise<SourceReport> {
    const log = await this.#open();
    try {
      return await reportOf(log, dialect, at);
    } finally {
      await log.file.close();
    }
  }
}
