// The program of the thread in which guests live. It knows only the messages it gets.

import { parentPort, workerData } from 'node:worker_threads';
import type { QueryAnswer } from './activation.ts';
import type { NativeBundle } from './bundle.ts';
import { type GuestName, LocalGuests } from './guest-host.ts';

export type ThreadRequest =
  | { readonly type: 'load'; readonly bundle: NativeBundle; readonly kernel: string }
  | {
      readonly type: 'activate';
      readonly id: number;
      readonly guest: GuestName;
      /** JSON texts: they cross faster than objects. */
      readonly activations: readonly string[];
      readonly isNew: boolean;
    }
  | {
      readonly type: 'query';
      readonly id: number;
      readonly run: string;
      readonly name: string;
      readonly input: unknown;
    }
  | { readonly type: 'drop'; readonly run: string };

const guests = new LocalGuests();

/** Id 0: the thread is ready to answer. The answer to activations is JSON text. */
export type ThreadAnswer = { readonly id: number; readonly answer?: string | QueryAnswer };

/** Maximum time in ms that answers are held back for a batch, so that the watcher of the thread sees progress. */
const togetherMs = 5;

const atWork = new Int32Array(workerData as SharedArrayBuffer);

parentPort?.on('message', (requests: readonly ThreadRequest[]) => {
  let answers: ThreadAnswer[] = [];
  let since = performance.now();
  const send = (): void => {
    if (answers.length > 0) parentPort?.postMessage(answers);
    answers = [];
    since = performance.now();
  };
  for (const request of requests) {
    if ('id' in request) Atomics.store(atWork, 0, request.id);
    const answer = answerTo(request);
    if (answer !== undefined) answers.push(answer);
    if (performance.now() - since > togetherMs) send();
  }
  send();
});

function answerTo(request: ThreadRequest): ThreadAnswer | undefined {
  switch (request.type) {
    case 'load':
      guests.loadWith(request.bundle, request.kernel);
      return undefined;
    case 'activate':
      return { id: request.id, answer: guests.answerTo(request.guest, request.activations, request.isNew) };
    case 'query':
      return { id: request.id, answer: guests.queryNow(request.run, request.name, request.input) };
    case 'drop':
      guests.drop(request.run);
      return undefined;
  }
}

// The thread is ready: its start-up time counts for no guest.
parentPort?.postMessage([{ id: 0 }] satisfies readonly ThreadAnswer[]);
