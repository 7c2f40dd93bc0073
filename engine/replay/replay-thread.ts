// The thread in which a person's code runs. Its only exit is its port, and its owner may end it at any time. The first
// message is the code, every other one a list of requests.

import { parentPort } from 'node:worker_threads';
import { must } from '../model/assert.ts';
import { keepStoppable } from '../sandbox/keep-stoppable.ts';
import { disarm } from '../sandbox/temporal/disarm.ts';
import { nativeAnswers } from './native/answer-native.ts';
import type { Answering, ReplayAnswer, ReplayRequest, ThreadData } from './replay-request.ts';
import { temporalAnswers } from './temporal/answer-temporal.ts';

const port = must(parentPort);
// Frames of the SDK and of interceptors lie between a command and the line that issued it.
Error.stackTraceLimit = 50;

keepStoppable();
disarm();
port.once('message', (data: ThreadData) => {
  const answer = answering(data);
  port.on('message', (requests: readonly ReplayRequest[]) => {
    answersTo(requests, answer).then(post, (error: unknown) =>
      post([{ type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }]),
    );
  });
});

function post(answers: readonly ReplayAnswer[]): void {
  port.postMessage(answers);
}

async function answersTo(requests: readonly ReplayRequest[], answer: Answering): Promise<readonly ReplayAnswer[]> {
  const answers: ReplayAnswer[] = [];
  for (const request of requests) answers.push(await answer(request));
  return answers;
}

function answering(data: ThreadData): Answering {
  const pulse = new Int32Array(data.pulse);
  const watched = {
    onPass: (site: number): void => void (pulse[2] = site + 1),
    onActivation: (lastEvent: number): void => {
      pulse[0] = lastEvent;
      Atomics.add(pulse, 1, 1);
    },
  };
  return data.guest === 'native' ? nativeAnswers(data, watched) : temporalAnswers(data, watched);
}
