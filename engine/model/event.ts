// The elements of a run. Events are facts as their source wrote them: this file never interprets them.

import type { Json } from './json.ts';

/**
 * Id of one run in the library. For a Temporal history its run id, with a suffix where the library already has another
 * export of the run.
 */
export type RunId = string & { readonly brand: 'RunId' };

/** Position of an event in its run: 1, 2, 3 … without gaps. 0 stands for "before the first". */
export type Seq = number;

/**
 * The dialect that a run's events are written in: the name of a folder of `engine/formats`. Events of an unknown
 * dialect are shown raw.
 */
export type DialectId = string;

export type EventRecord = {
  readonly seq: Seq;
  /**
   * The event's own time in milliseconds since 1970, with fractions; null where the event has none. Times need not rise
   * with seq.
   */
  readonly atMs: number | null;
  /** The dialect's own event type, in one spelling (`ActivityTaskFailed`, `node_failed`). */
  readonly type: string;
  /** The whole event as its source wrote it. */
  readonly attributes: Json;
};

/** A problem met while reading. `seq` 0 = about the run. */
export type Warning = { readonly seq: Seq; readonly code: WarningCode; readonly text: string };

export const warningCodes = [
  'first-not-start',
  'duplicate-id',
  'missing-id',
  'backward-id',
  'backward-time',
  'no-time',
  'unknown-type',
  'unknown-value',
  'odd-shape',
  'bad-base64',
  'lone-surrogate',
  'partial-file',
  'more-pages',
  'orphan',
  'damaged',
  'not-reopened',
  'refused',
  'broken-promise',
  'odd-source',
  'no-answer',
] as const;
export type WarningCode = (typeof warningCodes)[number];
