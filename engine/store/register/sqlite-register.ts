// The register in the SQLite file of the events.

import type Database from 'better-sqlite3';
import type { Claim, DeadLetter, Register, RowQuery, RunRow } from './register.ts';

type SqlRow = Omit<RunRow, 'closed' | 'woken'> & { readonly closed: number; readonly woken: number };

const columns = `run_id as run, workflow_id as workflowId, workflow_type as workflowType, code, started_at as startedAt, closed,
  due_at as dueAt, woken, owner, claims, lease_until as leaseUntil, quarantined, start_key as startKey`;
const free = `closed = 0 and quarantined is null and (owner is null or lease_until <= @now) and (woken = 1 or due_at <= @now)`;

export class SqliteRegister implements Register {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  /** Rows as they are, as long as only this register changes them. */
  readonly #known = new Map<string, RunRow>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  get(run: string): RunRow | undefined {
    const known = this.#known.get(run);
    if (known !== undefined) return known;
    const [row] = this.#rows(`select ${columns} from engine_runs where run_id = ?`, run);
    if (row !== undefined) this.#known.set(run, row);
    return row;
  }

  /** Another connection has changed the table, or a transaction was rolled back. */
  forget(): void {
    this.#known.clear();
  }

  openRun(workflowId: string): RunRow | undefined {
    return this.#rows(`select ${columns} from engine_runs where workflow_id = ? and closed = 0`, workflowId)[0];
  }

  list({ workflowId, workflowType, closed, quarantined, startKey, limit }: RowQuery): readonly RunRow[] {
    const where = [
      ...(workflowId === undefined ? [] : ['workflow_id = @workflowId']),
      ...(workflowType === undefined ? [] : ['workflow_type = @workflowType']),
      ...(closed === undefined ? [] : ['closed = @closed']),
      ...(quarantined === undefined ? [] : ['(quarantined is not null) = @quarantined']),
      ...(startKey === undefined ? [] : ['start_key = @startKey']),
    ];
    // Only what is asked for is in the text: else no index would be used. A bound limit is planned anew every time.
    return this.#rows(
      `select ${columns} from engine_runs ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
       order by started_at desc, rowid desc limit ${Math.trunc(limit)}`,
      {
        ...(workflowId !== undefined && { workflowId }),
        ...(workflowType !== undefined && { workflowType }),
        ...(closed !== undefined && { closed: Number(closed) }),
        ...(quarantined !== undefined && { quarantined: Number(quarantined) }),
        ...(startKey !== undefined && { startKey }),
      },
    );
  }

  put(row: RunRow): void {
    if (row.closed) this.#known.delete(row.run);
    else this.#known.set(row.run, row);
    this.#prepare(
      `insert into engine_runs (run_id, workflow_id, workflow_type, code, started_at, closed, due_at, woken, owner, claims, lease_until, quarantined, start_key)
       values (@run, @workflowId, @workflowType, @code, @startedAt, @closed, @dueAt, @woken, @owner, @claims, @leaseUntil, @quarantined, @startKey)
       on conflict (run_id) do update set closed = excluded.closed, due_at = excluded.due_at, woken = excluded.woken,
         owner = excluded.owner, lease_until = excluded.lease_until, quarantined = excluded.quarantined, code = excluded.code`,
    ).run({ ...row, closed: Number(row.closed), woken: Number(row.woken) });
  }

  claim(claim: Claim): readonly RunRow[] {
    const claimed = this.#claim(claim);
    for (const row of claimed) this.#known.set(row.run, row);
    return claimed;
  }

  #claim({ owner, now, leaseUntil, types, codes, limit }: Claim): readonly RunRow[] {
    return this.#rows(
      `update engine_runs set owner = @owner, claims = claims + 1, lease_until = @leaseUntil, woken = 0, due_at = 0 where rowid in (
         select rowid from engine_runs where ${free}
           and (workflow_type in (select value from json_each(@types)) or code in (select value from json_each(@codes)))
         order by woken desc, due_at limit @limit)
       returning ${columns}`,
      { owner, now, leaseUntil, types: JSON.stringify(types), codes: JSON.stringify(codes), limit },
    );
  }

  woken(owner: string): readonly RunRow[] {
    return this.#rows(`select ${columns} from engine_runs where owner = ? and woken = 1`, owner);
  }

  renew(owner: string, leaseUntil: number): void {
    this.forget();
    this.#prepare('update engine_runs set lease_until = ? where owner = ? and closed = 0').run(leaseUntil, owner);
  }

  owners(): readonly string[] {
    return this.#prepare('select distinct owner from engine_runs where closed = 0 and owner is not null')
      .pluck()
      .all() as string[];
  }

  disown(owner: string): void {
    this.forget();
    this.#prepare('update engine_runs set owner = null, lease_until = 0 where owner = ? and closed = 0').run(owner);
  }

  nextDue(owner: string): number | null {
    const row = this.#prepare(
      `select min(max(case when woken = 1 then 0 else due_at end, case when owner is null then 0 else lease_until end)) as due
       from engine_runs where closed = 0 and quarantined is null and owner is not ? and (woken = 1 or due_at is not null)`,
    ).get(owner) as { due: number | null };
    return row.due;
  }

  addDeadLetter(letter: DeadLetter): void {
    this.#prepare(
      'insert into dead_letters (at, workflow_id, name, input) values (@at, @workflowId, @name, @input)',
    ).run(letter);
  }

  deadLetters(limit: number): readonly DeadLetter[] {
    return this.#prepare(
      'select at, workflow_id as workflowId, name, input from dead_letters order by rowid desc limit ?',
    ).all(limit) as DeadLetter[];
  }

  #rows(sql: string, ...given: readonly unknown[]): readonly RunRow[] {
    return (this.#prepare(sql).all(...given) as SqlRow[]).map((row) => ({
      ...row,
      closed: row.closed === 1,
      woken: row.woken === 1,
    }));
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}
