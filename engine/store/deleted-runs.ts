// Runs that a person deleted from the library (SPEC.md V240, V241). Deleting hides a run at once. The run can be
// restored while the process that deleted it runs; after that the run counts as never completed, and is swept.

import type Database from 'better-sqlite3';
import { RetraceError } from '../model/errors.ts';
import { prepared } from './sqlite/prepared.ts';

/** The runs that can still be restored. */
export function deletedRuns(db: Database.Database): ReadonlySet<string> {
  return new Set(prepared(db, 'select run_id from deleted_runs where owner is not null').pluck().all() as string[]);
}

/** `owner`: pid of the process that can restore the runs. Throws `run-in-use` if other runs need one of them. */
export function deleteRuns(db: Database.Database, runs: readonly string[], owner: number): void {
  const taken = prepared(db, 'insert or replace into deleted_runs (run_id, owner) values (?, ?)');
  db.transaction(() => {
    for (const run of runs) {
      mustBeFree(db, run);
      taken.run(run, owner);
    }
  }).immediate();
}

/** Restores those of the runs that are deleted but still restorable, and returns them. */
export function restoreRuns(db: Database.Database, runs: readonly string[]): readonly string[] {
  const back = prepared(db, 'delete from deleted_runs where run_id = ? and owner is not null');
  return db.transaction(() => runs.filter((run) => back.run(run).changes > 0)).immediate();
}

/**
 * Gives up the deleted runs of processes that have ended, as `isGone` says. A mark stays, so that their events are not
 * reported as lost.
 */
export function letGoDeleted(db: Database.Database, isGone: (owner: number) => boolean): void {
  const all = prepared(db, 'select run_id as run, owner from deleted_runs where owner is not null').all() as {
    readonly run: string;
    readonly owner: number;
  }[];
  const gone = all.filter(({ owner }) => isGone(owner));
  if (gone.length === 0) return;
  db.transaction(() => {
    for (const { run } of gone) {
      for (const table of ['runs', 'said_of_runs', 'run_summaries', 'checkpoints'] as const)
        prepared(db, `delete from ${table} where run_id = ?`).run(run);
      prepared(db, 'insert or ignore into arriving (run_id) values (?)').run(run);
      prepared(db, 'update deleted_runs set owner = null where run_id = ?').run(run);
    }
  }).immediate();
}

/** Whether a process with this pid runs. The pid may belong to a new process; then its runs stay restorable longer. */
export function isRunning(owner: number): boolean {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function mustBeFree(db: Database.Database, run: string): void {
  const branch = 'select 1 from branches where parent_id = ? or run_id = ?';
  const own = 'select 1 from engine_runs where run_id = ?';
  if (prepared(db, branch).get(run, run) === undefined && prepared(db, own).get(run) === undefined) return;
  throw new RetraceError(
    'run-in-use',
    `The run ${JSON.stringify(run)} has branches, is one, or is worked on by Retrace's own engine: it stays. Delete others.`,
  );
}
