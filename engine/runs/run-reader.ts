// Answers the screen's requests about one stored run beyond its outline. Reads only the requested events.

import type { Change, EventDetail, EventRow, OperationDetail, ShownValue, StateDetail } from '../model/api.ts';
import { must } from '../model/assert.ts';
import { runStatusAt, statusAt } from '../model/cursor.ts';
import { countText, durationText } from '../model/duration.ts';
import type { Effect, Failure } from '../model/effect.ts';
import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { eventsOf, NONE, operationIndex, type Outline, timeOf } from '../model/outline.ts';
import { fullNameOf, saidOf } from '../model/operation-name.ts';
import { type PackedOutline, unpackOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import { OperationNames } from '../model/operation-names.ts';
import { nextOperation, type Operation } from '../model/state.ts';
import { isAboutOperation, nextRun, type RunStanding } from '../model/transition.ts';
import type { Dialect, ReadEvent } from '../formats/dialect.ts';
import { dialectOf } from '../formats/dialects.ts';
import { previewOf } from './event-preview.ts';
import type { EventSource } from './event-source.ts';
import { readStored } from './stored-json.ts';
import type { StoredEvent } from '../store/log.ts';

/** In bytes. Larger events are sent as size and beginning only. */
export const largeBytes = 1024 * 1024;
const headBytes = 64 * 1024;
const rawChunkBytes = 1024 * 1024;
/** In bytes. Larger events are not parsed for a one-line summary. */
const summaryLimitBytes = 8 * 1024 * 1024;
/** In bytes. Of larger events the preview is their size: rows that are scrolled past must cost next to nothing. */
const previewLimitBytes = 64 * 1024;
const operationEvents = 500;

export class RunReader {
  readonly summary: RunSummary;
  readonly dialect: Dialect;
  readonly #events: EventSource;
  readonly #pack: () => PackedOutline;
  readonly #newest: (() => Outline) | undefined;
  #packed: PackedOutline | undefined;
  #outline: Outline | undefined;

  /** `newest`: the current outline of a growing run, valid only for requests answered synchronously. */
  constructor(events: EventSource, summary: RunSummary, pack: () => PackedOutline, newest?: () => Outline) {
    this.#events = events;
    this.summary = summary;
    this.dialect = dialectOf(summary.dialect);
    this.#pack = pack;
    this.#newest = newest;
  }

  get packed(): PackedOutline {
    return (this.#packed ??= this.#pack());
  }

  /** A packed outline, which does not change when the run grows. */
  get outline(): Outline {
    return (this.#outline ??= unpackOutline(this.packed));
  }

  get newest(): Outline {
    return this.#newest?.() ?? this.outline;
  }

  async rows(from: Seq, to: Seq): Promise<readonly EventRow[]> {
    return (await this.#events.read(from, to)).map((event) => ({ seq: event.seq, summary: this.#summaryOf(event) }));
  }

  /** One short line per event, of what it carries. */
  async previews(from: Seq, to: Seq): Promise<readonly string[]> {
    return (await this.#events.read(from, to)).map((event) => this.#previewOf(event));
  }

  #previewOf(event: StoredEvent): string {
    if (event.payload.length > previewLimitBytes) return `${countText(Math.round(event.payload.length / 1024))} KB`;
    const effects = this.dialect.decode(this.#read(event).read.explanation.effects);
    return previewOf(effects as unknown as Effect[]);
  }

  /** The existing events among `from` … `to`. */
  async stored(from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    return await this.#events.read(from, to);
  }

  #summaryOf(event: StoredEvent): string {
    if (event.payload.length > summaryLimitBytes) return this.#said(event.seq, 'too big for a summary');
    return this.#said(event.seq, this.#read(event).read.explanation.summary);
  }

  /** The summary preceded by the operation's name. */
  #said(seq: Seq, summary: string): string {
    const operation = this.newest.operation[seq - 1] ?? NONE;
    return operation === NONE ? summary : saidOf(this.newest, operation, summary);
  }

  #read(event: StoredEvent): { raw: Json; read: ReadEvent } {
    return readStored(this.dialect, event);
  }

  async #stored(seq: Seq): Promise<StoredEvent> {
    const event = (await this.#events.read(seq, seq))[0];
    if (event === undefined)
      throw new RetraceError(
        'no-such-event',
        `The run has events 1 to ${this.summary.events}; there is no event ${seq}.`,
      );
    return event;
  }

  /** The event as written by its source. Throws `no-such-event`. */
  async attributes(seq: Seq): Promise<Json> {
    return this.#read(await this.#stored(seq)).raw;
  }

  /** A payload in the form that is shown and searched. */
  textOf(payload: Uint8Array): Uint8Array {
    try {
      return this.dialect.text?.(payload) ?? payload;
    } catch {
      // The payload is no event of the dialect: it is shown unchanged.
      return payload;
    }
  }

  /** Every event from `first` on in order of seq, with payloads as text. */
  async *texts(first?: Seq): AsyncIterable<readonly StoredEvent[]> {
    for await (const page of this.#events.pages(first))
      yield this.dialect.text === undefined
        ? page
        : page.map((event) => ({ ...event, payload: this.textOf(event.payload) }));
  }

  /** Every event from `first` on in order of seq. */
  pages(first?: Seq): AsyncIterable<readonly StoredEvent[]> {
    return this.#events.pages(first);
  }

  async detail(seq: Seq): Promise<EventDetail> {
    const event = await this.#stored(seq);
    const warnings = this.newest.warnings.filter((warning) => warning.seq === seq).map((warning) => warning.text);
    const base = { seq, atMs: event.atMs, type: event.type, warnings };
    if (event.payload.length > largeBytes) {
      return {
        ...base,
        summary: this.#summaryOf(event),
        effects: [],
        attributes: largeText(this.textOf(event.payload)),
        changes: this.#statusChanges(seq),
      };
    }
    const { raw, read } = this.#read(event);
    const effects = this.dialect.decode(read.explanation.effects) as unknown as Effect[];
    const failure = effects
      .map((effect) => ('failure' in effect ? effect.failure : undefined))
      .find((found) => found !== undefined);
    return {
      ...base,
      summary: this.#said(seq, read.explanation.summary),
      effects,
      attributes: shown(this.dialect.decode(raw)),
      changes: [...this.#statusChanges(seq), ...(await this.#valueChanges(seq, effects))],
      ...(failure === undefined ? {} : { failure }),
    };
  }

  #statusChanges(seq: Seq): readonly Change[] {
    const changes: Change[] = [];
    const [before, after] = [runStatusAt(this.newest, seq - 1), runStatusAt(this.newest, seq)];
    if (before !== after) changes.push({ subject: 'run', before: before === 'unknown' ? null : before, after });
    const operation = this.newest.operation[seq - 1] ?? NONE;
    if (operation !== NONE) {
      const key = must(this.newest.operations.keys[operation]) as Operation['key'];
      const was = statusAt(this.newest, operation, seq - 1);
      const is = statusAt(this.newest, operation, seq);
      const opened = this.newest.operations.openedAt[operation] ?? seq;
      const elapsed = elapsedNote(this.newest, opened, seq);
      changes.push({
        subject: fullNameOf(this.newest, operation),
        key,
        before: was,
        after: is,
        ...(elapsed === undefined ? {} : { note: elapsed }),
      });
    }
    return changes;
  }

  async #valueChanges(seq: Seq, effects: readonly Effect[]): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (const effect of effects) {
      if (effect.type === 'set' || effect.type === 'unset')
        changes.push({
          subject: effect.name,
          before: await this.#valueBefore(effect.name, seq),
          after: effect.type === 'set' ? effect.value : null,
        });
    }
    return changes;
  }

  async #valueBefore(name: string, seq: Seq): Promise<Json> {
    const last = this.newest.sets.findLast((set) => set.name === name && set.seq < seq);
    return last === undefined ? null : ((await this.valueSetAt(last.seq, name)) ?? null);
  }

  /** The named value that an event set; undefined if it removed the value. */
  async valueSetAt(seq: Seq, name: string): Promise<Json | undefined> {
    const event = await this.#stored(seq);
    if (event.payload.length > largeBytes) return `(set by event ${seq}, too big to show here)`;
    const set = this.#read(event).read.explanation.effects.findLast(
      (effect) => (effect.type === 'set' || effect.type === 'unset') && effect.name === name,
    );
    return set?.type === 'set' ? this.dialect.decode(set.value) : undefined;
  }

  async state(seq: Seq): Promise<StateDetail> {
    const latest = new Map<string, Seq>();
    for (const set of this.newest.sets) {
      if (set.seq > seq) break;
      latest.set(set.name, set.seq);
    }
    const values: StateDetail['values'][number][] = [];
    for (const [name, setAt] of latest) {
      const value = await this.valueSetAt(setAt, name);
      const before = setAt === seq ? { before: await this.#valueBefore(name, seq) } : {};
      if (value !== undefined) values.push({ name, value, setAt, ...before });
    }
    return { seq, status: runStatusAt(this.newest, seq), values, ...(await this.#runValues(seq)) };
  }

  /** The run's input and outcome up to event `seq`. */
  async #runValues(seq: Seq): Promise<Pick<StateDetail, 'input' | 'result' | 'nextInput' | 'failure'>> {
    let run: RunStanding = { status: 'unknown' };
    for (const change of this.newest.statuses) {
      if (change.seq > seq) break;
      const event = await this.#stored(change.seq);
      if (event.payload.length > largeBytes) continue;
      for (const effect of this.#read(event).read.explanation.effects)
        if (effect.type === 'run') run = nextRun(run, effect);
    }
    const { input, result, nextInput, failure } = run;
    return {
      ...this.#optional('input', input),
      ...this.#optional('result', result),
      ...this.#optional('nextInput', nextInput),
      ...(failure && { failure: this.#decodedFailure(failure) }),
    };
  }

  #decodedFailure(failure: Failure): Failure {
    return this.dialect.decode(failure) as unknown as Failure;
  }

  async raw(seq: Seq, offset: number): Promise<{ text: string; bytes: number; nextOffset: number | null }> {
    const payload = this.textOf((await this.#stored(seq)).payload);
    const end = characterEnd(payload, Math.min(payload.length, offset + rawChunkBytes));
    const text = Buffer.from(payload.subarray(offset, end)).toString('utf8');
    return { text, bytes: payload.length, nextOffset: end < payload.length ? end : null };
  }

  async operation(key: string): Promise<OperationDetail> {
    const index = operationIndex(this.newest, key);
    if (index === -1) throw new RetraceError('no-such-operation', `The run has no operation ${JSON.stringify(key)}.`);
    const seqs = [...eventsOf(this.newest, index)];
    let operation: Operation | undefined;
    const names = new OperationNames();
    const events: OperationDetail['events'][number][] = [];
    for (const seq of seqs.slice(0, operationEvents)) {
      const event = await this.#stored(seq);
      const { read } = this.#read(event);
      for (const effect of names.resolve(seq, read.explanation.effects)) {
        if (isAboutOperation(effect) && effect.key === key)
          operation = nextOperation(operation, effect, seq, event.atMs);
      }
      events.push({ seq, atMs: event.atMs, type: event.type, summary: read.explanation.summary });
    }
    const { input, result, options, failure, lastFailure, ...rest } = must(operation);
    return {
      operation: rest,
      ...this.#optional('input', input),
      ...this.#optional('result', result),
      ...this.#optional('options', options),
      ...(failure === undefined ? {} : { failure: this.#decodedFailure(failure) }),
      ...(lastFailure === undefined ? {} : { lastFailure: this.#decodedFailure(lastFailure) }),
      events,
    };
  }

  #optional<K extends string>(key: K, value: Json | undefined): { [key in K]?: ShownValue } {
    return value === undefined ? {} : ({ [key]: shown(this.dialect.decode(value)) } as { [key in K]?: ShownValue });
  }
}

function shown(value: Json): ShownValue {
  const text = JSON.stringify(value);
  if (text.length <= largeBytes) return { type: 'value', value, bytes: text.length };
  return { type: 'large', head: text.slice(0, headBytes), bytes: Buffer.byteLength(text) };
}

function largeText(payload: Uint8Array): ShownValue {
  return {
    type: 'large',
    head: Buffer.from(payload.subarray(0, characterEnd(payload, headBytes))).toString('utf8'),
    bytes: payload.length,
  };
}

/** `at`, or the nearest earlier end of a UTF-8 character. */
function characterEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end > 0 && end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

function elapsedNote(outline: Outline, opened: Seq, seq: Seq): string | undefined {
  const [from, to] = [timeOf(outline, opened), timeOf(outline, seq)];
  return opened === seq || from === null || to === null ? undefined : `after ${durationText(to - from)}`;
}
