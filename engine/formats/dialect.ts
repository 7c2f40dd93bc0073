// What it takes to read one more kind of history: one object of this shape, in one folder.

import type { RunFact } from '../model/api.ts';
import type { ComparedParts } from '../model/compare/parts.ts';
import type { DialectId, Warning } from '../model/event.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { ValueReplacer } from './value-replacer.ts';

/** One event, read: its own time and name, and what it means. */
export type ReadEvent = {
  readonly atMs: number | null;
  readonly type: string;
  readonly explanation: Explanation;
  /** What is odd about this one event by itself. */
  readonly odd: readonly Odd[];
};

/** What a source says of an event beside its payload. */
export type Said = { readonly type: string; readonly atMs: number | null };

export type Odd = Omit<Warning, 'seq'>;

/** Who a run is, as far as its history says. */
export type Identity = {
  readonly runId?: string;
  readonly workflowId?: string;
  readonly workflowType?: string;
};

export interface Dialect {
  readonly id: DialectId;
  /** The dialect in whose words its events are compared, where that is another: two of one vocabulary are compared in everything. */
  readonly vocabulary?: DialectId;
  /** Its code runs in workflow tasks: between what wakes it and what it does then stands one. */
  readonly inTasks?: true;
  /** Whose code its histories can be replayed with. */
  readonly guest?: 'temporal' | 'native';
  /** Its histories are written as JSON Lines. */
  readonly inLines?: true;
  /** Its events mean nothing here, and may be any bytes. */
  readonly isRaw?: true;
  /**
   * True when an object that looks like an event is one of this dialect's. `sample`: it and its neighbours; `head`: the text before the
   * first event of the file, without white space.
   */
  recognises(event: JsonObject, sample?: readonly JsonObject[], head?: string): boolean;
  /** The form of the file in a few words: "Temporal JSON, Web UI readable". */
  describe(sample: readonly JsonObject[], holder: JsonObject): string;
  /** The event as its payload says it. Throws where the payload is none of this dialect's. */
  parse(payload: Uint8Array): Json;
  /** Of payloads that are no text: one as text, for showing and searching. */
  readonly text?: (payload: Uint8Array) => Uint8Array;
  /** `said` is there where the source says more than the payload does. */
  read(event: Json, said?: Said): ReadEvent;
  /** Position of the event among its equals, for finding the order of the file; undefined where it has none. */
  position(event: Json): number | undefined;
  /** Where one list may hold several runs: gives what says of each event, in order, which run it belongs to, from 0. A new one for each list. */
  readonly tellRunsApart?: () => (event: Json) => number;
  /** Called in order of seq; gives back the very object where the event adds nothing to it. */
  identify(identity: Identity, event: Json, read: ReadEvent): Identity;
  /** `holder` is the object around the events, without them. */
  identifyHolder(holder: JsonObject): Identity;
  /** What is odd about the file around the events. */
  checkHolder(holder: JsonObject): readonly Odd[];
  /** True for the type that opens every whole history. */
  isStart(type: string): boolean;
  /** True for types that a healthy engine may record late, under the earlier time at which it happened. */
  recordsLate(type: string): boolean;
  /** The value with all encodings undone that can be: what a person reads. */
  decode(value: Json): Json;
  /** Inputs, results and details are written as lists of values: a list of one is that one. */
  readonly listsValues?: true;
  /**
   * All that the event says and a person would call different if it were otherwise, as far as its effects do not say it: everything but a
   * written list of bookkeeping (ids, numbers of events, times, workers). Values as written; a part that is there counts instead of what
   * the effects say of it, but for a failure, which it adds to. `workflowId`: of the run, null where nobody knows.
   */
  compared(event: Json, workflowId: string | null): ComparedParts;
  /** What an event says of its run as a whole, in words a person knows: task queue, SDK, timeouts. */
  readonly facts?: (event: Json) => readonly RunFact[];
  /** The event, or the object around the events, with every value of the workflow's own as `replacer` gives it, in the spelling it had. */
  replaceValues(event: Json, replacer: ValueReplacer): Json;
}
