// What the operations of a run hold, as a number for each value: enough to see that two are equal without keeping either. Made when a run
// is first compared; disposable.

import type { Effect, Failure } from '../effect.ts';
import type { DialectId } from '../event.ts';
import type { Json } from '../json.ts';
import { isArray, isObject } from '../json.ts';
import type { Outline } from '../outline.ts';
import { kindOf, NONE } from '../outline.ts';
import type { IgnoreRule, RuleKind } from './ignore-rules.ts';
import { type IgnoreState, ignoring } from './ignore-rules-match.ts';
import { hashOf } from './value-hash.ts';

/** Raise it where equal histories would get other numbers. */
export const FINGERPRINTS_VERSION = 2;

/** Columns of 32-bit hashes, one entry for each operation of the outline; 0 = nothing is recorded. */
export type Fingerprints = {
  readonly version: typeof FINGERPRINTS_VERSION;
  readonly input: Uint32Array;
  readonly result: Uint32Array;
  readonly failure: Uint32Array;
  readonly options: Uint32Array;
  /** Of the run itself: input, result, failure. */
  readonly run: Uint32Array;
};

/** Names in options that say who or when, never what: ids are given anew in every run. */
const passing = new Set([
  'activityId',
  'activityType',
  'attempt',
  'control',
  'firstExecutionRunId',
  'header',
  'identity',
  'inheritBuildId',
  'initialRunId',
  'namespace',
  'namespaceId',
  'parentInitiatedEventId',
  'parentWorkflowExecution',
  'requestId',
  'timerId',
  'workflowId',
  'workflowTaskCompletedEventId',
  'decisionTaskCompletedEventId',
  'workflowType',
]);

/** Values without what the rules leave out. */
export class FingerprintBuilder {
  readonly #outline: Outline;
  readonly #index: ReadonlyMap<string, number>;
  readonly #prints: Fingerprints;
  readonly #rules: readonly IgnoreRule[];
  /** What the rules say of operations of a kind and name. */
  readonly #states = new Map<string, IgnoreState>();

  constructor(outline: Outline, rules: readonly IgnoreRule[] = []) {
    this.#outline = outline;
    this.#rules = rules;
    this.#index = new Map(outline.operations.keys.map((key, i) => [key, i]));
    const column = (): Uint32Array => new Uint32Array(outline.operations.count);
    this.#prints = { version: FINGERPRINTS_VERSION, input: column(), result: column(), failure: column(), options: column(), run: new Uint32Array(3) };
  }

  /** Effects of an event with their values decoded, events in order of seq. */
  add(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'run') this.#addRun(effect);
      else if (effect.type === 'open' || effect.type === 'close' || effect.type === 'advance') this.#addOperation(effect);
    }
  }

  #addRun({ input, result, failure }: Extract<Effect, { type: 'run' }>): void {
    const { run } = this.#prints;
    const ignore = this.#ignoring('run', '');
    // A run that goes on has no end any more.
    run.fill(0, 1);
    if (input !== undefined) run[0] = this.#print(input, ignore?.next('input'));
    if (result !== undefined) run[1] = this.#print(result, ignore?.next('result'));
    if (failure !== undefined) run[2] = printOf(plainFailure(failure), ignore?.next('failure'));
  }

  #addOperation(effect: Extract<Effect, { type: 'open' | 'advance' | 'close' }>): void {
    const at = this.#index.get(effect.key) ?? NONE;
    if (at === NONE || effect.type === 'advance') return;
    const { input, result, failure, options } = this.#prints;
    const { names, operations } = this.#outline;
    const ignore = this.#ignoring(kindOf(this.#outline, at), names[operations.name[at]!] ?? '');
    if (effect.type === 'open') {
      result[at] = failure[at] = 0;
      if (effect.input !== undefined) input[at] = this.#print(effect.input, ignore?.next('input'));
      if (effect.options !== undefined) options[at] = printOf(lastingOptions(effect.options), ignore?.next('options'));
      return;
    }
    if (effect.result !== undefined) result[at] = this.#print(effect.result, ignore?.next('result'));
    if (effect.failure !== undefined) failure[at] = printOf(plainFailure(effect.failure), ignore?.next('failure'));
  }

  #print(value: Json, ignore: IgnoreState | undefined): number {
    return printOf(plainValue(value, this.#outline.dialect), ignore);
  }

  #ignoring(kind: RuleKind, name: string): IgnoreState | undefined {
    if (this.#rules.length === 0) return undefined;
    const key = `${kind}:${name}`;
    const known = this.#states.get(key) ?? ignoring(this.#rules, kind, name);
    this.#states.set(key, known);
    return known;
  }

  finish(): Fingerprints {
    return this.#prints;
  }
}

function printOf(plain: Json, ignore: IgnoreState | undefined): number {
  return plain === null || ignore?.ignored === true ? 0 : hashOf(plain, ignore) || 1;
}

/** What a person would call the value: without the wrapping of payloads, of which a list of one is that one. Other dialects have no lists of payloads. */
export function plainValue(value: Json, dialect: DialectId): Json {
  if (dialect !== 'temporal') return plainPayload(value);
  const payloads = isObject(value) && Object.keys(value).length === 1 ? value['payloads'] : undefined;
  const list = isArray(payloads) ? payloads : value;
  // No payloads at all are written in three ways.
  if (isArray(list) ? list.length === 0 : isObject(list) && Object.keys(list).length === 0) return null;
  if (!isArray(list)) return plainPayload(list);
  return list.length === 1 ? plainPayload(list[0] ?? null) : list.map(plainPayload);
}

/** Of encrypted ones nothing can be said: the same value is another text each time. */
function plainPayload(value: Json): Json {
  if (!isObject(value) || !isObject(value['$payload']) || Object.keys(value).length !== 1) return value;
  const { value: plain, text, bytes, head, sha256, encrypted } = value['$payload'];
  return plain ?? text ?? (bytes === undefined || encrypted === true ? null : { bytes, head, sha256 });
}

/** Type and words of each link of the chain; where in the code it arose changes with every build. */
export function plainFailure(failure: Failure | undefined): Json {
  if (failure === undefined) return null;
  const links: Failure[] = [];
  for (let link: Failure | undefined = failure; link !== undefined; link = link.cause) links.push(link);
  return links.reduceRight<Json>((cause, { type, message }) => ({ ...(type !== undefined && { type }), message, ...(cause !== null && { cause }) }), null);
}

/** Options without what differs between any two runs. */
export function lastingOptions(options: Json): Json {
  if (!isObject(options)) return options;
  return Object.fromEntries(Object.entries(options).filter(([name]) => !passing.has(name)));
}
