// The stores that the conformance suite of the event log runs over. A new store adds itself here and has nothing else to do.

import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { LogOptions } from '../store/chained-log.ts';
import { openFolderLog } from '../store/folder/folder-log.ts';
import type { EventLog } from '../store/log.ts';
import { openMemoryLog } from '../store/memory-log.ts';
import { openSqliteLog } from '../store/sqlite/sqlite-log.ts';
import { scratchFolder } from './library.ts';

/** A place for events: every log that is opened there sees the same ones. */
export type TestPlace = { open(options?: LogOptions): EventLog };

export type TestStore = {
  readonly name: string;
  /** Several logs, of one program or of several, may have the same place open. */
  readonly shared: boolean;
  /** An empty place in that folder. */
  place(folder: string): TestPlace;
};

export const logStores: readonly TestStore[] = [
  { name: 'memory', shared: false, place: () => ({ open: openMemoryLog }) },
  {
    name: 'SQLite',
    shared: true,
    place: (folder) => ({
      open: (options) => openSqliteLog(join(folder, 'log.db'), { synchronous: 'NORMAL', ...options }),
    }),
  },
  {
    name: 'folder',
    shared: true,
    place: (folder) => ({ open: (options) => openFolderLog(join(folder, 'log'), { fsync: 'never', ...options }) }),
  },
];

export const sharedLogStores = logStores.filter(({ shared }) => shared);

/** Logs of an empty place, closed when the test ends. */
export function logsAt(context: TestContext, store: TestStore): (options?: LogOptions) => EventLog {
  const place = store.place(scratchFolder(context));
  return (options) => {
    const log = place.open({ pollMs: 1, ...options });
    context.after(() => log.close());
    return log;
  };
}

export function openTestLog(context: TestContext, store: TestStore, options?: LogOptions): EventLog {
  return logsAt(context, store)(options);
}
