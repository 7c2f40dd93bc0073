// Reads the workflow tables of a dev server's database. Source: temporal/server schema/sqlite/v3.

import { ForeignDatabase } from '../../store/foreign/foreign-database.ts';
import { bytesOfUuid, type BranchRange, countingRows, type NodeRow, uuidOfBytes } from './branch.ts';
import { fieldsOf, type Fields, messageAt, messagesAt, textAt } from '../../formats/temporal-protobuf/fields.ts';
import type { Aliases } from './search-attributes.ts';

export type Listed = {
  readonly namespace: string;
  readonly namespaceId: Uint8Array;
  readonly workflowId: string;
  readonly runId: string;
};

export type Execution = {
  readonly info: Fields;
  readonly state: Fields;
  readonly nextEvent: number;
};

/** By which the database is told. */
export const tables = ['executions', 'executions_visibility', 'history_node', 'history_tree', 'namespaces'];
/** Namespace of the server's own scanners. */
const systemNamespace = 'temporal-system';

export class ServerDatabase {
  readonly #db: ForeignDatabase;

  constructor(path: string) {
    this.#db = new ForeignDatabase(path);
  }

  /** What `read` makes of one state of the database. */
  consistent<T>(read: () => T): T {
    return this.#db.consistent(read);
  }

  /** The runs in the server's list, and those that the server has not listed yet; newest first, like the server. */
  runs(): readonly Listed[] {
    const divided = this.#columns('executions_visibility').has('TemporalNamespaceDivision');
    const seen = new Map(
      this.#db
        .all(
          `select run_id, start_time, ${divided ? 'TemporalNamespaceDivision' : 'null'} as division from executions_visibility`,
        )
        .map((row) => [row['run_id'], row]),
    );
    return this.#db
      .all(
        `select namespace_id, name, workflow_id, run_id
         from executions left join namespaces on id = namespace_id where next_event_id > 1`,
      )
      .map((row) => {
        const namespaceId = row['namespace_id'] as Uint8Array;
        const runId = uuidOfBytes(row['run_id'] as Uint8Array);
        const listed = seen.get(runId);
        return {
          namespace: typeof row['name'] === 'string' ? row['name'] : uuidOfBytes(namespaceId),
          namespaceId,
          workflowId: String(row['workflow_id']),
          runId,
          isHidden: listed !== undefined && listed['division'] !== null,
          start: typeof listed?.['start_time'] === 'string' ? listed['start_time'] : '9',
        };
      })
      .filter(({ isHidden, namespace }) => !isHidden && namespace !== systemNamespace)
      .sort((a, b) => (a.start < b.start ? 1 : a.start > b.start ? -1 : 0));
  }

  /** Search attribute aliases by namespace name. */
  aliases(): ReadonlyMap<string, Aliases> {
    return new Map(
      this.#db
        .all('select name, data from namespaces')
        .map(({ name, data }) => [String(name), aliasesIn(data as Uint8Array)]),
    );
  }

  /** undefined if the run was deleted meanwhile. */
  execution(run: Listed): Execution | undefined {
    const [row] = this.#rowsOf('executions', 'next_event_id, data, state', run);
    return (
      row && {
        info: fieldsOf(row['data'] as Uint8Array),
        state: fieldsOf(row['state'] as Uint8Array),
        nextEvent: Number(row['next_event_id']),
      }
    );
  }

  /** Batches of events, each encoded as `History`. */
  batches(range: BranchRange): readonly NodeRow[] {
    const rows = this.#db.all(
      `select node_id, txn_id, data from history_node where tree_id = ? and branch_id = ? and node_id >= ? and node_id < ? order by node_id, txn_id`,
      range.tree,
      range.branch,
      range.from,
      range.to,
    );
    return countingRows(
      rows.map((row) => ({
        node: Number(row['node_id']),
        transaction: -Number(row['txn_id']),
        data: row['data'] as Uint8Array,
      })),
    );
  }

  /** The rows of a table that holds data of a run beside its history. */
  kept(table: 'activity_info_maps' | 'buffered_events', run: Listed): readonly Buffer[] {
    if (this.#columns(table).size === 0) return [];
    return this.#rowsOf(table, 'data', run).map(({ data }) => Buffer.from(data as Uint8Array));
  }

  close(): void {
    this.#db.close();
  }

  #rowsOf(
    table: string,
    columns: string,
    { namespaceId, workflowId, runId }: Listed,
  ): readonly Record<string, unknown>[] {
    return this.#db.all(
      `select ${columns} from ${table} where namespace_id = ? and workflow_id = ? and run_id = ? order by rowid`,
      namespaceId,
      workflowId,
      bytesOfUuid(runId),
    );
  }

  #columns(table: string): ReadonlySet<unknown> {
    return new Set(this.#db.all(`pragma table_xinfo('${table}')`).map(({ name }) => name));
  }
}

/** Aliases in a `NamespaceDetail`; none if it cannot be read, so that columns keep their own names. */
function aliasesIn(data: Uint8Array): Aliases {
  try {
    const config = messageAt(fieldsOf(data), 2);
    const entries = config === undefined ? [] : messagesAt(config, 8);
    return new Map(entries.map((entry) => [textAt(entry, 1), textAt(entry, 2)]));
  } catch {
    return new Map();
  }
}
