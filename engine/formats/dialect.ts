// The interface for one more kind of history: one object of this shape, in one folder.

import type { RunFact } from '../model/api.ts';
import type { ComparedParts } from '../model/compare/parts.ts';
import type { Effect } from '../model/effect.ts';
import type { DialectId, Warning } from '../model/event.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { ValueReplacer } from './value-replacer.ts';

/** One event as read: its own time and type, and its meaning. */
export type ReadEvent = {
  readonly atMs: number | null;
  readonly type: string;
  readonly explanation: Explanation;
  /** Problems of this event alone. */
  readonly odd: readonly Odd[];
};

/** The source's data about an event beside its payload. */
export type Said = { readonly type: string; readonly atMs: number | null };

export type Odd = Omit<Warning, 'seq'>;

/** The identity of a run, as far as its history states it. */
export type Identity = {
  readonly runId?: string;
  readonly workflowId?: string;
  readonly workflowType?: string;
};

export interface Dialect {
  readonly id: DialectId;
  /** Of a dialect whose code may change while the program stays: what another edition explained is explained anew. */
  readonly edition?: string;
  /**
   * The dialect whose terms comparisons use for its events, where it is another: events of one vocabulary are compared
   * in every part.
   */
  readonly vocabulary?: DialectId;
  /** The code runs in workflow tasks: a task separates an event that wakes the code from the code's reaction. */
  readonly inTasks?: true;
  /** The kind of code that can replay its histories. */
  readonly guest?: 'temporal' | 'native';
  /** A key that all its events have, where those by which events are found (`type`, `eventId` …) are not theirs. */
  readonly key?: string;
  /** Histories of the dialect are written as JSON Lines. */
  readonly inLines?: true;
  /**
   * Events hold values as plain JSON: a number that JavaScript cannot hold is read as the text of its digits, by `parse`
   * and wherever else an event is parsed.
   */
  readonly keepsDigits?: true;
  /** Events have no known meaning, and may be any bytes. */
  readonly isRaw?: true;
  /**
   * True for an event of this dialect. `sample`: the event and its neighbours; `head`: the text before the first event
   * of the file, without white space.
   */
  recognises(event: JsonObject, sample?: readonly JsonObject[], head?: string): boolean;
  /** The format of the file in a few words: "Temporal JSON, Web UI readable". */
  describe(sample: readonly JsonObject[], holder: JsonObject): string;
  /** Parses the payload of an event. Throws for a payload that is not of this dialect. */
  parse(payload: Uint8Array): Json;
  /** For payloads that are not text: the payload as text, for display and search. */
  readonly text?: (payload: Uint8Array) => Uint8Array;
  /** `said`: present where the source knows more than the payload. */
  read(event: Json, said?: Said): ReadEvent;
  /** Position of the event, for detecting the order of the file; undefined without one. */
  position(event: Json): number | undefined;
  /**
   * For lists that may hold several runs: returns a function that gives the run number, from 0, of each event in order.
   * Call once per list.
   */
  readonly tellRunsApart?: () => (event: Json) => number;
  /** Call in order of seq; returns the same object where the event adds nothing. */
  identify(identity: Identity, event: Json, read: ReadEvent): Identity;
  /** `holder`: the object around the events, without the events. */
  identifyHolder(holder: JsonObject): Identity;
  /** Problems of the file around the events. */
  checkHolder(holder: JsonObject): readonly Odd[];
  /** True for the type that opens every complete history. */
  isStart(type: string): boolean;
  /** True for types that a healthy engine may record late, with the earlier time at which they happened. */
  recordsLate(type: string): boolean;
  /** The value with all known encodings decoded, for a person. */
  decode(value: Json): Json;
  /**
   * Payloads that a codec server may decode, in the protocol's own form, and its answers, which are held in memory and
   * used by `decode` alone, and by the code of a replay: what is explained, stored and exported never has them.
   */
  readonly codec?: {
    readonly undecoded: (value: Json) => readonly JsonObject[];
    readonly keepAnswer: (asked: JsonObject, answer: Json) => void;
    /** The value with the answers in place of the payloads; the value itself where there are none. */
    readonly withAnswers: (value: Json) => Json;
    /** The other way round. */
    readonly withoutAnswers: (value: Json) => Json;
    /** Runs `work` as if no answers were held: for what is written to a file. */
    readonly asStored: <T>(work: () => Promise<T>) => Promise<T>;
  };
  /** Inputs, results and details are written as lists of values: a list of one value means that value. */
  readonly listsValues?: true;
  /**
   * Every fact of the event that counts as a difference and that its effects do not state: everything except a listed
   * set of bookkeeping (ids, event numbers, times, workers). Values as written. A part replaces the effects' part; a
   * failure is merged with the effects' failure. `workflowId`: id of the run's workflow, null where unknown.
   * `effects`: those of the event in its run; a record that its engine refused has none.
   */
  compared(event: Json, workflowId: string | null, effects: readonly Effect[]): ComparedParts;
  /** An event's facts about its run as a whole, in familiar terms: task queue, SDK, timeouts. */
  readonly facts?: (event: Json) => readonly RunFact[];
  /**
   * The event, or the object around the events, with every value of the workflow replaced by `replacer`, in the
   * original spelling.
   */
  replaceValues(event: Json, replacer: ValueReplacer): Json;
}
