// Reads the compared facts of a stored run from its events, through the run's dialect. Caches nothing.

import { setImmediate } from 'node:timers/promises';
import type { Effect, OperationKey } from '../model/effect.ts';
import { type Fact, factsOf } from '../model/compare/facts.ts';
import { FingerprintBuilder, type Fingerprints } from '../model/compare/fingerprints.ts';
import { GatheredParts } from '../model/compare/gathered-parts.ts';
import type { IgnoreRule } from '../model/compare/ignore-rules.ts';
import type { ComparedParts } from '../model/compare/parts.ts';
import { PlainReader } from '../model/compare/plain-value.ts';
import type { Seq } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { eventsOf, hasFlag, kindOf, NONE, statusIndex, timeOf, typeOf } from '../model/outline.ts';
import { OperationNames } from '../model/operation-names.ts';
import type { RunReader } from '../runs/run-reader.ts';
import { throwIfCancelled } from './shared-work.ts';
import { storedJson } from '../runs/stored-json.ts';

/** Time in ms after which a pass over all events yields: a person may be stepping meanwhile. */
const sliceMs = 8;

export class FactReader {
  readonly #reader: RunReader;
  readonly #plain: PlainReader;
  #keys: ReadonlySet<string> | undefined;

  constructor(reader: RunReader) {
    this.#reader = reader;
    this.#plain = new PlainReader(reader.dialect.listsValues === true);
  }

  /** Reads all events in one pass, and yields to other work every few milliseconds. Throws `cancelled` when aborted. */
  async fingerprints(rules: readonly IgnoreRule[], signal?: AbortSignal): Promise<Fingerprints> {
    const builder = new FingerprintBuilder(this.#reader.outline, rules);
    const names = new OperationNames();
    builder.add(0, this.#ofRun());
    let resumedAt = performance.now();
    for await (const page of this.#reader.pages()) {
      for (const event of page) {
        builder.add(event.seq, this.#ofEvent(event.seq, storedJson(this.#reader.dialect, event), names));
        if (performance.now() - resumedAt < sliceMs) continue;
        await setImmediate();
        throwIfCancelled(signal);
        resumedAt = performance.now();
      }
      throwIfCancelled(signal);
    }
    return builder.finish({ encrypted: this.#plain.encrypted, undecoded: this.#plain.undecoded });
  }

  /** Facts of the run itself, read from the events that can hold such facts. */
  async run(): Promise<GatheredParts> {
    const parts = new GatheredParts();
    const names = new OperationNames();
    for (const fact of this.#ofRun()) if (fact.type === 'run') parts.add(fact);
    for (const seq of this.#seqsOfRun()) {
      for (const fact of this.#ofEvent(seq, await this.#reader.attributes(seq), names)) {
        if (fact.type === 'run') parts.add(fact);
        else if (fact.type === 'runGoesOn') parts.goOn();
      }
    }
    return parts;
  }

  /** Facts of an operation, read from its events `from` to `to`, both included. */
  async operation(at: number, from: Seq, to: Seq): Promise<GatheredParts> {
    const parts = new GatheredParts();
    const key = this.#reader.outline.operations.keys[at];
    // An operation's names are in its first event.
    const names = new OperationNames();
    for (const seq of eventsOf(this.#reader.outline, at)) {
      if (seq > to) break;
      const facts = this.#ofEvent(seq, await this.#reader.attributes(seq), names);
      if (seq < from) continue;
      for (const fact of facts) if (fact.type === 'operation' && fact.key === key) parts.add(fact);
    }
    return parts;
  }

  #ofRun(): readonly Fact[] {
    return [{ type: 'run', part: 'type', value: this.#reader.summary.workflowType }];
  }

  #ofEvent(seq: Seq, raw: Json, names: OperationNames): readonly Fact[] {
    const { dialect, summary, outline } = this.#reader;
    const { type, explanation } = dialect.read(raw, { type: typeOf(outline, seq), atMs: timeOf(outline, seq) });
    const { bookkeeping = false } = explanation;
    const effects = names
      .resolve(seq, explanation.effects)
      .filter((effect) => effect.type !== 'mention' || this.#isThere(effect.key));
    // Every second event of a run is bookkeeping without compared facts.
    if (bookkeeping && !effects.some((effect) => effect.type === 'close')) return [];
    const compared = dialect.decode(dialect.compared(raw, summary.workflowId, explanation.effects)) as ComparedParts;
    return factsOf(
      { type, effects: dialect.decode(effects) as unknown as readonly Effect[], bookkeeping, compared },
      this.#plain,
    );
  }

  /**
   * Whether the run has the operation. Facts about an operation that is only mentioned count as facts of the
   * run.
   */
  #isThere(key: OperationKey): boolean {
    this.#keys ??= new Set(this.#reader.outline.operations.keys);
    return this.#keys.has(key);
  }

  /**
   * Ascending seqs of events without an operation that change the run or set a value, and of the end of the last
   * uncompleted workflow task.
   */
  #seqsOfRun(): readonly Seq[] {
    const { outline } = this.#reader;
    const seqs = new Set<Seq>(outline.sets.map(({ seq }) => seq));
    for (let seq = 1; seq <= outline.events; seq++) {
      const at = outline.operation[seq - 1] ?? NONE;
      if (hasFlag(outline, seq, 'runs') || (at === NONE && !hasFlag(outline, seq, 'bookkeeping'))) seqs.add(seq);
    }
    const lastTask = this.#lastEndOfTask();
    if (lastTask !== undefined) seqs.add(lastTask);
    return [...seqs].sort((a, b) => a - b);
  }

  /** The last workflow task's end that tells how the task went; a timeout says nothing about the code. */
  #lastEndOfTask(): Seq | undefined {
    const { outline } = this.#reader;
    for (let seq = outline.events; seq > 0; seq--) {
      const at = outline.operation[seq - 1] ?? NONE;
      if (at === NONE || kindOf(outline, at) !== 'workflowTask' || outline.operations.closedAt[at] !== seq) continue;
      if (outline.operations.status[at] !== statusIndex.timedOut) return seq;
    }
    return undefined;
  }
}
