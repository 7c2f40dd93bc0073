// Notes the head of a database during writes, and reports earlier heads that are missing (SPEC.md L45).

import { existsSync } from 'node:fs';
import { type Head, HeadFile, readHead } from './head-file.ts';

/** What the keeper asks of the database. */
export type HeadsDatabase = {
  readonly identity: Uint8Array;
  /** Whether the database has this event with this digest. */
  holds(head: Head): boolean;
  lost(): readonly Head[];
  keepLost(head: Head): void;
};

export class HeadKeeper {
  readonly #path: string;
  readonly #database: HeadsDatabase;
  readonly #file: HeadFile | undefined;
  readonly #lossesAreKept: boolean;

  /** `everyMs` as for `HeadFile`; null if the database is only read. */
  constructor(path: string, database: HeadsDatabase, everyMs: number | null) {
    this.#path = path;
    this.#database = database;
    this.#file = everyMs === null ? undefined : new HeadFile(this.#headPath, database.identity, everyMs);
    this.#lossesAreKept = everyMs !== null && this.#keepLoss();
  }

  get #headPath(): string {
    return `${this.#path}-head`;
  }

  note(head: Head): void {
    this.#file?.note(head);
  }

  /** Events that came back, through another import or another program, are not lost. */
  losses(): readonly Head[] {
    const now = this.#lostNow();
    const kept = this.#database.lost().filter((head) => !this.#database.holds(head));
    return now === undefined ? kept : [...kept, now];
  }

  /** Call after the database is closed. */
  close(): void {
    this.#file?.close(this.#lossesAreKept && !existsSync(`${this.#path}-wal`));
  }

  #lostNow(): Head | undefined {
    const head = readHead(this.#headPath, this.#database.identity);
    return head === undefined || this.#database.holds(head) ? undefined : head;
  }

  /**
   * Stores losses from before the opening where later commits do not overwrite them. Returns false on failure: then the
   * head file still has them.
   */
  #keepLoss(): boolean {
    try {
      const head = this.#lostNow();
      if (head !== undefined) this.#database.keepLost(head);
      return true;
    } catch {
      return false;
    }
  }
}
