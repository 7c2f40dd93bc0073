// The thread in which a person's code runs. It has no way out but its port: whoever started it may end it at any time.

import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../model/assert.ts';
import { disarm } from '../sandbox/temporal/disarm.ts';
import { SourcePositions } from '../sandbox/source-positions.ts';
import { WorkflowScript } from '../sandbox/temporal/temporal-guest.ts';
import type { HistoryEvent } from '../formats/temporal/canonical/history-event.ts';
import type { Look, ReplayAnswer, ReplayRequest, ThreadData } from './replay-request.ts';
import { momentsAround, queryAt, stopsOf, valueAt } from './temporal/look-at.ts';
import type { ReplayHooks } from './temporal/replay-history.ts';
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
const code: LoadedCode = {
  digest: data.digest,
  script: new WorkflowScript(
    data.code,
    filename,
    data.sites && { sites: data.sites, onPass: (site) => void (pulse[2] = site + 1) },
  ),
  positions: new SourcePositions(filename, data.map, data.folder),
};

function beat(lastEvent: number): void {
  pulse[0] = lastEvent;
  Atomics.add(pulse, 1, 1);
}

async function answer(request: ReplayRequest): Promise<ReplayAnswer> {
  const events = readHistory(request);
  const { workflowId, namespace, asks } = request;
  const hooks = { workflowId, namespace, onActivation: beat };
  if (typeof asks === 'object') return look(events, asks, hooks);
  if (asks === 'courses') return { type: 'ranOn', courses: await runOnCode(events, code, hooks) };
  if (asks === 'frames') return { type: 'replayed', ...(await recordCode(events, code, hooks)) };
  return { type: 'replayed', verdict: await replayCode(events, code, hooks) };
}

async function look(events: readonly HistoryEvent[], asks: Look, hooks: ReplayHooks): Promise<ReplayAnswer> {
  switch (asks.type) {
    case 'moments':
      return { type: 'looked', moments: await momentsAround(events, asks, code.script, hooks) };
    case 'query':
      return { type: 'queried', answer: await queryAt(events, asks, code.script, hooks) };
    case 'value':
      return { type: 'evaluated', evaluated: await valueAt(events, asks, code.script, hooks) };
    case 'stops':
      return { type: 'stops', stops: await stopsOf(events, asks, code.script, hooks) };
  }
}

port.on('message', (request: ReplayRequest) => {
  answer(request).then(post, (error: unknown) =>
    post({ type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
