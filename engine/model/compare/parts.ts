// The parts of a run that are compared one by one: of each operation, and of the run itself. Paths of differences begin
// with a part.

import type { Json } from '../json.ts';

/**
 * `lastFailure`: failure of earlier attempts. `metadata`: text by the user. `details`: other facts of the events, by
 * event type. Options, headers and details differ between dialects, so they are compared within one vocabulary only.
 */
export const operationParts = [
  'input',
  'result',
  'failure',
  'lastFailure',
  'options',
  'header',
  'metadata',
  'details',
] as const;
export type OperationPart = (typeof operationParts)[number];

/**
 * `type`: workflow type. `nextInput`: input of the run that continued this run. `reason`: why the run was ended from
 * outside. `values`: values set by name that belong to no other part. `continuedAs`: what the run continued as.
 * `stuckOn`: failure of the last workflow task, where no later task completed.
 */
export const runParts = [
  'type',
  'input',
  'result',
  'failure',
  'nextInput',
  'reason',
  'stuckOn',
  'memo',
  'searchAttributes',
  'versions',
  'values',
  'continuedAs',
  'options',
  'header',
  'metadata',
  'details',
] as const;
export type RunPart = (typeof runParts)[number];

export type Part = OperationPart | RunPart;

/** Parts of an event, as provided by its dialect. */
export type ComparedParts = { readonly [P in Part]?: Json };

/** Parts that two vocabularies do not share. `kind`: kind of an operation. */
export type UncomparedPart = Part | 'kind';

const acrossDialects: ReadonlySet<Part> = new Set([
  'type',
  'input',
  'result',
  'nextInput',
  'failure',
  'lastFailure',
  'reason',
]);

export function isAcrossDialects(part: Part): boolean {
  return acrossDialects.has(part);
}

const ofNames: ReadonlySet<Part> = new Set([
  'memo',
  'searchAttributes',
  'versions',
  'values',
  'continuedAs',
  'options',
  'header',
  'metadata',
  'details',
]);

/** True for a part that is always an object: a missing part counts as an empty object. */
export function isOfNames(part: Part): boolean {
  return ofNames.has(part);
}

const words: { readonly [P in Part]?: string } = {
  nextInput: 'the input of the next run',
  reason: 'the reason given',
  lastFailure: 'last failure',
  searchAttributes: 'search attributes',
  metadata: 'user metadata',
  continuedAs: 'what it continued as',
  stuckOn: 'what it is stuck on',
};

/** A part's name in words for a person. */
export function partWord(part: string): string {
  return words[part as Part] ?? part;
}

/** Parts about the end of a run. Where the run goes on, its earlier end becomes one of its details. */
export const endParts = ['result', 'nextInput', 'failure'] as const;

export function earlierName(part: (typeof endParts)[number]): string {
  return `earlier ${part}`;
}
