// The stores for the conformance suite of the event log. A new store only needs an entry here.

import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { LogOptions } from '../store/chained-log.ts';
import { openFolderLog } from '../store/folder/folder-log.ts';
import type { EventLog } from '../store/log.ts';
import { openMemoryLog } from '../store/memory-log.ts';
import { openSqliteLog } from '../store/sqlite/sqlite-log.ts';
import { scratchFolder } from './library.ts';

/** A place for events: every log opened there sees the same events. */
export type TestPlace = { open(options?: LogOptions): EventLog };

export type TestStore = {
  readonly name: string;
  /** True where several logs, of one program or of several, may open the same place. */
  readonly shared: boolean;
  /** Creates an empty place in that folder. */
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

/** Opens logs of an empty place; they are closed at the end of the test. */
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
