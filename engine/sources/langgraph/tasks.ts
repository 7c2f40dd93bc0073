// The tasks that ran at a checkpoint, from the rows of what they wrote; and whose node each is, which older files
// leave to be found out.

import { createHash } from 'node:crypto';
import {
  type Checkpoint,
  dueNodes,
  readWritten,
  tellsWhatIsDue,
  writtenValue,
} from '../../formats/langgraph/checkpoint.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** `value` as `writtenValue`. */
export type Write = {
  readonly task: string;
  readonly path: string;
  readonly idx: number;
  readonly channel: string;
  readonly value: JsonObject;
};

export type Task = {
  /** The id of the task; of one that wrote nothing, the checkpoint's and the node's. */
  readonly id: string;
  /** null = its rows do not say. */
  readonly node: string | null;
  readonly writes: readonly Write[];
};

/** Where the tasks ran. `step` as its metadata says it. */
export type Place = {
  readonly checkpoint: Checkpoint;
  readonly id: string;
  readonly namespace: string;
  readonly step: number;
};

export function writeOf(row: Record<string, unknown>): Write {
  return {
    task: String(row['task_id']),
    path: typeof row['task_path'] === 'string' ? row['task_path'] : '',
    idx: Number(row['idx']),
    channel: String(row['channel']),
    value: writtenValue(row['type'] as Json, row['value'] as Uint8Array | string | null),
  };
}

/** Those that wrote something, then those that were due and did not. */
export function tasksAt(place: Place, writes: readonly Write[]): readonly Task[] {
  const due = [...dueNodes(place.checkpoint), ...place.checkpoint.sends];
  const left = [...due];
  const named = [...Map.groupBy(writes, ({ task }) => task)].map(([id, rows]) => {
    const node = nodeOf(place, id, rows, due);
    const at = node === undefined ? -1 : left.indexOf(node);
    if (at !== -1) left.splice(at, 1);
    return { id, node, writes: rows };
  });
  // Where all that is left is one node, it is that of whoever has no name.
  const only = new Set(left).size === 1 ? left[0]! : null;
  const unnamed = named.filter(({ node }) => node === undefined).length;
  const ran = named.map((task): Task => ({ ...task, node: task.node ?? only }));
  const silent = unnamed === 0 ? left : only === null ? [] : left.slice(unnamed);
  return [...ran, ...silent.map((node, i): Task => ({ id: `${place.id}/${node}/${i}`, node, writes: [] }))];
}

const pulled = /^~__pregel_pull, (.+)$/s;
const pushed = /^~__pregel_push, (\d+), /;

function nodeOf(place: Place, id: string, rows: readonly Write[], due: readonly string[]): string | undefined {
  const path = rows[0]?.path ?? '';
  const pull = pulled.exec(path)?.[1];
  if (pull !== undefined) return pull;
  const push = pushed.exec(path)?.[1];
  if (push !== undefined) return place.checkpoint.sends[Number(push)];
  return tellsWhatIsDue(place.checkpoint) ? due.find((node) => isTaskOf(place, id, node)) : writerOf(rows);
}

/** Before version 3 a node writes its own name into the channels that lead on from it. */
function writerOf(rows: readonly Write[]): string | undefined {
  for (const { channel, value } of rows) {
    const written = readWritten(value);
    if (typeof written === 'string' && (written === channel || /^(?:start|branch):/.test(channel))) return written;
  }
  return undefined;
}

/** LangGraph for JavaScript makes a task's id of where it runs and why. */
function isTaskOf(
  { id: checkpoint, namespace, step, checkpoint: { sends } }: Place,
  id: string,
  node: string,
): boolean {
  const within = namespace === '' ? node : `${namespace}|${node}`;
  const because = node === '__start__' ? '__start__' : `branch:to:${node}`;
  const about = [within, String(step + 1), node];
  const ways: readonly Json[] = [
    [...about, '__pregel_pull', [because]],
    ...sends.map((_, i): Json => [...about, '__pregel_push', String(i)]),
  ];
  return ways.some((way) => uuid5(checkpoint, JSON.stringify(way)) === id);
}

/** A UUID of version 5 (RFC 9562, 5.5). */
function uuid5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
