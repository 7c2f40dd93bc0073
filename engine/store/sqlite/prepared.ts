// Caches prepared statements per connection: preparing costs more than most statements take to run.

import type Database from 'better-sqlite3';

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** For a few fixed SQL texts: a statement stays prepared for the life of the connection. */
export function prepared(db: Database.Database, sql: string): Database.Statement {
  let known = statements.get(db);
  if (known === undefined) statements.set(db, (known = new Map()));
  let statement = known.get(sql);
  if (statement === undefined) known.set(sql, (statement = db.prepare(sql)));
  return statement;
}
