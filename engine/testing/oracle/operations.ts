// The operations of a run at a seq: recomputed from everything that the events so far state about an operation.

import type { Json } from '../../model/json.ts';
import type { PlainEvent } from './raw-event.ts';
import type { Chain } from './raw-failure.ts';
import { type Closing, type Says, type Word, wordsOf } from './words.ts';

export type OracleOperation = {
  /** `kind:id`; an id missing from the history begins with `?`. */
  readonly key: string;
  readonly kind: string;
  /** Empty where the history has no name. */
  readonly name: string;
  readonly status: Exclude<Says, 'opens'> | 'scheduled';
  readonly attempts: number;
  readonly openedAt: number;
  readonly startedAt: number | null;
  readonly closedAt: number | null;
  readonly input?: readonly Json[];
  readonly result?: readonly Json[];
  readonly failure?: Chain;
  readonly lastFailure?: Chain;
};

const closing: ReadonlySet<string> = new Set<Closing>([
  'completed',
  'failed',
  'timedOut',
  'canceled',
  'terminated',
  'rejected',
  'skipped',
]);

/** The operations of the first `upTo` events, in order of first mention. */
export function operationsAt(events: readonly PlainEvent[], upTo: number): readonly OracleOperation[] {
  const past = events.slice(0, upTo);
  return operationsOf(past.flatMap((event) => wordsOf(event, past)));
}

export function operationsOf(words: readonly Word[]): readonly OracleOperation[] {
  return [...Map.groupBy(words, ({ kind, id }) => `${kind}:${id}`)].map(([key, said]) => operationOf(key, said));
}

/**
 * An operation closed and reopened has several lives: the last life gives the status, an earlier one the earlier
 * failure.
 */
function operationOf(key: string, words: readonly Word[]): OracleOperation {
  const lives = livesOf(words);
  const life = lives.at(-1)!;
  const end = life.find(({ says }) => closing.has(says));
  const lastFailure =
    lives.flat().findLast((word) => word.lastFailure !== undefined)?.lastFailure ?? failureOfALife(lives.slice(0, -1));
  return {
    key,
    kind: words[0]!.kind,
    name: words[0]!.name ?? '',
    status: statusOf(life),
    attempts: attemptsIn(lives),
    openedAt: words[0]!.seq,
    startedAt: life.find(({ says }) => says === 'started')?.seq ?? null,
    closedAt: end?.seq ?? null,
    ...some('input', lives.flat().findLast(({ input }) => input !== undefined)?.input),
    ...some('result', end?.result),
    ...some('failure', end?.failure),
    ...some('lastFailure', lastFailure),
  };
}

/** Each life ends with the first closing statement; later statements about a closed operation are ignored. */
function livesOf(words: readonly Word[]): readonly (readonly Word[])[] {
  const lives: Word[][] = [[]];
  for (const word of words) {
    const closed = lives.at(-1)!.some(({ says }) => closing.has(says));
    if (closed && word.says !== 'opens') continue;
    if (closed) lives.push([]);
    lives.at(-1)!.push(word);
  }
  return lives;
}

/**
 * An operation asked to cancel keeps that status until its end: a start recorded later is older than the request, or
 * does not affect it.
 */
function statusOf(life: readonly Word[]): OracleOperation['status'] {
  const said = life.filter(({ says }) => says !== 'opens');
  const end = said.find(({ says }) => closing.has(says));
  const asked = said.find(({ says }) => says === 'cancelRequested');
  return ((end ?? asked ?? said.at(-1))?.says as OracleOperation['status'] | undefined) ?? 'scheduled';
}

/** The highest mentioned number, plus one for each reopening. */
function attemptsIn(lives: readonly (readonly Word[])[]): number {
  let attempts = -1;
  for (const life of lives)
    attempts = Math.max(attempts + 1, ...life.map(({ attempt }, i) => (lives[0] !== life && i === 0 ? 0 : attempt)));
  return attempts;
}

function failureOfALife(lives: readonly (readonly Word[])[]): Chain | undefined {
  return lives.flat().findLast(({ failure }) => failure !== undefined)?.failure;
}

function some<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}
