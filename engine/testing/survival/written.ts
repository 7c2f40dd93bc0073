// What a store must hold after certain steps: a plain account of them, which knows nothing of the log.

import { must } from '../../model/assert.ts';
import type { Seq } from '../../model/event.ts';
import type { StoredEvent } from '../../store/log.ts';
import { type Batch, madeEvents } from './made-batch.ts';

/** What a writer does in one go. */
export type Step =
  | { readonly type: 'append'; readonly batch: Batch }
  /** A whole new run, in one transaction. */
  | { readonly type: 'import'; readonly batch: Batch }
  | { readonly type: 'fork'; readonly parent: string; readonly seq: Seq; readonly run: string }
  | { readonly type: 'checkpoint'; readonly run: string; readonly seq: Seq }
  /** Its events up to `seq`, as far as they are in no archive yet, to a file. */
  | { readonly type: 'archive'; readonly run: string; readonly seq: Seq; readonly path: string }
  /** The run's latest archive. */
  | { readonly type: 'restore'; readonly run: string }
  /** A store of its own in a new place, made there with this batch in it. */
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

  /** null for a run of its own. */
  parent(run: string): { readonly run: string; readonly seq: Seq } | null {
    return this.#runs.get(run)?.parent ?? null;
  }

  /** Whether the run, cut off behind that event, has whole batches only. An import is no batch: its file comes to be there whole, and has no marks inside. */
  isWhole(run: string, seq: Seq): boolean {
    const { parent, batches } = this.#runs.get(run) ?? { parent: null, batches: [] };
    return (
      this.#imported.has(run) ||
      seq === (parent?.seq ?? 0) ||
      batches.some(({ first, count }) => first + count - 1 === seq)
    );
  }

  /** 0 for a run that is not there. */
  length(run: string): number {
    const { parent, batches } = this.#runs.get(run) ?? { parent: null, batches: [] };
    const last = batches.at(-1);
    return last === undefined ? (parent?.seq ?? 0) : last.first + last.count - 1;
  }

  /** Events `from` to the end. */
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
