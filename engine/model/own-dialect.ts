// A dialect of a person's own, as its author writes it: the types for its file, and the checks of what it answers.

import * as z from 'zod';
import type { Effect } from './effect.ts';
import { effectsSchema } from './effect-schema.ts';
import type { Json, JsonObject } from './json.ts';

/** What the file of a dialect exports under the name `dialect`; docs/own-dialect.md explains each part. */
export type OwnDialect = {
  /** Small letters, digits and hyphens; stored with every run. */
  readonly id: string;
  /** For a person: `Acme pipeline log`. */
  readonly name: string;
  /**
   * A key that every event has, and by which it is found in a file; may be left out where they have `type`, `event`,
   * `kind` or `eventId`.
   */
  readonly key?: string;
  /**
   * True for an event of this dialect; called with events of every kind of history. `sample`: the first events of the
   * file; `head`: the text before the first.
   */
  readonly recognises: (event: JsonObject, sample: readonly JsonObject[], head: string) => boolean;
  readonly explain: (event: JsonObject) => OwnExplanation;
  /** Types of the events that begin a complete history. */
  readonly starts?: readonly string[];
  /** Makes a value readable, where values are encoded. */
  readonly decode?: (value: Json) => Json;
  /** Every event names its run (`runId`): one file may hold several. */
  readonly severalRuns?: boolean;
  /** Keys whose values are the workflow's own, texts, or names; without them pseudonyms replace whole events. */
  readonly fields?: {
    readonly values?: readonly string[];
    readonly texts?: readonly string[];
    readonly names?: readonly string[];
  };
};

export type OwnExplanation = {
  readonly type: string;
  /** ISO 8601, or milliseconds since 1970. */
  readonly at?: string | number | null;
  /** One line; its subject is the operation: `failed: card declined`. */
  readonly summary: string;
  readonly effects: readonly Effect[];
  /** The number of the event, where events are numbered: gaps, repetitions and reversed files are noticed. */
  readonly position?: number;
  readonly runId?: string;
  readonly workflowId?: string;
  readonly workflowType?: string;
  /** The engine's own housekeeping. */
  readonly bookkeeping?: boolean;
  /** The event wakes the code. */
  readonly wakes?: boolean;
  /** What else of the event counts as a difference to another run. */
  readonly facts?: JsonObject;
  /** What is wrong with the event, for a person. */
  readonly warning?: string;
};

const line = z.string().max(10_000);
export const explanationSchema: z.ZodType<OwnExplanation> = z.strictObject({
  type: z.string().min(1).max(500),
  at: z.union([z.string().max(100), z.number(), z.null()]).optional(),
  summary: line,
  effects: effectsSchema,
  position: z.number().optional(),
  runId: line.optional(),
  workflowId: line.optional(),
  workflowType: line.optional(),
  bookkeeping: z.boolean().optional(),
  wakes: z.boolean().optional(),
  facts: z.record(z.string(), z.custom<Json>()).optional(),
  warning: line.optional(),
}) as z.ZodType<OwnExplanation>;

const keys = z.array(z.string().max(200)).max(200).default([]);

/** What a loaded file says of its dialect. */
export const aboutSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'an id is of small letters, digits and hyphens'),
  name: z.string().min(1).max(200),
  key: z.string().min(1).max(200).optional(),
  starts: keys,
  decodes: z.boolean(),
  severalRuns: z.boolean().default(false),
  fields: z.strictObject({ values: keys, texts: keys, names: keys }).nullable().default(null),
});

export type AboutFile = z.infer<typeof aboutSchema>;
