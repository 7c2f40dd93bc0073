// Disagreements between the engine's state of a run and the state computed from its raw events, aspect by aspect.

import { isDeepStrictEqual } from 'node:util';
import type { Dialect } from '../../formats/dialect.ts';
import type { Failure } from '../../model/effect.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type Operation, type RunState } from '../../model/state.ts';
import { readableValue } from './readable-value.ts';
import { versionOf } from './marker-words.ts';
import { operationsAt, type OracleOperation } from './operations.ts';
import { type Chain, failureChain, unsaid } from './raw-failure.ts';
import { type PlainEvent, plainEvents } from './raw-event.ts';
import { runAt } from './run.ts';

export const aspects = [
  'operations',
  'key',
  'status',
  'attempts',
  'startedAt',
  'closedAt',
  'name',
  'input',
  'result',
  'failure',
  'lastFailure',
  'versions',
  'run status',
  'run failure',
  'run reason',
  'run input',
  'run result',
  'run next input',
  'run attempt',
  'run continued failure',
] as const;
export type Aspect = (typeof aspects)[number];
export type Disagreement = {
  readonly aspect: Aspect;
  readonly seq: number;
  readonly about: string;
  readonly oracle: unknown;
  readonly engine: unknown;
};

/** The seqs at which states are compared: all of a short run, some of a long one, and always the last. */
export function sampledSeqs(events: number, samples: number): readonly number[] {
  const every = Math.max(1, Math.ceil(events / samples));
  return Array.from({ length: events }, (_, i) => i + 1).filter((seq) => seq % every === 0 || seq === events);
}

/** `raws`: raw events, oldest first. */
export function disagreements(dialect: Dialect, raws: readonly Json[], samples: number): readonly Disagreement[] {
  const events = plainEvents(raws);
  const sampled = new Set(sampledSeqs(raws.length, samples));
  const state = emptyState();
  return raws.flatMap((raw, i) => {
    const { atMs, explanation } = dialect.read(raw);
    applyEffects(state, i + 1, atMs, explanation.effects);
    if (!sampled.has(i + 1)) return [];
    const told = [
      ...aboutRun(dialect, state, runAt(events, i + 1)),
      ...aboutVersions(dialect, state, events.slice(0, i + 1)),
      ...aboutOperations(dialect, state, operationsAt(events, i + 1)),
    ];
    return told.map((found) => ({ ...found, seq: i + 1 }));
  });
}

type Found = Omit<Disagreement, 'seq'>;

function aboutRun(dialect: Dialect, state: RunState, run: ReturnType<typeof runAt>): readonly Found[] {
  return [
    ...differs('run status', 'run', run.status, state.status),
    ...differs('run reason', 'run', run.reason, state.reason),
    ...differs('run input', 'run', valueOf(run.input), plainValue(dialect, state.input)),
    ...differs('run result', 'run', valueOf(run.result), plainValue(dialect, state.result)),
    ...differs('run next input', 'run', valueOf(run.nextInput), plainValue(dialect, state.nextInput)),
    ...differsInFailure('run failure', 'run', run.failure, state.failure),
    ...differs('run attempt', 'run', run.attempt, state.values.get('run.attempt') ?? 1),
    ...differsInChain(
      'run continued failure',
      'run',
      run.continuedFailure,
      failureChain(state.values.get('run.continuedFailure')),
    ),
  ];
}

/** For a patch the answer is a word. */
function aboutVersions(dialect: Dialect, state: RunState, past: readonly PlainEvent[]): readonly Found[] {
  const versions = new Map(
    past
      .map(versionOf)
      .filter((told) => told !== undefined)
      .map(({ change, version }) => [change, version]),
  );
  return [...versions].flatMap(([change, version]) =>
    typeof version === 'boolean'
      ? []
      : differs('versions', change, version, plainValue(dialect, state.values.get(`version.${change}`))),
  );
}

function aboutOperations(dialect: Dialect, state: RunState, operations: readonly OracleOperation[]): readonly Found[] {
  const engines = new Map([...state.operations.values()].map((operation) => [placeOf(operation), operation]));
  const places = differs('operations', 'run', operations.map(placeOf), [...engines.keys()]);
  return [
    ...places,
    ...operations.flatMap((operation) => {
      const engine = engines.get(placeOf(operation));
      return engine === undefined ? [] : aboutOperation(dialect, operation, engine);
    }),
  ];
}

/** An event opens at most one operation of a kind. */
function placeOf({ kind, openedAt }: { readonly kind: string; readonly openedAt: number }): string {
  return `${kind} opened at ${openedAt}`;
}

function aboutOperation(dialect: Dialect, oracle: OracleOperation, engine: Operation): readonly Found[] {
  const about = `${oracle.key} ${oracle.name}`;
  return [
    ...(oracle.kind === 'update' || oracle.key.includes(':?') ? [] : differs('key', about, oracle.key, engine.key)),
    ...differs('status', about, oracle.status, engine.status),
    ...differs('attempts', about, oracle.attempts, engine.attempts),
    ...differs('startedAt', about, oracle.startedAt, engine.startedAt),
    ...differs('closedAt', about, oracle.closedAt, engine.closedAt),
    ...(oracle.name === '' || engine.name.includes(oracle.name)
      ? []
      : differs('name', about, oracle.name, engine.name)),
    ...(oracle.input === undefined
      ? []
      : differs('input', about, valueOf(oracle.input), plainValue(dialect, engine.input))),
    ...(oracle.result === undefined
      ? []
      : differs('result', about, valueOf(oracle.result), plainValue(dialect, engine.result))),
    ...differsInFailure('failure', about, oracle.failure, engine.failure),
    ...differsInFailure('lastFailure', about, oracle.lastFailure, engine.lastFailure),
  ];
}

function differs(aspect: Aspect, about: string, oracle: unknown, engine: unknown): readonly Found[] {
  return isDeepStrictEqual(oracle, engine) ? [] : [{ aspect, about, oracle, engine }];
}

/** Text that the history lacks is the engine's own. */
function differsInFailure(
  aspect: Aspect,
  about: string,
  oracle: Chain | undefined,
  engine: Failure | undefined,
): readonly Found[] {
  return differsInChain(aspect, about, oracle, chainOf(engine));
}

function differsInChain(
  aspect: Aspect,
  about: string,
  oracle: Chain | undefined,
  chain: Chain | undefined,
): readonly Found[] {
  if (oracle === unsaid) return [];
  const same =
    oracle === undefined
      ? chain === undefined
      : chain?.length === oracle.length &&
        oracle.every(
          ({ message, type }, i) =>
            (message === '' || message === chain[i]!.message) &&
            (type === undefined || type === '' || type === chain[i]!.type),
        );
  return same ? [] : [{ aspect, about, oracle, engine: chain }];
}

function chainOf(failure: Failure | undefined): Chain | undefined {
  const chain: { message: string; type?: string }[] = [];
  for (let link = failure; link !== undefined; link = link.cause)
    chain.push(link.type === undefined ? { message: link.message } : { message: link.message, type: link.type });
  return chain.length === 0 ? undefined : chain;
}

/** A list of one counts as its value; no value, null, an empty text and an empty list count as nothing. */
function valueOf(values: readonly Json[]): Json | undefined {
  const [first] = values;
  return values.length > 1 ? values : first === '' || first === null ? undefined : first;
}

function plainValue(dialect: Dialect, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const plain = (readableValue(dialect.decode({ input: value })) as JsonObject)['input'] ?? null;
  if (isObject(plain) && Object.keys(plain).length === 0) return undefined;
  return valueOf(isArray(plain) ? plain : [plain]);
}
