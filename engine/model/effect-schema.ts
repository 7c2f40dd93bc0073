// Checks effects that come from outside the program: a person's own dialect.

import * as z from 'zod';
import {
  closedStatuses,
  type Effect,
  type Failure,
  linkRelations,
  openStatuses,
  type OperationKey,
  operationKinds,
  runStatuses,
} from './effect.ts';
import type { Json } from './json.ts';

const text = z.string().max(100_000);
const words = text.optional();
const json = z.custom<Json>((value) => value !== undefined);
const ms = z.number().optional();
const attempt = z.int().min(0).optional();
const kinds = operationKinds.join('|');
const key = z.custom<OperationKey>(
  (value) => typeof value === 'string' && value.length <= 2000 && new RegExp(`^(${kinds}):.`, 's').test(value),
  { error: `a key is <kind>:<id>, and the kind one of ${operationKinds.join(', ')}` },
);
const keys = z.array(key).max(20).optional();
const failure: z.ZodType<Failure> = z.lazy(() =>
  z.strictObject({
    message: text,
    type: words,
    stack: words,
    source: words,
    nonRetryable: z.boolean().optional(),
    details: json.optional(),
    more: z.record(z.string(), json).optional(),
    operation: key.optional(),
    wraps: z.literal(true).optional(),
    cause: failure.optional(),
  }),
) as z.ZodType<Failure>;

const effect = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    key,
    also: keys,
    takes: key.optional(),
    kind: z.enum(operationKinds),
    name: text,
    label: words,
    about: words,
    startsUnseen: z.boolean().optional(),
    input: json.optional(),
    options: json.optional(),
    task: words,
    cause: key.optional(),
    untilMs: ms,
    attempt,
    anew: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('advance'),
    key,
    also: keys,
    status: z.enum(openStatuses),
    attempt,
    failure: failure.optional(),
    details: json.optional(),
    worker: words,
  }),
  z.strictObject({
    type: z.literal('close'),
    key,
    also: keys,
    status: z.enum(closedStatuses),
    attempt,
    result: json.optional(),
    failure: failure.optional(),
  }),
  z.strictObject({
    type: z.literal('run'),
    status: z.enum(runStatuses),
    beginsAtMs: ms,
    awaits: words,
    input: json.optional(),
    result: json.optional(),
    nextInput: json.optional(),
    failure: failure.optional(),
    reason: words,
  }),
  z.strictObject({ type: z.literal('mention'), key }),
  z.strictObject({ type: z.literal('mentionRun') }),
  z.strictObject({ type: z.literal('set'), name: text, value: json }),
  z.strictObject({ type: z.literal('unset'), name: text }),
  z.strictObject({
    type: z.literal('link'),
    relation: z.enum(linkRelations),
    workflowId: words,
    runId: words,
    workflowType: words,
    key: key.optional(),
  }),
]);

/** Effects of one event. */
export const effectsSchema = z.array(effect).max(1000) as unknown as z.ZodType<readonly Effect[]>;
