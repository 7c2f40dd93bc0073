// Assigns the events of a node log to runs: one file may hold logs of several runs, in sequence or interleaved.
//
// A run id decides. Without one the workflow id decides; without either, the event belongs to the run of the previous
// event. Without run ids, a new start after an end is a new run; with a run id it is the same run, resumed.

import type { RunStatus } from '../../model/effect.ts';
import type { Json } from '../../model/json.ts';

const goingOn: ReadonlySet<RunStatus> = new Set(['running', 'paused', 'unknown']);

/**
 * The ids in an event. `status`: the run's new status, for an event about the run itself. `isOfAnother`: the ids may be
 * those of another run.
 */
export type RunWords = {
  readonly run: string | undefined;
  readonly workflow: string | undefined;
  readonly status: RunStatus | undefined;
  /** It begins a run, in this spelling. */
  readonly begins: string | undefined;
  readonly isOfAnother: boolean;
};

type Run = {
  readonly number: number;
  /** The run began without a run id: ids of single nodes are not the run's id. */
  readonly isNameless: boolean;
  run: string | undefined;
  workflow: string | undefined;
  isOver: boolean;
  /** The event that began it, and the spelling of that. */
  start: { readonly text: string; readonly spelling: string } | undefined;
};

/** Returns the number of an event's run, from 0; call in order of events. */
export function tellRunsApart(read: (event: Json) => RunWords): (event: Json) => number {
  const byRun = new Map<string, Run>();
  const byWorkflow = new Map<string, Run>();
  let count = 0;
  let current: Run | undefined;

  const begin = ({ run, status }: RunWords): Run => ({
    number: count++,
    isNameless: run === undefined && status === 'running',
    run: undefined,
    workflow: undefined,
    isOver: false,
    start: undefined,
  });
  const belongsTo = (words: RunWords, event: Json): Run => {
    const { run, workflow, status } = words;
    const named =
      (run === undefined ? undefined : byRun.get(run)) ??
      (workflow === undefined || run !== undefined ? undefined : byWorkflow.get(workflow));
    if (words.isOfAnother) return named ?? current ?? begin(words);
    const found =
      named ?? [byWorkflow.get(workflow ?? ''), current].find((each) => each !== undefined && mayBe(each, words));
    if (found === undefined || (run === undefined && status === 'running' && found.isOver)) return begin(words);
    return found.run === undefined && isAnotherStart(found, words, event) ? begin(words) : found;
  };

  return (event) => {
    const words = read(event);
    current = belongsTo(words, event);
    if (words.isOfAnother) return current.number;
    if (words.run !== undefined) byRun.set(words.run, current);
    if (words.workflow !== undefined) byWorkflow.set(words.workflow, current);
    current.run ??= words.run;
    current.workflow ??= words.workflow;
    if (words.begins !== undefined) current.start ??= { text: JSON.stringify(event), spelling: words.begins };
    if (words.status !== undefined) current.isOver = !goingOn.has(words.status);
    return current.number;
  };
}

/** A log may tell of the start of one run in several words, each once; and writers may deliver an event twice. */
function isAnotherStart({ start }: Run, { begins }: RunWords, event: Json): boolean {
  return begins !== undefined && start?.spelling === begins && start.text !== JSON.stringify(event);
}

/** An event that names nothing goes on with any run; one that names what is not known yet with a run that goes on and is named otherwise by none of its own. */
function mayBe(known: Run, { run, workflow, status }: RunWords): boolean {
  if (run === undefined && workflow === undefined) return true;
  const isRun = run === undefined || known.run === undefined || (known.isNameless && status === undefined);
  return (
    !known.isOver && isRun && (workflow === undefined || known.workflow === undefined || known.workflow === workflow)
  );
}
