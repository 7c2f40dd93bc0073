// The thread in which the code of one dialect runs. Texts of JSON go in and out, and nothing else: the code shares no
// object with the program.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import vm from 'node:vm';
import { must } from '../../model/assert.ts';
import { keepStoppable } from '../keep-stoppable.ts';
import { marksGlobal } from '../locals/running-calls.ts';
import { disarm } from '../temporal/disarm.ts';
import { exportsGlobal } from './dialect-code.ts';

export type DialectThread = {
  readonly filename: string;
  readonly code: string;
  readonly answers: MessagePort;
  /** 0: number of answers given. 1: 1 + the loop that last began a turn. */
  readonly pulse: SharedArrayBuffer;
};
export type DialectRequest = { readonly call: string; readonly given: string };
export type DialectAnswer =
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'thrown'; readonly message: string; readonly stack: string };

/** Evaluated in the code's own context. The loops' marks are made there, too, so that no function of the thread leaks. */
const prelude = `
  const retracePasses = new Int32Array(new SharedArrayBuffer(4));
  globalThis.${marksGlobal} = {
    pass: (site) => { retracePasses[0] = site + 1; },
    module: () => {}, enter: () => undefined, exit: () => {}, at: (_, __, value) => value, back: (_, value) => value,
  };
`;
/** Evaluated before the code, which may replace what it finds. */
const speaking = `(() => {
  const { parse, stringify } = JSON;
  const most = ${2 ** 26};
  const written = (value) => {
    const text = stringify(value) ?? 'null';
    if (text.length > most) throw new RangeError('The answer is longer than ' + most + ' characters.');
    return text;
  };
  return (dialect) => {
    if (typeof dialect !== 'object' || dialect === null) throw new TypeError('The file exports no object under the name dialect.');
    for (const name of ['recognises', 'explain'])
      if (typeof dialect[name] !== 'function') throw new TypeError('dialect.' + name + ' is no function.');
    return (call, given) => {
      if (call !== 'about') return written(dialect[call](...parse(given)));
      const { id, name, key, starts, severalRuns, fields } = dialect;
      return written({ id, name, key, starts, severalRuns, fields, decodes: typeof dialect.decode === 'function' });
    };
  };
})()`;

type Speak = (call: string, given: string) => string;

const data = workerData as DialectThread;
const pulse = new Int32Array(data.pulse);
keepStoppable();
disarm();
const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: 'afterEvaluate' });
vm.runInContext(prelude, context);
const passes = vm.runInContext('retracePasses', context) as Int32Array;
const speaks = vm.runInContext(speaking, context) as (dialect: unknown) => Speak;
let speak: Speak | undefined;

must(parentPort).on('message', ({ call, given }: DialectRequest) => {
  give(answerTo(call, given));
});
give(passes.buffer);

function give(answer: DialectAnswer | ArrayBufferLike): void {
  data.answers.postMessage(answer);
  Atomics.add(pulse, 0, 1);
  Atomics.notify(pulse, 0);
}

function answerTo(call: string, given: string): DialectAnswer {
  try {
    speak ??= loaded();
    return { type: 'answer', text: speak(call, given) };
  } catch (error) {
    const { message, stack } = told(error);
    return { type: 'thrown', message, stack };
  }
}

function loaded(): Speak {
  vm.runInContext(data.code, context, { filename: data.filename, displayErrors: false });
  return speaks(vm.runInContext(`${exportsGlobal}.dialect`, context, { displayErrors: false }));
}

/** What was thrown may be anything, and its parts may throw. */
function told(error: unknown): { readonly message: string; readonly stack: string } {
  try {
    const { message, stack } = error as { message?: unknown; stack?: unknown };
    return {
      message: typeof message === 'string' ? message : String(error),
      stack: typeof stack === 'string' ? stack : '',
    };
  } catch {
    return { message: 'something that cannot be read', stack: '' };
  }
}
