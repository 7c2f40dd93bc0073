// What it takes to take runs from one more kind of place: one object of this shape, in one folder.

import type { RunState } from '../model/state.ts';
import type { Seq, Warning } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Headline } from '../model/run.ts';
import type { Dialect, Identity, Said } from '../formats/dialect.ts';
import type { Entry } from './entry.ts';
import type { History } from './json/history-file.ts';

export interface Container {
  /** Kept with each run, to find who gives its file back. */
  readonly id: string;
  /** undefined where the entry is nothing of its own. Looks at name, listing and head; whoever opens what was recognised says why it cannot be read. */
  recognise(entry: Entry): Source | undefined | Promise<Source | undefined>;
  /**
   * The file that a run came from, in pieces; `payloadAt` gives those of its events, 1 … `events`. undefined where events were appended since
   * that have no place in it, or where it came from no file of its own: then its events are given, one a line.
   */
  exported(
    kept: Kept,
    payloadAt: (seq: Seq) => Promise<Uint8Array>,
    events: number,
  ): AsyncIterable<Uint8Array> | undefined;
  /** The ending of an exported file's name, without a dot. */
  ending(dialect: string): string;
  /** The source again, from the file's bytes and what was kept; only of containers whose sources report. */
  again?(kept: Kept, file: Buffer): Source;
}

/** A file or folder that a container recognised. */
export interface Source {
  /**
   * The one run of it, where that is found in a fraction of the time. That its events are what they seem shows only when they are parsed: a
   * `NotAlikeError` says that they are not, and `runs` has the last word.
   */
  quick?(partial: boolean): Promise<History | undefined>;
  /**
   * The runs of it, where every line is one event, however long it is. Not all of them may be: whoever takes them is thrown a
   * `NotAlikeError` then, and `runs` has the last word.
   */
  lines?(partial: boolean): Promise<StreamedLines | undefined>;
  /** Each made only when it is asked for: there may be very many. With `partial`, what is whole of a file cut off is taken. */
  runs(partial: boolean): AsyncIterable<FoundRun>;
  /** Its state after one of its events, and what else there is to say of it as a whole. `at` as a person wrote it; undefined = at its end. */
  report?(at: string | undefined): Promise<SourceReport>;
}

/** A run whose events lie in memory together, or one whose events go by once. */
export type FoundRun = { readonly type: 'held'; readonly history: History } | StreamedRun;

export type StreamedRun = {
  readonly type: 'streamed';
  readonly dialect: Dialect;
  /** In the words of a person: "ActionQueue log, version 5". */
  readonly form: string;
  /** What its place says of it; its events may know better. */
  readonly identity: Identity;
  /** Lower-case hexadecimal; equal for equal runs, wherever they lie. */
  readonly digest: string;
  /** In order of seq, each batch good until the next is asked for; nothing that was given out is held. */
  batches(): AsyncIterable<readonly RawEvent[]>;
  /** Told once all batches were taken. */
  end(): Promise<StreamEnd>;
};

/** `said`: what its source says of it beside its bytes. `place`: where in the source it stands. */
export type RawEvent = { readonly payload: Uint8Array; readonly said?: Said; readonly place?: JsonObject };

/** Runs whose events go by once, one a line, those of one between those of others; what the runs are, they say themselves. */
export type StreamedLines = {
  readonly dialect: Dialect;
  readonly form: string;
  /** How long they are together; undefined where that is not known before. */
  readonly bytes: number | undefined;
  /** From the beginning, each time. */
  pass(): LinesPass;
};

export type LinesPass = {
  /** In the order of the lines, each batch good until the next is asked for. */
  batches(): AsyncIterable<readonly LineEvent[]>;
  /** Told once all batches were taken: of each run by its number. `digest` as of a run that lies in memory. */
  end(): readonly (StreamEnd & { readonly digest: string })[];
};

/** `run`: which of the runs it belongs to, numbered from 0 as they come. `escapes`: some text of it is written with \u. */
export type LineEvent = {
  readonly run: number;
  readonly raw: Json;
  readonly payload: Uint8Array;
  readonly escapes: boolean;
};

export type StreamEnd = {
  readonly kept: Kept;
  readonly warnings: readonly Warning[];
  /** Where something about the source is the first thing that a person must read. */
  readonly headline?: Headline;
};

/** What an export needs beside the events; stored as JSON. */
export type Kept = {
  readonly container: string;
  readonly version: number;
  readonly warnings: readonly Warning[];
  readonly [more: string]: unknown;
};

export type SourceReport = {
  readonly dialect: Dialect;
  /** How many events it has. */
  readonly count: number;
  readonly state: RunState;
  /** Beside run, seq and state. */
  readonly fields: JsonObject;
  /** Instead of what the run is called. */
  readonly lines: readonly string[];
};
