// The required content of a store after certain steps: a plain record, independent of the log.

import { must } from '../../model/assert.ts';
import type { Seq } from '../../model/event.ts';
import type { StoredEvent } from '../../store/log.ts';
import { type Batch, madeEvents } from './made-batch.ts';

/** One step of a writer. */
export type Step =
  | { readonly type: 'append'; readonly batch: Batch }
  /** A whole new run, in one transaction. */
  | { readonly type: 'import'; readonly batch: Batch }
  | { readonly type: 'fork'; readonly parent: string; readonly seq: Seq; readonly run: string }
  | { readonly type: 'checkpoint'; readonly run: string; readonly seq: Seq }
  /** Moves the run's events up to `seq`, as far as they are in no archive yet, to a file. */
  | { readonly type: 'archive'; readonly run: string; readonly seq: Seq; readonly path: string }
  /** Restores the run's latest archive. */
  | { readonly type: 'restore'; readonly run: string }
  /** Creates a new store in a new place, with this batch in it. */
  | { readonly type: 'found'; readonly path: string; readonly batch: Batch };

type Run = { readonly parent: { readonly run: string; readonly seq: Seq } | null; readonly batches: Batch[] };

export class Written {
  readonly #runs = new Map<string, Run>();
  readonly #imported = new Set<string>();

  get runs(): readonly string[] {
    return [...this.#runs.keys()];
  }

  take(step: Step): void {
    if (step.type === 'append' || step.type === 'import') this.#run(step.batch.run).batches.push(step.batch);
    if (step.type === 'import') this.#imported.add(step.batch.run);
    if (step.type === 'fork') this.#runs.set(step.run, { parent: { run: step.parent, seq: step.seq }, batches: [] });
  }

  /** null for a run without a parent. */
  parent(run: string): { readonly run: string; readonly seq: Seq } | null {
    return this.#runs.get(run)?.parent ?? null;
  }

  /**
   * True where the run, cut after that event, has whole batches only. An import is not a batch: its file appears as a
   * whole, without marks inside.
   */
  isWhole(run: string, seq: Seq): boolean {
    const { parent, batches } = this.#runs.get(run) ?? { parent: null, batches: [] };
    return (
      this.#imported.has(run) ||
      seq === (parent?.seq ?? 0) ||
      batches.some(({ first, count }) => first + count - 1 === seq)
    );
  }

  /** Number of events; 0 for a run that does not exist. */
  length(run: string): number {
    const { parent, batches } = this.#runs.get(run) ?? { parent: null, batches: [] };
    const last = batches.at(-1);
    return last === undefined ? (parent?.seq ?? 0) : last.first + last.count - 1;
  }

  /** Events from `from` to the end. */
  events(run: string, from: Seq): readonly StoredEvent[] {
    const { parent, batches } = must(this.#runs.get(run), run);
    const before =
      parent === null || from > parent.seq ? [] : this.events(parent.run, from).filter(({ seq }) => seq <= parent.seq);
    const own = batches.filter(({ first, count }) => first + count > from).flatMap(madeEvents);
    return [...before, ...own.filter(({ seq }) => seq >= from)];
  }

  #run(run: string): Run {
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    const made: Run = { parent: null, batches: [] };
    this.#runs.set(run, made);
    return made;
  }
}
