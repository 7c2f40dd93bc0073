// The thread in which a person's code runs. It has no way out but its port: whoever started it may end it at any time.

import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../model/assert.ts';
import { disarm } from '../sandbox/temporal/disarm.ts';
import { SourcePositions } from '../sandbox/source-positions.ts';
import { WorkflowScript } from '../sandbox/temporal/temporal-guest.ts';
import { nativeMomentsAround, nativeQueryAt } from './native/look-at-native.ts';
import { NativeHistory } from './native/native-history.ts';
import { type NativeCode, recordNative, replayNative } from './native/replay-native.ts';
import { runOnNative } from './native/run-on-native.ts';
import type { ReplayAnswer, ReplayRequest, ThreadData } from './replay-request.ts';
import { momentsAround, queryAt } from './temporal/look-at.ts';
import { readHistory } from './temporal/read-history.ts';
import { type LoadedCode, recordCode, replayCode, runOnCode } from './temporal/replay-code.ts';

const port = must(parentPort);
const data = workerData as ThreadData;
const pulse = new Int32Array(data.pulse);
const filename = 'workflow-bundle.js';
// Frames of the SDK and of interceptors lie between a command and the line that asked for it.
Error.stackTraceLimit = 50;
const post = (answer: ReplayAnswer): void => port.postMessage(answer);

disarm();
const positions = new SourcePositions(filename, data.map, data.folder);
const onPass = (site: number): void => void (pulse[2] = site + 1);
const answer = data.guest === 'native' ? nativeAnswers() : temporalAnswers();

function beat(lastEvent: number): void {
  pulse[0] = lastEvent;
  Atomics.add(pulse, 1, 1);
}

function temporalAnswers(): (request: ReplayRequest) => Promise<ReplayAnswer> {
  const script = new WorkflowScript(data.code, filename, data.sites && { sites: data.sites, onPass });
  const code: LoadedCode = { digest: data.digest, script, positions };
  return async (request) => {
    const events = readHistory(request);
    const { workflowId, namespace, asks } = request;
    const hooks = { workflowId, namespace, onActivation: beat };
    if (typeof asks === 'object')
      return asks.type === 'moments'
        ? { type: 'looked', moments: await momentsAround(events, asks, script, hooks) }
        : { type: 'queried', answer: await queryAt(events, asks, script, hooks) };
    if (asks === 'courses') return { type: 'ranOn', courses: await runOnCode(events, code, hooks) };
    if (asks === 'frames') return { type: 'replayed', ...(await recordCode(events, code, hooks)) };
    return { type: 'replayed', verdict: await replayCode(events, code, hooks) };
  };
}

function nativeAnswers(): (request: ReplayRequest) => Promise<ReplayAnswer> {
  const { code: text, map, kernel = '', sites } = data;
  const script = {
    file: join(data.folder, 'workflows'),
    filename,
    code: text,
    map,
    kernel,
    ...(sites && { sites, onPass }),
  };
  const code: NativeCode = { digest: data.digest, script, positions, onTask: beat };
  return async (request) => {
    const history = new NativeHistory(request);
    const { asks } = request;
    if (typeof asks === 'object')
      return asks.type === 'moments'
        ? { type: 'looked', moments: nativeMomentsAround(history, asks, code) }
        : { type: 'queried', answer: nativeQueryAt(history, asks, code) };
    if (asks === 'courses') return { type: 'ranOn', courses: runOnNative(history, code) };
    if (asks === 'frames') return { type: 'replayed', ...recordNative(history, code) };
    return { type: 'replayed', verdict: replayNative(history, code) };
  };
}

port.on('message', (request: ReplayRequest) => {
  answer(request).then(post, (error: unknown) =>
    post({ type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
