// Statements of a connection, each prepared once: preparing costs more than most of them take to run.

import type Database from 'better-sqlite3';

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** For a few fixed texts: they are kept for as long as the connection is. */
export function prepared(db: Database.Database, sql: string): Database.Statement {
  let known = statements.get(db);
  if (known === undefined) statements.set(db, (known = new Map()));
  let statement = known.get(sql);
  if (statement === undefined) known.set(sql, (statement = db.prepare(sql)));
  return statement;
}
