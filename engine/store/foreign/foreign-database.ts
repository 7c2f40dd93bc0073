// Opens another program's SQLite file without writing to it or creating files beside it (SPEC.md L39).
//
// SQLite creates a -wal and a -shm file when it opens a file in WAL mode to read. If a writer has created both, we read
// as another reader. If there is no -wal, the file is complete, and is opened as immutable until its size or time
// changes. If a dead writer left a -wal or a journal, a copy in a temporary folder is read.

import { closeSync, copyFileSync, mkdtempSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { codedError } from '../sqlite/database.ts';
import { openToRead } from '../open-to-read.ts';

type Way = 'shared' | 'still' | 'copy';
/** Identity of the database file (`file`), and the state of this file and those beside it (`all`). */
type State = { readonly file: number | undefined; readonly all: string };

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

export class ForeignDatabase {
  readonly #path: string;
  #db: DatabaseSync;
  #state: State;
  #way: Way;
  #copy: string | undefined;

  /** Throws `database-…`, `no-permission`. */
  constructor(path: string) {
    this.#path = resolve(path);
    this.#state = stateOf(this.#path);
    this.#way = wayOf(this.#path);
    this.#db = this.#opened();
  }

  /** Reopens the database if the file was replaced or changed; returns true then. */
  refresh(): boolean {
    const state = stateOf(this.#path);
    if (state.all === this.#state.all) return false;
    const way = wayOf(this.#path);
    // SQLite itself notices writes to a shared file.
    const isSeen = this.#way === 'shared' && way === 'shared' && state.file === this.#state.file;
    this.#state = state;
    if (isSeen) return false;
    this.close();
    this.#way = way;
    this.#db = this.#opened();
    return true;
  }

  /** Returns integers as bigint. */
  all(sql: string, ...values: readonly (string | bigint | number | Uint8Array)[]): readonly Record<string, unknown>[] {
    return this.#coded(() => {
      const statement = this.#db.prepare(sql);
      statement.setReadBigInts(true);
      return statement.all(...values);
    });
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
    if (this.#copy !== undefined) rmSync(this.#copy, { recursive: true, force: true });
    this.#copy = undefined;
  }

  #opened(): DatabaseSync {
    return this.#coded(() => {
      if (this.#way !== 'copy') {
        try {
          return checked(new DatabaseSync(this.#url(), { readOnly: true, timeout: busyTimeoutMs }));
        } catch (error) {
          // A dead writer left a journal, which only a writer may roll back.
          if (primaryCode(error) !== readOnlyCode) throw error;
          this.#way = 'copy';
        }
      }
      return checked(new DatabaseSync(this.#copied(), { timeout: busyTimeoutMs }));
    });
  }

  #url(): URL {
    const url = pathToFileURL(this.#path);
    url.search = this.#way === 'still' ? 'mode=ro&immutable=1' : 'mode=ro';
    return url;
  }

  #copied(): string {
    this.#copy = mkdtempSync(join(tmpdir(), 'retrace-source-'));
    for (const ending of ['', '-wal', '-journal'])
      if (sizeOf(this.#path + ending) > 0) copyFileSync(this.#path + ending, join(this.#copy, `source.db${ending}`));
    return join(this.#copy, 'source.db');
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

function checked(db: DatabaseSync): DatabaseSync {
  try {
    db.exec('pragma query_only = on; pragma trusted_schema = off');
    db.prepare('select 1 from sqlite_master limit 1').all();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function primaryCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}

function wayOf(path: string): Way {
  if (!isWal(path)) return 'shared';
  if (sizeOf(`${path}-wal`) > 0) return sizeOf(`${path}-shm`) > 0 ? 'shared' : 'copy';
  return sizeOf(`${path}-shm`) >= 0 && sizeOf(`${path}-wal`) >= 0 ? 'shared' : 'still';
}

/** Whether the file's header says WAL mode (file format 2). */
function isWal(path: string): boolean {
  const fd = openToRead(path);
  try {
    const head = Buffer.alloc(20);
    return readSync(fd, head, 0, head.length, 0) === head.length && head[18] === 2;
  } finally {
    closeSync(fd);
  }
}

/** File size in bytes; −1 if the file does not exist. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -1;
}

function stateOf(path: string): State {
  const found = ['', '-wal', '-shm', '-journal'].map((ending) => statSync(path + ending, { throwIfNoEntry: false }));
  return {
    file: found[0]?.ino,
    all: found.map((stats) => `${stats?.ino} ${stats?.size} ${stats?.mtimeMs}`).join(', '),
  };
}
