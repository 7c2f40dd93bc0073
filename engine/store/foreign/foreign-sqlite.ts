// Reads the `workflow_events` table of another engine's SQLite file. Never writes; numbers the events from 1 in order
// of their sequences.

import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { ForeignEvents } from './foreign-backend.ts';
import { columnOf, type ForeignPart, unitOf } from './foreign-columns.ts';
import type { ForeignDatabase, Version } from './foreign-database.ts';
import { typeText } from './foreign-lines.ts';
import { writtenTimeMs, type TimeUnit } from '../../model/written-time.ts';
import { GrowingNumbers } from '../growing-numbers.ts';
import type { StoredEvent } from '../log.ts';

type Row = { readonly type: unknown; readonly time: unknown; readonly payload: unknown };
type RunValue = string | bigint | number | Uint8Array;
type Queries = {
  readonly runs: string;
  readonly sequences: string;
  readonly events: string;
  readonly unit: TimeUnit | undefined;
};

export class ForeignSqlite implements ForeignEvents {
  readonly path: string;
  readonly #db: ForeignDatabase;
  readonly #queries: Queries;
  /** Run names as text, each with the value in the table. */
  #runs: Map<string, RunValue> | undefined;
  /** The sorted sequences of each run; they may begin at any number and have gaps. */
  readonly #sequences = new Map<string, GrowingNumbers>();
  #version: Version | undefined;
  /** How many changes were seen; `changed` reports those not reported yet. */
  #changes = 0;
  #told = 0;

  constructor(path: string, db: ForeignDatabase) {
    this.path = path;
    this.#db = db;
    this.#queries = queriesOf(path, db);
  }

  runs(): Iterable<string> {
    return this.#known().keys();
  }

  count(run: string): number {
    const value = this.#known().get(run);
    if (value === undefined) return 0;
    const sequences = this.#sequences.get(run) ?? new GrowingNumbers();
    this.#sequences.set(run, sequences);
    const last = sequences.length === 0 ? -Infinity : sequences.at(sequences.length - 1);
    for (const { sequence } of this.#db.all(this.#queries.sequences, value, last))
      sequences.push(this.#number(run, sequence));
    return sequences.length;
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    const sequences = this.#sequences.get(run);
    const value = this.#known().get(run);
    if (sequences === undefined || value === undefined) return [];
    const first = sequences.at(from - 1);
    // Events with the same sequence as `from` that come before `from` are read too.
    let equal = 0;
    while (from - 2 - equal >= 0 && sequences.at(from - 2 - equal) === first) equal++;
    const rows = this.#db
      .all(this.#queries.events, value, first, sequences.at(to - 1))
      .slice(equal, equal + to - from + 1);
    return rows.map((row, i) => this.#event(from + i, row as Row));
  }

  changed(): boolean {
    this.#look();
    const changed = this.#told !== this.#changes;
    this.#told = this.#changes;
    return changed;
  }

  close(): void {
    this.#db.close();
  }

  #known(): ReadonlyMap<string, RunValue> {
    this.#look();
    this.#runs ??= new Map(this.#db.all(this.#queries.runs).map(({ run }) => [nameOf(run), run as RunValue]));
    return this.#runs;
  }

  #look(): void {
    const version = this.#db.version();
    if (version.content === this.#version?.content) return;
    this.#changes++;
    this.#runs = undefined;
    if (version.file !== this.#version?.file) this.#sequences.clear();
    this.#version = version;
  }

  #number(run: string, sequence: unknown): number {
    if (typeof sequence === 'bigint' || typeof sequence === 'number') return Number(sequence);
    throw new RetraceError(
      'not-a-history',
      `The sequence of an event of run ${JSON.stringify(run)} in ${this.path} is no number. Its order cannot be told.`,
    );
  }

  #event(seq: Seq, { type, time, payload }: Row): StoredEvent {
    return { seq, type: typeText(type), atMs: writtenTimeMs(time, this.#queries.unit), payload: bytesOf(payload) };
  }
}

/** undefined if the file has no such table; throws `not-a-history` if the columns do not look like events. */
export function foreignSqlite(path: string, db: ForeignDatabase): ForeignSqlite | undefined {
  const found = db.all(
    "select name from sqlite_master where type in ('table', 'view') and lower(name) = 'workflow_events'",
  );
  return found.length === 0 ? undefined : new ForeignSqlite(path, db);
}

function queriesOf(path: string, db: ForeignDatabase): Queries {
  const columns = db.all('pragma table_info(workflow_events)').map(({ name }) => String(name));
  const needed = (part: ForeignPart): string => {
    const column = columnOf(part, columns);
    if (column !== undefined) return quoted(column);
    throw new RetraceError(
      'not-a-history',
      `The table workflow_events of ${path} has no column that could be the ${part} of an event; it has ${columns.join(', ')}.`,
    );
  };
  const [run, sequence, type] = [needed('run'), needed('sequence'), needed('type')];
  const [time, payload] = [columnOf('time', columns), columnOf('payload', columns)];
  return {
    runs: `select distinct ${run} as run from workflow_events where ${run} is not null and ${run} <> ''`,
    sequences: `select ${sequence} as sequence from workflow_events where ${run} = ? and ${sequence} > ? order by ${sequence}`,
    events: `select ${type} as type, ${time === undefined ? 'null' : quoted(time)} as time, ${payload === undefined ? 'null' : quoted(payload)} as payload from workflow_events where ${run} = ? and ${sequence} between ? and ? order by ${sequence}`,
    unit: time === undefined ? undefined : unitOf(time),
  };
}

function quoted(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}

function nameOf(run: unknown): string {
  return run instanceof Uint8Array ? Buffer.from(run).toString('hex') : String(run);
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return value === null || value === undefined
    ? new Uint8Array(0)
    : Buffer.from(String(value as string | bigint | number));
}
