// Reads a run drawn as text into an outline, so that tests show their histories.

import type { Effect, Failure, OpenStatus, OperationKey, OperationStatus, RunStatus } from '../model/effect.ts';
import { isClosed, kindOfKey, operationStatuses, runStatuses } from '../model/effect.ts';
import { assert } from '../model/assert.ts';
import type { RunId } from '../model/event.ts';
import type { Outline, OutlineDialect } from '../model/outline.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';

const timeUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A dialect whose code runs in workflow tasks. */
export const inTasks: OutlineDialect = { id: 'drawn', inTasks: true };
/** A dialect without workflow tasks. */
export const withoutTasks: OutlineDialect = { id: 'drawn' };

const startMs = Date.UTC(2026, 10, 1);

/**
 * One event per line: `<seq> [+<time since start>] <type> [wakes] [bookkeeping] [commands] <effect>`, with the effects
 *
 *     run <status> [begins=<time>]
 *     open <kind>:<id> <name> [task=<id>] [cause=<key>] [label=<text>] [about=<text>] [until=<time>] [unseen]
 *     start | retry | accept | ask <key> [attempt] [worker=<text>] [failure=<text>]
 *     close <key> <status> [reason]
 *     mentionRun
 *
 * Several effects of one event are joined by ` & `. `<a>-<b> task` is a whole workflow task over three events; its key
 * is `workflowTask:<a>`, and `task=<a>` (an event's id is its number) marks an operation that the task opened. An event
 * without a time comes one second after the previous one. Empty lines and lines that begin with `//` are ignored.
 */
export function drawRun(text: string, dialect: OutlineDialect = inTasks): Outline {
  const pen = new Pen();
  for (const line of text.split('\n')) {
    const words = line.trim();
    if (words !== '' && !words.startsWith('//')) pen.draw(words);
  }
  return pen.finish(dialect);
}

class Pen {
  readonly #builder = new OutlineBuilder();
  #seq = 0;
  #atMs = startMs - 1000;

  draw(line: string): void {
    const span = /^(\d+)-(\d+) (?:\+(\S+) )?task$/.exec(line);
    if (span !== null) {
      this.#task(Number(span[1]), Number(span[2]), span[3]);
      return;
    }
    const event = /^(\d+) (?:\+(\S+) )?(\S+)(.*)$/.exec(line);
    assert(event !== null, `cannot read the drawn line "${line}"`);
    const rest = (event[4] ?? '').trim().split(' ').filter(Boolean);
    this.#add(Number(event[1]), event[3] ?? '', rest, event[2]);
  }

  finish(dialect: OutlineDialect): Outline {
    return this.#builder.finish('drawn' as RunId, dialect);
  }

  #task(first: number, last: number, time: string | undefined): void {
    assert(last === first + 2, 'a drawn task has three events');
    const key = `workflowTask:${first}`;
    this.#add(first, 'WorkflowTaskScheduled', ['bookkeeping', 'open', key, 'task'], time);
    this.#add(first + 1, 'WorkflowTaskStarted', ['bookkeeping', 'start', key], time);
    this.#add(last, 'WorkflowTaskCompleted', ['bookkeeping', 'close', key, 'completed'], time);
  }

  #add(seq: number, type: string, words: readonly string[], time: string | undefined): void {
    assert(seq === this.#seq + 1, `drawn event ${seq} should be ${this.#seq + 1}`);
    this.#seq = seq;
    this.#atMs = time === undefined ? this.#atMs + 1000 : startMs + millisecondsOf(time);
    const rest = words.filter((word) => !eventWords.includes(word));
    const effects =
      rest.length === 0
        ? []
        : rest
            .join(' ')
            .split(' & ')
            .map((effect) => effectOf(effect.split(' ')));
    this.#builder.add(this.#atMs, type, {
      id: String(seq),
      effects,
      summary: '',
      wakes: words.includes('wakes'),
      bookkeeping: words.includes('bookkeeping'),
      commands: words.includes('commands'),
    });
  }
}

const eventWords: readonly string[] = ['wakes', 'bookkeeping', 'commands'];
const advances: Readonly<Record<string, OpenStatus>> = {
  start: 'started',
  retry: 'retrying',
  accept: 'accepted',
  ask: 'cancelRequested',
};

function effectOf(words: readonly string[]): Effect {
  const [verb, first = '', second = '', third] = words;
  const key = first as OperationKey;
  if (verb === 'run') {
    assert((runStatuses as readonly string[]).includes(first), `${first} is no run status`);
    const begins = valueIn(words, 'begins');
    return {
      type: 'run',
      status: first as RunStatus,
      ...(begins !== undefined && { beginsAtMs: startMs + millisecondsOf(begins) }),
    };
  }
  if (verb === 'mentionRun') return { type: 'mentionRun' };
  if (verb === 'open') return { type: 'open', key, kind: kindOfKey(key), name: second, ...optionsOf(words) };
  const status = advances[verb ?? ''];
  if (status !== undefined)
    return {
      type: 'advance',
      key,
      status,
      ...(/^\d/.test(second) || verb === 'start' || verb === 'retry'
        ? { attempt: Number(/^\d/.test(second) ? second : 1) }
        : {}),
      ...advanceOptionsOf(words),
    };
  assert(
    verb === 'close' && (operationStatuses as readonly string[]).includes(second),
    `cannot read "${words.join(' ')}"`,
  );
  const ending = second as OperationStatus;
  assert(isClosed(ending), `${second} does not close`);
  return {
    type: 'close',
    key,
    status: ending,
    ...(third === undefined ? {} : { failure: { message: third, type: third } }),
  };
}

function valueIn(words: readonly string[], name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

function advanceOptionsOf(words: readonly string[]): { worker?: string; failure?: Failure } {
  const worker = valueIn(words, 'worker');
  const failure = valueIn(words, 'failure');
  return { ...(worker !== undefined && { worker }), ...(failure !== undefined && { failure: { message: failure } }) };
}

type OpenOptions = {
  task?: string;
  cause?: OperationKey;
  label?: string;
  about?: string;
  untilMs?: number;
  startsUnseen?: true;
};

function optionsOf(words: readonly string[]): OpenOptions {
  const value = (name: string): string | undefined => valueIn(words, name);
  const until = value('until');
  const about = value('about');
  const task = value('task');
  const cause = value('cause');
  const label = value('label');
  return {
    ...(task === undefined ? {} : { task }),
    ...(cause === undefined ? {} : { cause: cause as OperationKey }),
    ...(label === undefined ? {} : { label }),
    ...(about === undefined ? {} : { about }),
    ...(until === undefined ? {} : { untilMs: startMs + millisecondsOf(until) }),
    ...(words.includes('unseen') && { startsUnseen: true as const }),
  };
}

function millisecondsOf(time: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(time);
  assert(parts !== null, `cannot read the time "${time}"`);
  return Number(parts[1]) * timeUnits[parts[2] as keyof typeof timeUnits];
}
