// The meaning of an execution's events: states are nodes, keyed by the event that entered them. The work of a state is
// an activity of the same key; scheduling it again is a retry. Iterations of a map are nodes of their own.

import {
  type ClosedStatus,
  type Effect,
  type Failure,
  failureLine,
  type OperationKey,
  type RunStatus,
} from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { wrapped } from '../written-value.ts';
import { hidden, isKnown, type StepEvent } from './event.ts';

type Meaning = Omit<Explanation, 'id'>;

export function explain(event: StepEvent): Explanation {
  const meaning = isKnown(event.type) ? known(event) : unknown(event);
  return event.id === undefined ? meaning : { ...meaning, id: event.id };
}

/** The state around it, or what the state runs, may have changed. */
function unknown({ within, type }: StepEvent): Meaning {
  const id = within.at(-1);
  const effects: readonly Effect[] =
    id === undefined || type === hidden
      ? []
      : [
          { type: 'mention', key: `activity:${id}` },
          { type: 'mention', key: nodeKey(id) },
        ];
  return { effects, summary: 'unknown event type' };
}

function known(event: StepEvent): Meaning {
  const { type } = event;
  if (type.startsWith('Execution')) return ofExecution(event, type.slice('Execution'.length));
  if (type === 'EvaluationFailed') return noted(event, 'evaluation failed');
  const [, subject = '', word = ''] = /^(MapIteration|MapRun|Task|LambdaFunction|Activity)([A-Z]\w*)$/.exec(type) ?? [];
  if (subject === 'MapIteration') return ofIteration(event, word);
  if (subject === 'MapRun') return ofMapRun(event, word);
  if (subject !== '' && !/State(Entered|Exited)$/.test(type)) return ofTask(event, word, subject);
  return ofState(event);
}

const runEnds: Readonly<Record<string, RunStatus>> = {
  Succeeded: 'completed',
  Failed: 'failed',
  TimedOut: 'timedOut',
  Aborted: 'terminated',
};

/** A state machine has no code that could wait. */
const awaits = 'the next state to be entered';

function ofExecution({ details }: StepEvent, word: string): Meaning {
  if (word === 'Started')
    return {
      effects: [{ type: 'run', status: 'running', awaits, ...given('input', details['input']) }],
      summary: 'execution started',
      wakes: true,
    };
  if (word === 'Redriven')
    return { effects: [{ type: 'run', status: 'running', awaits }], summary: 'execution redriven', wakes: true };
  const why = failing(details);
  return {
    effects: [{ type: 'run', status: runEnds[word] ?? 'unknown', ...given('result', details['output']), ...why }],
    summary: `execution ${word === 'TimedOut' ? 'timed out' : word.toLowerCase()}${text(why)}`,
  };
}

function ofState(event: StepEvent): Meaning {
  const { type, details, within } = event;
  const [, kind = '', word = ''] = /^(\w+?)State([A-Z]\w+)$/.exec(type) ?? [];
  const key = nodeKey(within.at(-1));
  if (word === 'Entered')
    return {
      effects: [
        {
          type: 'open',
          key,
          kind: 'node',
          name: stringOf(details['name']) ?? kind,
          label: kind,
          ...given('input', details['input']),
          ...causeOf(within.slice(0, -1)),
        },
        { type: 'advance', key, status: 'started' },
        // It ends where it is entered, and with it what is around it.
        ...(kind === 'Fail' ? [{ type: 'close', key, status: 'failed' } as const] : []),
      ],
      summary: 'entered',
    };
  if (word === 'Exited')
    return {
      effects: [{ type: 'close', key, status: 'completed', ...given('result', details['output']) }],
      summary: 'exited',
      wakes: true,
    };
  // For a Map or Parallel state: its branches have begun or are over; the state itself is exited later.
  if (word === 'Started' || word === 'Succeeded')
    return { effects: [{ type: 'advance', key, status: 'started' }], summary: word.toLowerCase() };
  const why = failing(details);
  const failure = why.failure ?? { message: word, type: word };
  return {
    effects: [{ type: 'advance', key, status: 'started', failure }],
    summary: `${word.toLowerCase()}${text(why)}`,
  };
}

function ofIteration({ details, within }: StepEvent, word: string): Meaning {
  const key = nodeKey(within.at(-1));
  const name = `${stringOf(details['name']) ?? 'map'} #${String(Number(details['index'] ?? 0))}`;
  if (word === 'Started')
    return {
      effects: [
        { type: 'open', key, kind: 'node', name, ...causeOf(within.slice(0, -1)) },
        { type: 'advance', key, status: 'started' },
      ],
      summary: 'started',
    };
  return closed(key, word, details);
}

function ofMapRun({ details, within }: StepEvent, word: string): Meaning {
  const key: OperationKey = `childWorkflow:${within.at(-1) ?? '?'}`;
  const arn = stringOf(details['mapRunArn']);
  if (word === 'Started' || word === 'Redriven')
    return {
      effects: [
        { type: 'open', key, kind: 'childWorkflow', name: 'map run', ...(arn !== undefined && { about: arn }) },
        { type: 'advance', key, status: 'started' },
      ],
      summary: word.toLowerCase(),
    };
  return closed(key, word, details);
}

function ofTask({ details, within }: StepEvent, word: string, subject: string): Meaning {
  const key: OperationKey = `activity:${within.at(-1) ?? '?'}`;
  switch (word) {
    case 'Scheduled':
      return {
        effects: [
          {
            type: 'open',
            key,
            kind: 'activity',
            name: nameOf(details, subject),
            ...given('input', details['parameters'] ?? details['input']),
            ...optionsOf(details),
            ...causeOf(within),
          },
        ],
        summary: 'scheduled',
      };
    case 'Started':
      return { effects: [{ type: 'advance', key, status: 'started', ...workerOf(details) }], summary: 'started' };
    case 'Submitted':
      return {
        effects: [
          {
            type: 'advance',
            key,
            status: 'started',
            ...(details['output'] !== undefined && { details: wrapped(details['output']) }),
          },
        ],
        summary: 'submitted',
      };
    default:
      return closed(key, word, details);
  }
}

function closed(key: OperationKey, word: string, details: JsonObject): Meaning {
  const status: ClosedStatus =
    word === 'Succeeded' ? 'completed' : word === 'TimedOut' ? 'timedOut' : word === 'Aborted' ? 'canceled' : 'failed';
  const why = status === 'completed' ? {} : failing(details);
  return {
    effects: [{ type: 'close', key, status, ...given('result', details['output']), ...why }],
    summary: `${word === 'TimedOut' ? 'timed out' : word.toLowerCase()}${text(why)}`,
    wakes: true,
  };
}

function noted({ details, within }: StepEvent, summary: string): Meaning {
  const why = failing(details);
  const key = within.at(-1);
  return {
    effects: key === undefined ? [] : [{ type: 'advance', key: nodeKey(key), status: 'started', ...why }],
    summary: `${summary}${text(why)}`,
  };
}

function nodeKey(id: string | undefined): OperationKey {
  return `node:${id ?? '?'}`;
}

/** The state or iteration in which the operation arose. */
function causeOf(within: readonly string[]): { readonly cause?: OperationKey } {
  const id = within.at(-1);
  return id === undefined ? {} : { cause: nodeKey(id) };
}

function nameOf(details: JsonObject, subject: string): string {
  const resource = stringOf(details['resource']);
  const type = stringOf(details['resourceType']);
  if (resource === undefined) return subject;
  return type === undefined ? (resource.split(':').slice(-1)[0] ?? resource) : `${type}:${resource}`;
}

function workerOf(details: JsonObject): { readonly worker?: string } {
  const worker = stringOf(details['workerName']);
  return worker === undefined ? {} : { worker };
}

function optionsOf({ timeoutInSeconds, heartbeatInSeconds, region }: JsonObject): { readonly options?: Json } {
  const options = Object.fromEntries(
    Object.entries({ timeoutInSeconds, heartbeatInSeconds, region }).filter(([, value]) => value !== undefined),
  );
  return Object.keys(options).length === 0 ? {} : { options };
}

function given(name: 'input' | 'result', value: Json | undefined): { readonly input?: Json; readonly result?: Json } {
  return value === undefined || value === null ? {} : { [name]: wrapped(value) };
}

/** The cause is a text, or a JSON text with a message of its own. */
function failing({ error, cause }: JsonObject): { readonly failure?: Failure } {
  if (error === undefined && cause === undefined) return {};
  const said = objectOf(typeof cause === 'string' ? parsed(cause) : cause);
  const message = stringOf(said['errorMessage']) ?? (typeof cause === 'string' ? cause : '');
  const type = stringOf(error) ?? stringOf(said['errorType']);
  const stack = Array.isArray(said['stackTrace'])
    ? (said['stackTrace'] as readonly Json[]).map(String).join('')
    : undefined;
  return { failure: { message, ...(type !== undefined && { type }), ...(stack !== undefined && { stack }) } };
}

function parsed(cause: string): unknown {
  try {
    return cause.startsWith('{') ? JSON.parse(cause) : undefined;
  } catch {
    return undefined;
  }
}

function text({ failure }: { readonly failure?: Failure }): string {
  return failure === undefined ? '' : `: ${failureLine(failure)}`;
}
