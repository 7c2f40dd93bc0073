// The simplest implementation of the event log: every run an array, a branch a copy. The stores' answers are compared
// with it.

import type { Seq } from '../model/event.ts';
import type { ArchiveRef, StoredEvent } from '../store/log.ts';

type NaiveRun = {
  events: StoredEvent[];
  readonly parent: { run: string; seq: Seq } | null;
  readonly archives: ArchiveRef[];
  hotFrom: Seq;
};
type Refusal = { readonly code: string; readonly expectedSeq?: Seq; readonly gotSeq?: Seq };
type Answer<T> = { readonly value: T } | { readonly refused: Refusal };

const refused = (code: string, more: Partial<Refusal> = {}): { refused: Refusal } => ({ refused: { code, ...more } });
const same = (one: StoredEvent, other: StoredEvent): boolean =>
  one.type === other.type && one.atMs === other.atMs && Buffer.compare(one.payload, other.payload) === 0;

export class NaiveLog {
  readonly runs = new Map<string, NaiveRun>();
  readonly #checkpoints: { readonly run: string; readonly name: string; readonly seq: Seq; readonly text: string }[] =
    [];

  events(run: string): readonly StoredEvent[] {
    return this.runs.get(run)?.events ?? [];
  }

  append(run: string, events: readonly StoredEvent[], expectedSeq: Seq | undefined): Answer<Seq> {
    const there = this.events(run);
    const next = there.length + 1;
    for (const [i, { seq }] of events.entries())
      if (seq !== events[0]!.seq + i) return refused('wrong-seq', { expectedSeq: events[0]!.seq + i, gotSeq: seq });
    if (expectedSeq !== undefined && expectedSeq !== next)
      return refused('wrong-seq', { expectedSeq: next, gotSeq: expectedSeq });
    const first = events[0]?.seq ?? next;
    const other = events.find((event) => event.seq < next && !same(event, there[event.seq - 1]!));
    if (other !== undefined) return refused('seq-conflict', { expectedSeq: next, gotSeq: other.seq });
    if (first < next && first + events.length === next && expectedSeq === undefined) return { value: next };
    if (first !== next) return refused('wrong-seq', { expectedSeq: next, gotSeq: first });
    if (events.length > 0) this.#run(run).events.push(...events);
    return { value: next + events.length };
  }

  create(run: string, events: readonly StoredEvent[]): Answer<null> {
    if (this.runs.has(run)) return refused('run-exists');
    if (events.length > 0) this.#run(run).events.push(...events);
    return { value: null };
  }

  fork(parent: string, seq: Seq, run: string): Answer<null> {
    const from = this.runs.get(parent);
    if (from === undefined) return refused('no-such-run');
    if (seq < 0 || seq > from.events.length) return refused('no-such-event');
    if (this.runs.has(run)) return refused('run-exists');
    this.runs.set(run, {
      events: from.events.slice(0, seq),
      parent: { run: parent, seq },
      archives: [],
      hotFrom: seq + 1,
    });
    return { value: null };
  }

  archive(run: string, { from, to }: Pick<ArchiveRef, 'from' | 'to'>, ref: ArchiveRef): Answer<null> {
    const found = this.runs.get(run);
    if (found === undefined) return refused('no-such-run');
    const there = found.archives.find((archive) => archive.to === to);
    if (
      there === undefined
        ? from !== (found.archives.at(-1)?.to ?? found.parent?.seq ?? 0) + 1 || to < from || to > found.events.length
        : there.file !== ref.file
    )
      return refused('bad-archive');
    if (there === undefined) found.archives.push(ref);
    found.hotFrom = Math.max(found.hotFrom, to + 1);
    return { value: null };
  }

  restore(run: string, archive: ArchiveRef): Answer<null> {
    const found = this.runs.get(run);
    if (found === undefined || archive.to + 1 < found.hotFrom) return refused('bad-archive');
    found.hotFrom = Math.min(found.hotFrom, archive.from);
    return { value: null };
  }

  keepCheckpoint(run: string, name: string, seq: Seq, text: string): void {
    if (this.runs.has(run) && seq <= this.events(run).length)
      this.#checkpoints.push({ run: this.#owner(run, seq), name, seq, text });
  }

  /** The latest checkpoint of the run or of its ancestors, as far as they are its past. */
  checkpointAt(run: string, name: string, seq: Seq): { seq: Seq; text: string } | undefined {
    if (!this.runs.has(run)) return undefined;
    const wanted = this.#checkpoints.filter(
      (kept) =>
        kept.name === name &&
        kept.seq <= Math.min(seq, this.events(run).length) &&
        kept.run === this.#owner(run, kept.seq),
    );
    const last = wanted.reduce<(typeof wanted)[number] | undefined>(
      (latest, kept) => (latest === undefined || kept.seq >= latest.seq ? kept : latest),
      undefined,
    );
    return last && { seq: last.seq, text: last.text };
  }

  /** The run that owns the event. */
  #owner(run: string, seq: Seq): string {
    const { parent } = this.runs.get(run)!;
    return parent !== null && seq <= parent.seq && (seq > 0 || parent.seq > 0) ? this.#owner(parent.run, seq) : run;
  }

  #run(run: string): NaiveRun {
    const found = this.runs.get(run) ?? { events: [], parent: null, archives: [], hotFrom: 1 };
    this.runs.set(run, found);
    return found;
  }
}
