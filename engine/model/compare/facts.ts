// The facts that one event states about an operation or the run, cut into the parts that a comparison uses. Details
// that only the fold needs (ids, times, housekeeping) are left out.

import type { Effect, Failure, OperationKey } from '../effect.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import { isAboutOperation } from '../transition.ts';
import type { ComparedParts, OperationPart, Part, RunPart } from './parts.ts';
import type { PlainReader } from './plain-value.ts';

/** `name`: the key that the fact is about, of a part that is an object. Values are plain. */
export type Fact =
  | {
      readonly type: 'operation';
      readonly key: OperationKey;
      readonly part: OperationPart;
      readonly name?: string;
      readonly value: Json;
    }
  | { readonly type: 'run'; readonly part: RunPart; readonly name?: string; readonly value: Json }
  /** The operation is opened or reopened. */
  | { readonly type: 'open'; readonly key: OperationKey }
  | { readonly type: 'close'; readonly key: OperationKey }
  /** The run goes on after an end: later facts about an end concern another end. */
  | { readonly type: 'runGoesOn' };

export type ExplainedEvent = {
  /** The event's own type: the key of the event's details. */
  readonly type: string;
  /** Effects with decoded values. */
  readonly effects: readonly Effect[];
  readonly bookkeeping: boolean;
  /**
   * Decoded parts that the dialect states beyond the effects. Such a part replaces the effects' part; a failure is
   * merged with the effects' failure.
   */
  readonly compared: ComparedParts;
};

export function factsOf(event: ExplainedEvent, plain: PlainReader): readonly Fact[] {
  return event.bookkeeping
    ? tasksFacts(event, plain)
    : [...event.effects.flatMap((effect) => effectFacts(effect, event.compared, plain)), ...moreFacts(event, plain)];
}

/**
 * Of the engine's housekeeping, a comparison uses only the failure that a run is stuck on. A reset is not a failure.
 */
function tasksFacts({ effects, compared }: ExplainedEvent, plain: PlainReader): readonly Fact[] {
  return effects.flatMap((effect): readonly Fact[] => {
    if (effect.type !== 'close') return [];
    if (effect.status === 'completed') return [{ type: 'run', part: 'stuckOn', value: null }];
    if (effect.status !== 'failed' || effect.failure === undefined) return [];
    return [
      {
        type: 'run',
        part: 'stuckOn',
        value: compared.stuckOn === undefined ? plain.failure(effect.failure) : plain.inside(compared.stuckOn),
      },
    ];
  });
}

function effectFacts(effect: Effect, compared: ComparedParts, plain: PlainReader): readonly Fact[] {
  const isOpen = (part: Part): boolean => compared[part] === undefined;
  switch (effect.type) {
    case 'open': {
      const { key, input, options } = effect;
      return [
        { type: 'open', key },
        ...(input === undefined || !isOpen('input')
          ? []
          : [{ type: 'operation', key, part: 'input', value: plain.value(input) } as const]),
        ...(options === undefined || !isOpen('options')
          ? []
          : [{ type: 'operation', key, part: 'options', value: plain.inside(options) } as const]),
      ];
    }
    case 'advance': {
      const { key, failure, details } = effect;
      return [
        ...(failure === undefined
          ? []
          : [{ type: 'operation', key, part: 'lastFailure', value: plain.failure(failure) } as const]),
        ...(details === undefined
          ? []
          : [{ type: 'operation', key, part: 'details', name: 'progress', value: plain.value(details) } as const]),
      ];
    }
    case 'close': {
      const { key, result, failure } = effect;
      return [
        ...(result === undefined || !isOpen('result')
          ? []
          : [{ type: 'operation', key, part: 'result', value: plain.value(result) } as const]),
        ...(failure === undefined
          ? []
          : [{ type: 'operation', key, part: 'failure', value: failureOf(failure, compared, plain) } as const]),
        { type: 'close', key },
      ];
    }
    case 'run': {
      const { input, result, nextInput, failure, reason } = effect;
      return [
        { type: 'runGoesOn' },
        ...(input === undefined ? [] : [{ type: 'run', part: 'input', value: plain.value(input) } as const]),
        ...(result === undefined ? [] : [{ type: 'run', part: 'result', value: plain.value(result) } as const]),
        ...(nextInput === undefined
          ? []
          : [{ type: 'run', part: 'nextInput', value: plain.value(nextInput) } as const]),
        ...(failure === undefined
          ? []
          : [{ type: 'run', part: 'failure', value: failureOf(failure, compared, plain) } as const]),
        ...(reason === undefined ? [] : [{ type: 'run', part: 'reason', value: reason } as const]),
      ];
    }
    case 'set':
      return isSaidElsewhere(effect.name, compared) ? [] : [setFact(effect.name, plain.value(effect.value))];
    case 'unset':
      return isSaidElsewhere(effect.name, compared) ? [] : [setFact(effect.name, '(taken away)')];
    case 'mention':
    case 'mentionRun':
    case 'link':
      return [];
  }
}

/** True for a value that is among the run's options, where the dialect provides options. */
function isSaidElsewhere(name: string, { values, options }: ComparedParts): boolean {
  return values !== undefined || (options !== undefined && /^(run|options)\./.test(name));
}

function failureOf(failure: Failure, { failure: more }: ComparedParts, plain: PlainReader): Json {
  const said = plain.failure(failure);
  return isObject(more) && isObject(said) ? { ...said, ...(plain.inside(more) as JsonObject) } : said;
}

const groups: ReadonlyMap<string, RunPart> = new Map([
  ['memo', 'memo'],
  ['searchAttributes', 'searchAttributes'],
  ['version', 'versions'],
]);

/** Splits the name of a value: `memo.customer` is the key `customer` of the memo. */
function setFact(written: string, value: Json): Fact {
  const dot = written.indexOf('.');
  const part = groups.get(written.slice(0, Math.max(0, dot)));
  return part === undefined
    ? { type: 'run', part: 'values', name: written, value }
    : { type: 'run', part, name: written.slice(dot + 1), value };
}

/** The dialect's extra parts belong to the operation that the event is about, or to the run. */
function moreFacts({ type, effects, compared }: ExplainedEvent, plain: PlainReader): readonly Fact[] {
  const about = effects.find(isAboutOperation);
  return Object.entries(compared).flatMap(([part, written]): readonly Fact[] => {
    if (part === 'failure' && effects.some((effect) => 'failure' in effect)) return [];
    const value = plain.inside(written ?? null);
    if (value === null || (isObject(value) && Object.keys(value).length === 0)) return [];
    if (part === 'values' && isObject(value))
      return Object.entries(value).map(([name, entry]) => ({ type: 'run', part, name, value: entry ?? null }));
    const named = part === 'details' ? { name: type } : {};
    return about === undefined
      ? [{ type: 'run', part: part as RunPart, ...named, value }]
      : [{ type: 'operation', key: about.key, part: part as OperationPart, ...named, value }];
  });
}
