// Finds the rows of `history_node` that are a run's history: its branch, and the ancestors of the branch. Source:
// temporal/server persistence/v1 (VersionHistories, HistoryBranch), common/persistence/history_manager.

import {
  bytesAt,
  fieldsOf,
  type Fields,
  messageAt,
  messagesAt,
  numberAt,
  textAt,
} from '../../formats/temporal-protobuf/fields.ts';

/** Rows with `from` <= node_id < `to` of a branch; ids are the 16 bytes of UUIDs. */
export type BranchRange = {
  readonly tree: Buffer;
  readonly branch: Buffer;
  readonly from: number;
  readonly to: number;
};

/** Branch ranges from an execution's `data`; undefined if the execution is no workflow and has no history. */
export function rangesOf(execution: Fields, end: number): readonly BranchRange[] | undefined {
  const histories = messageAt(execution, 54);
  if (histories === undefined) return undefined;
  const current = messagesAt(histories, 2)[numberAt(histories, 1)];
  const token = current && bytesAt(current, 1);
  if (token === undefined || token.length === 0) return undefined;
  const branch = fieldsOf(token);
  const tree = bytesOfUuid(textAt(branch, 1));
  const ancestors = messagesAt(branch, 3).map((range): BranchRange => ({
    tree,
    branch: bytesOfUuid(textAt(range, 1)),
    from: numberAt(range, 2),
    to: Math.min(end, numberAt(range, 3)),
  }));
  const own = { tree, branch: bytesOfUuid(textAt(branch, 2)), from: ancestors.at(-1)?.to ?? 1, to: end };
  return [...ancestors, own];
}

export type NodeRow = { readonly node: number; readonly transaction: number; readonly data: Uint8Array };

/** The valid rows, given in order of node and then of transaction, latest first. Rows of failed writes are left out. */
export function countingRows(rows: readonly NodeRow[]): readonly NodeRow[] {
  const taken: NodeRow[] = [];
  for (const row of rows) {
    const last = taken.at(-1);
    if (last === undefined || (row.node !== last.node && row.transaction >= last.transaction)) taken.push(row);
  }
  return taken;
}

export function bytesOfUuid(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

export function uuidOfBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('hex');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
