// The parts of what a run did that are compared one by one: of each operation, and of the run itself. Paths of differences begin with them.

import type { Json } from '../json.ts';

/**
 * `lastFailure`: of earlier attempts. `metadata`: what the user wrote about it. `details`: what else its events say, by their type. In another dialect the same thing has other
 * options, headers and details: they are compared within one vocabulary only.
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
 * `type`: of the workflow. `nextInput`: of the run that it continued as. `reason`: why it was ended from outside. `values`: what was set by name and is none of the others.
 * `continuedAs`: what it went on as. `stuckOn`: why its last workflow task failed, where none after it completed.
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

/** Parts of an event, as its dialect gives them. */
export type ComparedParts = { readonly [P in Part]?: Json };

/** What two vocabularies do not have in common. `kind`: of an operation. */
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

/** True where it is an object by its nature: one that is not there is an empty one. */
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

/** As a person says it. */
export function partWord(part: string): string {
  return words[part as Part] ?? part;
}

/** What is said of how a run ended. Where it goes on, its end so far is one of its details. */
export const endParts = ['result', 'nextInput', 'failure'] as const;

export function earlierName(part: (typeof endParts)[number]): string {
  return `earlier ${part}`;
}
