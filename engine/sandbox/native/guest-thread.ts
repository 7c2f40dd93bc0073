// The program of the thread that guests live in. Knows nothing but what it is sent.

import { parentPort, workerData } from 'node:worker_threads';
import type { Activation, QueryAnswer } from './activation.ts';
import type { NativeBundle } from './bundle.ts';
import { type GuestName, type HostAnswer, LocalGuests } from './guest-host.ts';

export type ThreadRequest =
  | { readonly type: 'load'; readonly bundle: NativeBundle; readonly kernel: string }
  | {
      readonly type: 'activate';
      readonly id: number;
      readonly guest: GuestName;
      readonly activations: readonly Activation[];
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

/** Of id 0: that it can answer. */
export type ThreadAnswer = { readonly id: number; readonly answer?: HostAnswer | QueryAnswer };

/** Answers wait for others for so long at most: whoever watches the thread sees that it goes on. */
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
      return { id: request.id, answer: guests.activateNow(request.guest, request.activations, request.isNew) };
    case 'query':
      return { id: request.id, answer: guests.queryNow(request.run, request.name, request.input) };
    case 'drop':
      guests.drop(request.run);
      return undefined;
  }
}

// From here on it can answer: the time that it took to get here is nobody's.
parentPort?.postMessage([{ id: 0 }] satisfies readonly ThreadAnswer[]);
