// Requests to code written for Retrace's own engine.

import { join } from 'node:path';
import { SourcePositions } from '../../sandbox/source-positions.ts';
import type { Answering, Look, ReplayAnswer, ThreadData, Watched } from '../replay-request.ts';
import {
  allNativeMoments,
  nativeMomentsAround,
  nativeQueryAt,
  nativeStopsOf,
  nativeValueAt,
} from './look-at-native.ts';
import { NativeHistory } from './native-history.ts';
import { type NativeCode, recordNative, replayNative } from './replay-native.ts';
import { mostCalls } from '../replay-request.ts';
import { runOnNative } from './run-on-native.ts';

const filename = 'workflow-bundle.js';

export function nativeAnswers(data: ThreadData, { onPass, onActivation }: Watched): Answering {
  const { folder, code: text, map, kernel = '', sites, digest } = data;
  const file = join(folder, 'workflows');
  const code: NativeCode = {
    digest,
    script: { file, filename, code: text, map, kernel, ...(sites && { sites, onPass }) },
    positions: new SourcePositions(filename, map, folder),
    onTask: onActivation,
  };
  return async (request) => {
    const history = new NativeHistory(request);
    const { asks } = request;
    if (typeof asks === 'object') return look(history, asks, code);
    if (asks === 'courses') return { type: 'ranOn', courses: runOnNative(history, code).courses };
    if (asks === 'ownRun') return { type: 'ownRun', own: runOnNative(history, code, mostCalls).own };
    if (asks === 'frames') return { type: 'replayed', ...recordNative(history, code) };
    return { type: 'replayed', verdict: replayNative(history, code) };
  };
}

function look(history: NativeHistory, asks: Look, code: NativeCode): ReplayAnswer {
  switch (asks.type) {
    case 'moments':
      return { type: 'looked', moments: nativeMomentsAround(history, asks, code) };
    case 'allMoments':
      return { type: 'lookedAtAll', moments: allNativeMoments(history, code) };
    case 'mainEnd':
      // The commands of an end have their own places.
      return { type: 'ended', source: [] };
    case 'query':
      return { type: 'queried', answer: nativeQueryAt(history, asks, code) };
    case 'value':
      return { type: 'evaluated', evaluated: nativeValueAt(history, asks, code) };
    case 'stops':
      return { type: 'stops', stops: nativeStopsOf(history, asks, code) };
  }
}
