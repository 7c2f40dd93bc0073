// Allows one writer at a time in a folder, across processes. The lock is an empty SQLite file: the system releases the
// lock when its process dies.

import Database from 'better-sqlite3';
import { patiently } from '../sqlite/database.ts';

export class FolderLock {
  readonly #path: string;
  readonly #busyTimeoutMs: number;
  #db: Database.Database | undefined;
  #begin: Database.Statement | undefined;

  constructor(path: string, busyTimeoutMs: number) {
    this.#path = path;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** Throws SQLITE_BUSY if another process keeps the lock too long. */
  hold(): void {
    this.#db ??= new Database(this.#path, { timeout: 0 });
    const begin = (this.#begin ??= this.#db.prepare('begin immediate'));
    patiently(this.#busyTimeoutMs, () => begin.run());
  }

  free(): void {
    if (this.#db?.inTransaction) this.#db.exec('rollback');
  }

  close(): void {
    this.#db?.close();
  }
}
