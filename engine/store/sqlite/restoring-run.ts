// Puts archived events of a run back into SQLite, in one transaction.

import type { BackendWriter } from '../backend.ts';
import { digestBytes } from '../chain.ts';
import type { Act } from './arriving-runs.ts';
import type { Head } from './head-file.ts';

export function restoringRun(run: string, { db, rows, coded, once, stored }: Act): BackendWriter {
  coded(() => db.exec('begin immediate'));
  coded(() => db.prepare('insert into restoring (run_id) values (?)').run(run));
  let head: Head | undefined;
  return {
    insert: (_, events, digests) => {
      const isStored = coded(() => rows.insertWithin(run, events, digests));
      if (isStored) head = { run, seq: events.at(-1)?.seq ?? 0, digest: digests.slice(-digestBytes) };
      return isStored;
    },
    // No retry: the work before it must happen once.
    commit: () => {
      once(() => {
        db.prepare('delete from restoring where run_id = ?').run(run);
        db.exec('commit');
      });
      if (head !== undefined) stored(head);
      return true;
    },
    abort: () => coded(() => void (db.inTransaction && db.exec('rollback'))),
  };
}
