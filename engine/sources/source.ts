// The interface of a container, which reads runs from one kind of place: one object, in one folder.

import type { RunState } from '../model/state.ts';
import type { Seq, Warning } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Headline } from '../model/run.ts';
import type { Dialect, Identity, Said } from '../formats/dialect.ts';
import type { Entry } from './entry.ts';
import type { History } from './json/history-file.ts';

export interface Container {
  /** Stored with each run, to find the container that exports its file. */
  readonly id: string;
  /**
   * undefined if the entry is not of this kind. Uses name, listing and head; opening a recognised entry throws if it
   * cannot be read.
   */
  recognise(entry: Entry): Source | undefined | Promise<Source | undefined>;
  /**
   * The run's file in pieces; `payloadAt` gives the payloads of events 1 … `events`. undefined if the file has no place
   * for events appended since, or if the run had no file of its own: then the events are exported one per line.
   */
  exported(
    kept: Kept,
    payloadAt: (seq: Seq) => Promise<Uint8Array>,
    events: number,
  ): AsyncIterable<Uint8Array> | undefined;
  /** Extension of an exported file's name, without a dot. */
  ending(dialect: string): string;
  /**
   * Makes the source again from the file's bytes and the stored data; only for containers whose sources have `report`.
   */
  again?(kept: Kept, file: Buffer): Source;
}

/** A file or folder that a container recognised. */
export interface Source {
  /**
   * The only run, if it can be found much faster than by `runs`. Only parsing shows whether the events are valid: if
   * parsing throws `NotAlikeError`, use `runs`.
   */
  quick?(partial: boolean): Promise<History | undefined>;
  /**
   * The runs of a source whose every line is an event, with any file size. If a later line is no event, reading throws
   * `NotAlikeError`: then use `runs`.
   */
  lines?(partial: boolean): Promise<StreamedLines | undefined>;
  /** Makes each run on demand: there may be very many. `partial`: accepts the whole events of a cut-off file. */
  runs(partial: boolean): AsyncIterable<FoundRun>;
  /** The state after one event, and a report on the whole source. `at` as a person wrote it; undefined is the end. */
  report?(at: string | undefined): Promise<SourceReport>;
}

/** A run whose events are all in memory, or one whose events are streamed once. */
export type FoundRun = { readonly type: 'held'; readonly history: History } | StreamedRun;

export type StreamedRun = {
  readonly type: 'streamed';
  readonly dialect: Dialect;
  /** Name of the form for a person, such as "ActionQueue log, version 5". */
  readonly form: string;
  /** Identity from the run's place; its events may override it. */
  readonly identity: Identity;
  /** Lower-case hexadecimal; equal for equal runs in any place. */
  readonly digest: string;
  /** In order of seq; each batch is valid until the next is read, and is not retained. */
  batches(): AsyncIterable<readonly RawEvent[]>;
  /** Call after all batches were read. */
  end(): Promise<StreamEnd>;
};

/**
 * `event`: the payload as the dialect parses it, where the source has it. `said`: facts from the source outside the
 * payload. `place`: the event's place in the source.
 */
export type RawEvent = {
  readonly payload: Uint8Array;
  readonly event?: Json;
  readonly said?: Said;
  readonly place?: JsonObject;
};

/**
 * Runs streamed once, one event per line; events of several runs may interleave. The runs' events identify the runs.
 */
export type StreamedLines = {
  readonly dialect: Dialect;
  readonly form: string;
  /** Size of the input in bytes; undefined if it is unknown. */
  readonly bytes: number | undefined;
  /** Starts a new pass over all lines. */
  pass(): LinesPass;
};

export type LinesPass = {
  /** In order of the lines; each batch is valid until the next is read. */
  batches(): AsyncIterable<readonly LineEvent[]>;
  /** Call after all batches were read; one result per run, by its number. `digest` as for a run in memory. */
  end(): readonly (StreamEnd & { readonly digest: string })[];
};

/** `run`: number of its run, from 0 in order of appearance. `escapes`: whether its text has \u escapes. */
export type LineEvent = {
  readonly run: number;
  readonly raw: Json;
  readonly payload: Uint8Array;
  readonly escapes: boolean;
};

export type StreamEnd = {
  readonly kept: Kept;
  readonly warnings: readonly Warning[];
  /** Set if a fact about the source is the first thing that a person must read. */
  readonly headline?: Headline;
};

/** Data for the export beside the events; stored as JSON. */
export type Kept = {
  readonly container: string;
  readonly version: number;
  readonly warnings: readonly Warning[];
  readonly [more: string]: unknown;
};

export type SourceReport = {
  readonly dialect: Dialect;
  /** Number of events. */
  readonly count: number;
  readonly state: RunState;
  /** Fields of the report beside run, seq and state. */
  readonly fields: JsonObject;
  /** Lines of text in place of the run's name. */
  readonly lines: readonly string[];
};
