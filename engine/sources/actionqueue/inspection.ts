// Inspects a whole log: oddities, damage, whether ActionQueue opens it, and broken promises.

import { isDeepStrictEqual } from 'node:util';
import { type AqEvent, isNext, type U64 } from '../../formats/actionqueue/event.ts';
import { withoutLosses } from '../../formats/actionqueue/hydrate.ts';
import type { Severity, Violation } from '../../formats/actionqueue/promises/promise.ts';
import { type Broken, PromiseKeeper } from '../../formats/actionqueue/promises/promises.ts';
import { projectionJson } from '../../formats/actionqueue/projection-json.ts';
import { unsnapshotable } from '../../formats/actionqueue/snapshot-rules.ts';
import type { JsonObject } from '../../model/json.ts';
import { FaithfulFold, type Stopped } from './faithful-fold.ts';
import type { OpenLog } from './open-log.ts';
import { type EventBatch, readEvents } from './read-events.ts';
import type { PlacedBadRecord } from './record-frame.ts';
import { type Survey, surveyDamage } from './survey-damage.ts';
import { type Opening, UpstreamOpening } from './upstream.ts';

/** `number` of the record, 0 if the finding is about no record; `offset` in bytes in the log, if there is a place. */
export type Finding = {
  readonly code: string;
  readonly severity: Severity;
  readonly number: number;
  readonly offset: number | null;
  readonly text: string;
};

export type Inspection = {
  readonly count: number;
  readonly firstSequence: U64 | null;
  readonly lastSequence: U64 | null;
  readonly stopped: Stopped | null;
  readonly bad: PlacedBadRecord | null;
  readonly survey: Survey | null;
  readonly opening: Opening;
  readonly opened: UpstreamOpening;
  readonly findings: readonly Finding[];
  readonly violations: readonly Violation[];
  readonly broken: readonly Broken[];
  /** Number of the record with the sequence that was asked for. */
  readonly asked: number | undefined;
};

/** Maximum findings listed per code; the last one gives the count of the rest. */
const mostListed = 50;

/** Reads the whole log once. `sequence`: also finds the record with this sequence. */
export async function inspect(log: OpenLog, sequence?: U64): Promise<Inspection> {
  const inspector = new Inspector(log, sequence);
  for await (const batch of readEvents(log.file, log.size)) inspector.take(batch);
  return inspector.end();
}

export class Inspector {
  readonly #log: OpenLog;
  readonly #fold = new FaithfulFold();
  readonly #keeper = new PromiseKeeper();
  readonly #opened: UpstreamOpening;
  readonly #findings: Finding[] = [];
  readonly #listed = new Map<string, number>();
  readonly #sequence: U64 | undefined;
  #asked: number | undefined;
  #count = 0;
  #firstSequence: U64 | null = null;
  #lastSequence: U64 | null = null;
  #bad: PlacedBadRecord | null = null;
  /** The first record that this program can read and ActionQueue cannot. */
  #elided: { readonly offset: number; readonly number: number } | null = null;
  /** The projection when the fold reached the snapshot's sequence. */
  #atSnapshot: JsonObject | null = null;

  constructor(log: OpenLog, sequence?: U64) {
    this.#log = log;
    this.#sequence = sequence;
    this.#opened = new UpstreamOpening(log.snapshot);
  }

  /** Returns the numbers of the refused records. */
  take(batch: EventBatch): ReadonlySet<number> {
    const refused = new Set<number>();
    const elided = new Set(batch.oddities.filter(({ code }) => code === 'AQ108').map(({ number }) => number));
    for (const { code, number, text } of batch.oddities)
      this.#find(
        code === 'overlong' ? 'AQ130' : code,
        code === 'overlong' ? 'info' : 'warning',
        number,
        batch.offsetAt(number - batch.first),
        text,
      );
    for (const [i, event] of batch.events.entries()) {
      const number = batch.first + i;
      if (!this.#takeEvent(event, number, batch.offsetAt(i), elided.has(number))) refused.add(number);
    }
    this.#bad = batch.bad;
    return refused;
  }

  /** Returns false if the record is refused. */
  #takeEvent(event: AqEvent, number: number, offset: number, unreadable: boolean): boolean {
    if (unreadable) this.#elided ??= { offset, number };
    this.#noteSequence(event.sequence, number, offset);
    this.#noteSnapshot(event.sequence);
    const refusal = this.#fold.take(event, number, offset, unreadable);
    if (this.#elided === null) this.#opened.note(event, number);
    if (refusal !== null)
      this.#find(
        refusal.code,
        'error',
        number,
        offset,
        `${refusal.text}${refusal.since === undefined || refusal.since === 0 ? '' : ` See record ${refusal.since}.`}`,
      );
    this.#keeper.note({ event, number, projection: this.#fold.projection, refusal });
    return refusal === null;
  }

  #noteSequence(sequence: U64, number: number, offset: number): void {
    const before = this.#lastSequence;
    this.#count = number;
    this.#firstSequence ??= sequence;
    this.#lastSequence = sequence;
    if (sequence === this.#sequence) this.#asked ??= number;
    if (before !== null && sequence > before && !isNext(sequence, before))
      this.#find(
        'AQ111',
        'warning',
        number,
        offset,
        `Sequence ${sequence} follows ${before}: a record may have been lost between them.`,
      );
  }

  #noteSnapshot(sequence: U64): void {
    if (this.#opened.snapshotLoaded && this.#atSnapshot === null && sequence > this.#opened.snapshotSequence)
      this.#atSnapshot = projectionJson(withoutLosses(this.#fold.projection));
  }

  #find(code: string, severity: Severity, number: number, offset: number | null, text: string): void {
    const listed = (this.#listed.get(code) ?? 0) + 1;
    this.#listed.set(code, listed);
    if (listed <= mostListed) this.#findings.push({ code, severity, number, offset, text });
  }

  async end(): Promise<Inspection> {
    const bad = this.#bad;
    if (bad !== null) this.#fold.end(bad);
    const survey = bad === null ? null : await surveyDamage(this.#log.file, bad.offset, this.#log.size);
    if (bad !== null && survey !== null) this.#noteDamage(bad, survey);
    this.#noteBeginning();
    const opening = this.#opened.outcome(
      this.#elided === null ? bad : { offset: this.#elided.offset, upstream: 'decode_failure' },
    );
    const disagreement = this.#disagreement();
    this.#noteSnapshotFile(disagreement);
    this.#keeper.end({
      number: this.#count,
      projection: this.#fold.projection,
      unrecoverable: this.#unrecoverable(bad),
      lost: this.#lost(bad, survey),
      disagreement: this.#unsnapshotable(disagreement),
    });
    return {
      count: this.#count,
      firstSequence: this.#firstSequence,
      lastSequence: this.#lastSequence,
      stopped: this.#fold.stopped,
      bad,
      survey,
      opening,
      opened: this.#opened,
      findings: this.#findings,
      violations: this.#keeper.violations(),
      broken: this.#keeper.broken(),
      asked: this.#asked,
    };
  }

  #noteDamage(bad: PlacedBadRecord, { events, firstSequence, lastSequence, whole }: Survey): void {
    const cut = bad.code === 'AQ101' || bad.code === 'AQ102';
    this.#find(
      bad.code,
      cut && events === 0 ? 'warning' : 'error',
      bad.index + 1,
      bad.offset,
      `At byte ${bad.offset}, after ${bad.index} whole records: ${bad.text}.${cut && events === 0 ? ' It was never confirmed; if an engine is at work, it may still be being written.' : ''}`,
    );
    if (events > 0)
      this.#find(
        'AQ109',
        'error',
        bad.index + 1,
        bad.offset,
        `${whole ? '' : 'At least '}${events} whole records follow (sequences ${firstSequence} to ${lastSequence}) and would be lost by a repair that cuts at byte ${bad.offset}.`,
      );
  }

  #noteBeginning(): void {
    const first = this.#firstSequence;
    if (first !== null && first > 1)
      this.#find(
        'AQ112',
        this.#opened.snapshotLoaded ? 'info' : 'error',
        1,
        0,
        `The log begins with sequence ${first}: the beginning of its history is missing.`,
      );
  }

  #noteSnapshotFile(disagreement: readonly string[]): void {
    const { snapshot } = this.#log;
    if (snapshot.type === 'none')
      this.#find('AQ120', 'info', 0, null, 'There is no snapshot: the log alone tells everything.');
    if (snapshot.type === 'bad')
      this.#find(
        snapshot.bad.code,
        'warning',
        0,
        null,
        `The snapshot is set aside (${snapshot.bad.text}); the log alone is replayed.`,
      );
    if (this.#opened.snapshotAhead)
      this.#find(
        'AQ126',
        'error',
        0,
        null,
        `The snapshot is of sequence ${this.#opened.snapshotSequence}, the log ends with ${this.#lastSequence}: confirmed records are missing from the log.`,
      );
    if (this.#opened.snapshotLoaded && this.#count === 0)
      this.#find(
        'AQ127',
        'info',
        0,
        null,
        'The log is empty, only the snapshot is left: what was before it cannot be recovered.',
      );
    for (const text of disagreement) this.#find('AQ128', 'error', 0, null, text);
    if (this.#log.unfinishedSnapshot)
      this.#find(
        'AQ129',
        'info',
        0,
        null,
        'A half-written snapshot (snapshot.bin.tmp) was left by a crash; nothing reads it.',
      );
  }

  /** Sentences about how the snapshot differs from the log's state at the snapshot's sequence. */
  #disagreement(): readonly string[] {
    const { snapshot } = this.#log;
    if (!this.#opened.snapshotLoaded || snapshot.type !== 'snapshot' || this.#count === 0 || this.#opened.snapshotAhead)
      return [];
    const fold = this.#atSnapshot ?? projectionJson(withoutLosses(this.#fold.projection));
    const kept = projectionJson(withoutLosses(new UpstreamOpening(snapshot).projection));
    const place = differingPlace(fold, { ...kept, latest_sequence: fold['latest_sequence'] }, '');
    return place === null
      ? []
      : [
          `The snapshot of sequence ${this.#opened.snapshotSequence} is not what the log says there: they differ at ${place}. ActionQueue 0.1 believes the snapshot.`,
        ];
  }

  #unsnapshotable(disagreement: readonly string[]): readonly string[] {
    const broken = unsnapshotable(this.#fold.projection);
    return [
      ...disagreement,
      ...(broken === null ? [] : [`No snapshot can be written of the state at the end of the log: ${broken}.`]),
      ...(this.#opened.snapshotAhead
        ? [`The snapshot is ahead of the log: ${this.#opened.snapshotSequence} to ${this.#lastSequence}.`]
        : []),
    ];
  }

  #unrecoverable(bad: PlacedBadRecord | null): { number: number; text: string }[] {
    const { stopped } = this.#fold;
    const found: { number: number; text: string }[] = [];
    if (stopped?.refusal)
      found.push({ number: stopped.number, text: `Every replay stops at this record: ${stopped.refusal.text}` });
    if (this.#elided !== null)
      found.push({
        number: this.#elided.number,
        text: 'ActionQueue 0.1 cannot read this record again and refuses the whole log.',
      });
    if (bad !== null)
      found.push({ number: bad.index + 1, text: `The log cannot be read past byte ${bad.offset}: ${bad.text}.` });
    if (this.#firstSequence !== null && this.#firstSequence > 1)
      found.push({ number: 1, text: `The log begins with sequence ${this.#firstSequence}.` });
    if (this.#opened.snapshotLoaded && this.#count === 0)
      found.push({ number: 0, text: 'The log is empty; only a snapshot is left.' });
    if (this.#opened.snapshotAhead) found.push({ number: 0, text: 'The log ends before its snapshot.' });
    if (this.#tailSkipped())
      found.push({
        number: this.#count,
        text: `No record has the sequence that follows the snapshot (${BigInt(this.#opened.snapshotSequence) + 1n}): ActionQueue 0.1 silently skips the rest of the log, and can append nothing any more.`,
      });
    if (this.#lastSequence === 2n ** 64n - 1n)
      found.push({ number: this.#count, text: 'The last sequence is the greatest there is: nothing can be appended.' });
    return found;
  }

  #tailSkipped(): boolean {
    return (
      this.#opened.snapshotLoaded &&
      !this.#opened.replaying &&
      this.#lastSequence !== null &&
      this.#lastSequence > this.#opened.snapshotSequence
    );
  }

  #lost(bad: PlacedBadRecord | null, survey: Survey | null): { number: number; text: string }[] {
    const { stopped } = this.#fold;
    const found: { number: number; text: string }[] = [];
    if (bad !== null && survey !== null && survey.events > 0)
      found.push({
        number: bad.index + 1,
        text: `The damage is not at the end: ${survey.events} whole records follow it.`,
      });
    if (this.#elided !== null && this.#count > this.#elided.number)
      found.push({
        number: this.#elided.number,
        text: `${this.#count - this.#elided.number} records follow the one that cannot be read again; a repair would cut them off with it.`,
      });
    if (stopped?.refusal && this.#listed.has('AQ111'))
      found.push({
        number: stopped.number,
        text: 'The sequence has a gap and this record does not fit what is before it: a record in the middle was lost.',
      });
    if (this.#opened.snapshotAhead)
      found.push({ number: 0, text: 'The snapshot has seen records that the log has no more.' });
    return found;
  }
}

/** Path of the first difference between two JSON values. */
function differingPlace(left: unknown, right: unknown, path: string): string | null {
  if (isDeepStrictEqual(left, right)) return null;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return path;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const place = differingPlace(
      (left as JsonObject)[key],
      (right as JsonObject)[key],
      path === '' ? key : `${path}.${key}`,
    );
    if (place !== null) return place;
  }
  return path;
}
