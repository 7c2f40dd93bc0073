// Opens another program's SQLite file without writing to it, creating files beside it, or locking it (SPEC.md L39).
//
// A writer in rollback mode cannot commit while a reader has its lock, and not every writer waits for one: a Temporal dev
// server never recovers. So such a file is opened as immutable, which takes no lock, and what was read counts only if the
// file was the same before and after. A file that is being written for long, or whose writer died, is copied.
//
// In WAL mode readers and writers do not wait for each other: if a writer has created the -wal and the -shm file, we read
// as another reader. If there is no -wal, the file is complete.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { RetraceError } from '../../model/errors.ts';
import { codedError } from '../sqlite/database.ts';
import { type FileState, settledState, sizeOf, stateOf } from './file-state.ts';

const busyTimeoutMs = 5000;
const readOnlyCode = 8;
const names: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  15: 'SQLITE_PROTOCOL',
  26: 'SQLITE_NOTADB',
};

/** Another `file` is another file. Another `content` may be other content of it. */
export type Version = { readonly file: string; readonly content: string };

export class ForeignDatabase {
  readonly #path: string;
  #state: FileState;
  #db: DatabaseSync;
  #copy: string | undefined;
  #isReading = false;
  #timesOpened = 0;

  /** Throws `database-…`, `no-permission`. */
  constructor(path: string) {
    this.#path = resolve(path);
    this.#state = settledState(this.#path);
    this.#db = this.#opened();
  }

  /** Looks at the file anew. */
  version(): Version {
    this.#look();
    const { way, file, all } = this.#state;
    const seen = way === 'shared' ? String(this.all('pragma data_version')[0]?.['data_version']) : all;
    return { file: `${way} ${file}`, content: `${this.#timesOpened} ${seen}` };
  }

  /** Returns integers as bigint. */
  all(sql: string, ...values: readonly (string | bigint | number | Uint8Array)[]): readonly Record<string, unknown>[] {
    return this.consistent(() =>
      this.#coded(() => {
        const statement = this.#db.prepare(sql);
        statement.setReadBigInts(true);
        return statement.all(...values);
      }),
    );
  }

  /**
   * What `read` makes of one state of the file. It should be quick, and may be called again. Throws `database-locked` if
   * the file is written all the time.
   */
  consistent<T>(read: () => T): T {
    if (this.#isReading) return read();
    this.#isReading = true;
    try {
      if (this.#state.way === 'still') return this.#unlocked(read);
      return this.#state.way === 'shared' ? this.#inTransaction(read) : read();
    } finally {
      this.#isReading = false;
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
    if (this.#copy !== undefined) rmSync(this.#copy, { recursive: true, force: true });
    this.#copy = undefined;
  }

  #inTransaction<T>(read: () => T): T {
    this.#coded(() => this.#db.exec('begin'));
    try {
      return read();
    } finally {
      this.#coded(() => this.#db.exec('commit'));
    }
  }

  /** What was read while the file was written may be anything, errors too. */
  #unlocked<T>(read: () => T): T {
    return this.#untilStill(() => {
      this.#look();
      const outcome = outcomeOf(this.#state.way === 'shared' ? () => this.#inTransaction(read) : read);
      const isSame = this.#state.way !== 'still' || stateOf(this.#path).all === this.#state.all;
      return isSame ? outcome : undefined;
    })();
  }

  #untilStill<T>(attempt: () => T | undefined): T {
    const endMs = performance.now() + busyTimeoutMs;
    do {
      const done = attempt();
      if (done !== undefined) return done;
    } while (performance.now() < endMs);
    throw new RetraceError(
      'database-locked',
      `${this.#path} is written by another program all the time. Try again when it has less to do, or open a copy.`,
    );
  }

  /** Opens the file again if it has changed in a way that SQLite itself does not notice. */
  #look(): void {
    const state = settledState(this.#path);
    if (state.all === this.#state.all) return;
    const isNoticed = this.#state.way === 'shared' && state.way === 'shared' && state.file === this.#state.file;
    this.#state = state;
    if (isNoticed) return;
    this.close();
    this.#db = this.#opened();
  }

  #opened(): DatabaseSync {
    this.#timesOpened += 1;
    return this.#coded(() => {
      if (this.#state.way !== 'copy') {
        try {
          return this.#checked(new DatabaseSync(this.#url(), { readOnly: true, timeout: busyTimeoutMs }));
        } catch (error) {
          // A dead writer left something that only a writer may put in order.
          if (primaryCode(error) !== readOnlyCode) throw error;
          this.#state = { ...this.#state, way: 'copy' };
        }
      }
      return this.#checked(new DatabaseSync(this.#copied(), { timeout: busyTimeoutMs }));
    });
  }

  #checked(db: DatabaseSync): DatabaseSync {
    try {
      db.exec('pragma query_only = on; pragma trusted_schema = off');
      // An unlocked file may be written just now: its first reader sees whether it can be read.
      if (this.#state.way !== 'still') db.prepare('select 1 from sqlite_master limit 1').all();
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  #url(): URL {
    const url = pathToFileURL(this.#path);
    url.search = this.#state.way === 'still' ? 'mode=ro&immutable=1' : 'mode=ro';
    return url;
  }

  #copied(): string {
    const folder = mkdtempSync(join(tmpdir(), 'retrace-source-'));
    this.#copy = folder;
    return this.#untilStill(() => {
      const { all } = stateOf(this.#path);
      for (const ending of ['', '-wal', '-journal'])
        copyIfThere(this.#path + ending, join(folder, `source.db${ending}`));
      return stateOf(this.#path).all === all ? join(folder, 'source.db') : undefined;
    });
  }

  #coded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const name = names[primaryCode(error)];
      throw codedError(
        this.#path,
        name === undefined
          ? error
          : Object.assign(new Error((error as Error).message, { cause: error }), { code: name }),
      );
    }
  }
}

/** What a writer has beside its file comes and goes. */
function copyIfThere(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    if (sizeOf(from) > 0) copyFileSync(from, to);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
  }
}

function outcomeOf<T>(act: () => T): () => T {
  try {
    const value = act();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function primaryCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}
