// A dialect of one's own, whole: the log of Conveyor, an engine that does not exist. It writes one JSON object a line,
// of several jobs between each other:
//
//   {"job":"j-1","n":1,"at":"2026-03-01T10:00:00Z","what":"job.begun","belt":"order","with":{"id":7}}
//   {"job":"j-1","n":2,"at":"2026-03-01T10:00:01Z","what":"step.queued","step":"charge","with":{"amount":40}}
//   {"job":"j-1","n":3,"at":"2026-03-01T10:00:02Z","what":"step.taken","step":"charge","by":"w2","try":1}
//   {"job":"j-1","n":4,"at":"2026-03-01T10:00:03Z","what":"step.broke","step":"charge","why":"card declined","again":true}
//   {"job":"j-1","n":7,"at":"2026-03-01T10:00:09Z","what":"job.done","gives":{"paid":true}}
//
// Take it with `retrace dialects examples/dialects`, then `retrace show LOG`. docs/own-dialect.md explains each part.

import type { Effect, Json, JsonObject, OwnDialect, OwnExplanation } from 'retrace/dialect';

type Told = Pick<OwnExplanation, 'effects' | 'summary' | 'wakes' | 'warning'>;

export const dialect: OwnDialect = {
  id: 'conveyor',
  name: 'Conveyor log',
  key: 'what',
  severalRuns: true,
  starts: ['job.begun'],
  fields: { values: ['with', 'gives'], texts: ['why'], names: ['job', 'belt', 'step', 'by', 'parent'] },

  /** Asked for events of every kind of file: it must say no to those of others, whatever is in them. */
  recognises: (event) => text(event['job']) !== undefined && /^(job|step|pause)\./.test(text(event['what']) ?? ''),

  explain(event) {
    const type = text(event['what']) ?? 'unknown';
    const parent = text(event['parent']);
    return {
      type,
      at: text(event['at']) ?? null,
      ...(typeof event['n'] === 'number' && { position: event['n'] }),
      runId: text(event['job']) ?? '?',
      workflowId: text(event['job']) ?? '?',
      ...(text(event['belt']) !== undefined && { workflowType: text(event['belt']) ?? '' }),
      // What effects do not say, and yet is a difference between two jobs.
      ...(event['lane'] !== undefined && { facts: { lane: event['lane'] } }),
      ...told(type, event, parent),
    };
  },
};

function told(type: string, event: JsonObject, parent: string | undefined): Told {
  const step = `activity:${text(event['step']) ?? '?'}` as const;
  const pause = `timer:${text(event['pause']) ?? '?'}` as const;
  switch (type) {
    case 'job.begun':
      return {
        effects: [
          { type: 'run', status: 'running', ...given('input', event['with']) },
          ...(parent === undefined ? [] : [{ type: 'link', relation: 'parent', runId: parent } satisfies Effect]),
        ],
        summary: 'job begun',
        wakes: true,
      };
    case 'job.done':
      return {
        effects: [{ type: 'run', status: 'completed', ...given('result', event['gives']) }],
        summary: 'job done',
      };
    case 'job.broke':
      return {
        effects: [{ type: 'run', status: 'failed', failure: why(event) }],
        summary: `job broke: ${why(event).message}`,
      };
    case 'step.queued':
      return {
        effects: [
          {
            type: 'open',
            key: step,
            kind: 'activity',
            name: text(event['step']) ?? '?',
            ...given('input', event['with']),
          },
        ],
        summary: 'queued',
      };
    case 'step.taken':
      return {
        effects: [
          {
            type: 'advance',
            key: step,
            status: 'started',
            ...(typeof event['try'] === 'number' && { attempt: event['try'] }),
            ...(text(event['by']) !== undefined && { worker: text(event['by']) ?? '' }),
          },
        ],
        summary: `taken by ${text(event['by']) ?? 'a worker'}`,
      };
    case 'step.done':
      return {
        effects: [{ type: 'close', key: step, status: 'completed', ...given('result', event['gives']) }],
        summary: 'done',
        wakes: true,
      };
    case 'step.broke':
      return event['again'] === true
        ? {
            effects: [{ type: 'advance', key: step, status: 'retrying', failure: why(event) }],
            summary: `broke, again: ${why(event).message}`,
          }
        : {
            effects: [{ type: 'close', key: step, status: 'failed', failure: why(event) }],
            summary: `broke: ${why(event).message}`,
            wakes: true,
          };
    case 'pause.begun': {
      const untilMs = Date.parse(text(event['until']) ?? '');
      return {
        effects: [
          { type: 'open', key: pause, kind: 'timer', name: 'pause', ...(Number.isFinite(untilMs) && { untilMs }) },
        ],
        summary: `until ${text(event['until']) ?? 'it is ended'}`,
      };
    }
    case 'pause.over':
      return { effects: [{ type: 'close', key: pause, status: 'completed' }], summary: 'over', wakes: true };
    default:
      return {
        effects: [{ type: 'mentionRun' }],
        summary: 'not known',
        warning: `Conveyor's word ${type} is not known to this dialect.`,
      };
  }
}

function why(event: JsonObject): { readonly message: string } {
  return { message: text(event['why']) ?? 'no reason given' };
}

function given(name: 'input' | 'result', value: Json | undefined): { readonly input?: Json; readonly result?: Json } {
  return value === undefined ? {} : { [name]: value };
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
