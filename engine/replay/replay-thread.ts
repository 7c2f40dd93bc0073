// The thread in which a person's code runs. Its only exit is its port, and its owner may end it at any time.

import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../model/assert.ts';
import { disarm } from '../sandbox/temporal/disarm.ts';
import { nativeAnswers } from './native/answer-native.ts';
import type { ReplayAnswer, ReplayRequest, ThreadData } from './replay-request.ts';
import { temporalAnswers } from './temporal/answer-temporal.ts';

const port = must(parentPort);
const data = workerData as ThreadData;
const pulse = new Int32Array(data.pulse);
// Frames of the SDK and of interceptors lie between a command and the line that issued it.
Error.stackTraceLimit = 50;
const post = (answer: ReplayAnswer): void => port.postMessage(answer);

disarm();
const watched = {
  onPass: (site: number): void => void (pulse[2] = site + 1),
  onActivation: (lastEvent: number): void => {
    pulse[0] = lastEvent;
    Atomics.add(pulse, 1, 1);
  },
};
const answer = data.guest === 'native' ? nativeAnswers(data, watched) : temporalAnswers(data, watched);

port.on('message', (request: ReplayRequest) => {
  answer(request).then(post, (error: unknown) =>
    post({ type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
