// A thread of a checkpoint database as events, in order of the ids, which is that of time: each checkpoint, and what
// its tasks did then.

import {
  type Checkpoint,
  checkpointOf,
  dueNodes,
  isState,
  readWritten,
  tellsWhatIsDue,
  writtenValue,
} from '../../formats/langgraph/checkpoint.ts';
import { type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import type { ForeignDatabase } from '../../store/foreign/foreign-database.ts';
import { rowOf } from '../sqlite-tables.ts';
import { type Task, tasksAt, type Write, writeOf } from './tasks.ts';

/** `namespaces`: those of the thread that have checkpoints of their own. */
export type Thread = { readonly id: string; readonly namespace: string; readonly namespaces: ReadonlySet<string> };

const here = 'where thread_id = ? and checkpoint_ns = ?';

/**
 * `{event, at, …}` each; `at` in ms, null = not written down, as of everything that a task did. One checkpoint at a
 * time is held.
 */
export function* eventsOf(db: ForeignDatabase, thread: Thread): Generator<JsonObject> {
  const place = [thread.id, thread.namespace] as const;
  const rows = db.all(
    `select checkpoint_id, parent_checkpoint_id from checkpoints ${here} order by checkpoint_id`,
    ...place,
  );
  const wentOn = new Set(rows.map((row) => row['parent_checkpoint_id']));
  let before: { readonly id: string; readonly checkpoint: Checkpoint } | undefined;
  for (const { checkpoint_id: id } of rows) {
    const at = [...place, String(id)] as const;
    const [row = {}] = db.all(`select * from checkpoints ${here} and checkpoint_id = ?`, ...at);
    const writes = db.all(`select * from writes ${here} and checkpoint_id = ?`, ...at).map(writeOf);
    const { event, checkpoint, step } = checkpointEvent(row, before);
    const tasks = tasksAt(
      { checkpoint, id: String(id), namespace: thread.namespace, step },
      writes.filter(({ task }) => task !== nobody),
    );
    const due = dueAt(checkpoint, tasks);
    yield {
      ...event,
      due,
      ...(before === undefined && thread.namespace !== '' && { within: outerOf(thread.namespace) }),
    };
    for (const told of toldOf(tasks, writes, wentOn.has(id)))
      yield {
        ...told,
        at: null,
        thread_id: thread.id,
        checkpoint_ns: thread.namespace,
        checkpoint_id: String(id),
        ...childOf(told, thread),
      };
    before = { id: String(id), checkpoint };
  }
}

/** Of old checkpoints what ran tells what was due, and nothing tells it where nothing ran: null. */
function dueAt(checkpoint: Checkpoint, tasks: readonly Task[]): Json {
  if (tellsWhatIsDue(checkpoint)) return [...dueNodes(checkpoint), ...checkpoint.sends];
  return tasks.length > 0 ? tasks.map(({ node }) => node) : null;
}

function checkpointEvent(
  row: Record<string, unknown>,
  before: { readonly id: string; readonly checkpoint: Checkpoint } | undefined,
): { readonly event: JsonObject; readonly checkpoint: Checkpoint; readonly step: number } {
  const { checkpoint: bytes, metadata, type, ...rest } = row;
  const written = writtenValue(type as Json, bytes as Uint8Array | string | null);
  const about = writtenValue('json', metadata as Uint8Array | string | null);
  const checkpoint = checkpointOf(readWritten(written));
  const isForked = before !== undefined && before.id !== row['parent_checkpoint_id'];
  return {
    checkpoint,
    step: numberOf(objectOf(readWritten(about))['step']) ?? 0,
    event: {
      event: 'Checkpoint',
      at: writtenTimeMs(checkpoint.time, 'ms'),
      ...rowOf(rest),
      metadata: about,
      checkpoint: written,
      ...changesOf(before?.checkpoint, checkpoint, isForked),
      ...(isForked && { forked: true }),
    },
  };
}

/**
 * Which values of the state are other ones than at the checkpoint that stands before it, whatever it goes on from:
 * branches count the same versions.
 */
function changesOf(before: Checkpoint | undefined, now: Checkpoint, isForked: boolean): JsonObject {
  const isNew = (name: string): boolean =>
    before === undefined ||
    !Object.hasOwn(before.values, name) ||
    now.versions[name] === undefined ||
    now.versions[name] !== before.versions[name] ||
    (isForked && JSON.stringify(now.values[name]) !== JSON.stringify(before.values[name]));
  const names = Object.keys(now.values).filter((name) => isState(name, now.values[name], now));
  return {
    changed: names.filter(isNew),
    gone: Object.keys(before?.values ?? {}).filter(
      (name) => !Object.hasOwn(now.values, name) && isState(name, before!.values[name], before!),
    ),
  };
}

/** Who writes what a person answered. */
const nobody = '00000000-0000-0000-0000-000000000000';
const meanings: Readonly<Record<string, string>> = {
  __error__: 'TaskFailed',
  __interrupt__: 'TaskInterrupted',
  __resume__: 'TaskResumed',
};

/** What became of the tasks: what ended at once, what did not, what was answered, and what ended then. */
function toldOf(tasks: readonly Task[], writes: readonly Write[], wentOn: boolean): readonly JsonObject[] {
  const answers = writes
    .filter(({ task }) => task === nobody)
    .map(({ value, channel, idx }) => ({ event: 'Command', idx, channel, value }));
  const told = tasks.map((task) => eventsOfTask(task, wentOn));
  const isPlain = ([first]: readonly JsonObject[]): boolean => first?.['event'] === 'TaskEnded';
  const cut = (events: readonly JsonObject[]): number => {
    const at = events.findIndex(({ event }) => event === 'TaskResumed' || event === 'TaskEnded');
    return at === -1 ? events.length : at;
  };
  const late = told.filter((events) => !isPlain(events));
  return [
    ...told.filter(isPlain).flat(),
    ...late.flatMap((events) => events.slice(0, cut(events))),
    ...answers,
    ...late.flatMap((events) => events.slice(cut(events))),
  ];
}

function eventsOfTask({ id, node, writes }: Task, wentOn: boolean): readonly JsonObject[] {
  const special = (channel: string): readonly Write[] => writes.filter((write) => write.channel === channel);
  const plain = writes.filter(({ channel }) => !Object.hasOwn(meanings, channel));
  const isOver = plain.length > 0 || (writes.length === 0 && wentOn);
  // Of several questions the last one is there: what is answered and has gone on was another.
  const order =
    special('__resume__').length > 0 && !isOver && special('__error__').length === 0
      ? ['__resume__', '__interrupt__']
      : isOver
        ? ['__error__', '__interrupt__', '__resume__']
        : ['__interrupt__', '__resume__', '__error__'];
  const task = { task: id, node, ...(writes[0]?.path && { task_path: writes[0].path }) };
  const events: readonly JsonObject[] = [
    ...order.flatMap(special).map(({ channel, idx, value }) => ({ event: meanings[channel]!, ...task, idx, value })),
    ...(isOver
      ? [{ event: 'TaskEnded', ...task, writes: plain.map(({ idx, channel, value }) => ({ idx, channel, value })) }]
      : []),
  ];
  const all = events.length === 0 ? [{ event: 'TaskScheduled', ...task }] : events;
  return all.map((event, i) => (i === 0 ? { ...event, opens: true } : event));
}

/** A node that is a graph has a namespace of its own. */
function childOf({ task, node, opens }: JsonObject, { namespace, namespaces }: Thread): JsonObject {
  const own = `${namespace === '' ? '' : `${namespace}|`}${stringOf(node) ?? ''}:${stringOf(task) ?? ''}`;
  return opens === true && namespaces.has(own) ? { child_ns: own } : {};
}

function outerOf(namespace: string): string {
  return namespace.includes('|') ? namespace.slice(0, namespace.lastIndexOf('|')) : '';
}
