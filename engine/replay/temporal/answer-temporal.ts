// Requests to code written for Temporal.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { SourcePositions } from '../../sandbox/source-positions.ts';
import { WorkflowScript } from '../../sandbox/temporal/workflow-script.ts';
import {
  type Answering,
  type Look,
  mostCalls,
  type OwnRun,
  type ReplayAnswer,
  type ThreadData,
  type Watched,
} from '../replay-request.ts';
import { allMoments, mainEndOf, momentsAround, queryAt, stopsOf, valueAt } from './look-at.ts';
import { readHistory } from './read-history.ts';
import { type LoadedCode, recordCode, replayCode, runOnCode } from './replay-code.ts';
import type { ReplayHooks } from './replay-history.ts';

const filename = 'workflow-bundle.js';

export function temporalAnswers(data: ThreadData, { onPass, onActivation }: Watched): Answering {
  const { code: text, kernel = '', sites } = data;
  const script = new WorkflowScript({ kernel, code: text, filename, ...(sites && { marks: { sites, onPass } }) });
  const positions = new SourcePositions(filename, data.map, data.folder);
  const code: LoadedCode = { digest: data.digest, script, positions };
  return async (request) => {
    const events = readHistory(request);
    const { workflowId, namespace, asks } = request;
    const hooks = { workflowId, namespace, onActivation };
    if (typeof asks === 'object') return look(events, asks, script, hooks);
    if (asks === 'courses')
      return { type: 'ranOn', courses: (await runOnCode(events, code, { ...hooks, isPlaced: true })).courses };
    if (asks === 'ownRun')
      return {
        type: 'ownRun',
        own: ownRunOf(await runOnCode(events, code, { ...hooks, isPlaced: false, most: mostCalls })),
      };
    if (asks === 'frames') return { type: 'replayed', ...(await recordCode(events, code, hooks)) };
    return { type: 'replayed', verdict: await replayCode(events, code, hooks) };
  };
}

function ownRunOf({ courses, history }: Awaited<ReturnType<typeof runOnCode>>): OwnRun {
  const lines = history.events.map((event) => JSON.stringify(event));
  const { notes, thrown } = history;
  return { lines, notes, end: courses.now.end, ...(thrown !== undefined && { thrown }) };
}

async function look(
  events: readonly HistoryEvent[],
  asks: Look,
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<ReplayAnswer> {
  switch (asks.type) {
    case 'moments':
      return { type: 'looked', moments: await momentsAround(events, asks, script, hooks) };
    case 'allMoments':
      return { type: 'lookedAtAll', moments: await allMoments(events, script, hooks) };
    case 'mainEnd':
      return { type: 'ended', source: await mainEndOf(events, script, hooks) };
    case 'query':
      return { type: 'queried', answer: await queryAt(events, asks, script, hooks) };
    case 'value':
      return { type: 'evaluated', evaluated: await valueAt(events, asks, script, hooks) };
    case 'stops':
      return { type: 'stops', stops: await stopsOf(events, asks, script, hooks) };
  }
}
