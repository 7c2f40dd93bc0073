// The worker in which a person's pattern runs. Knows only the pattern and the texts sent to it; the main thread may
// stop it at any time.

import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../model/assert.ts';
import { patternMatcher, readableText } from './matching.ts';

/** Texts, or payloads concatenated in `bytes` with their `lengths`. */
export type Question =
  | { readonly texts: readonly string[]; readonly positions: boolean }
  | { readonly bytes: Uint8Array; readonly lengths: readonly number[] };

const port = must(parentPort);
const find = patternMatcher(workerData as string);

port.on('message', (question: Question) => {
  if ('texts' in question && question.positions) port.postMessage(Int32Array.from(question.texts, find));
  else
    port.postMessage(
      Uint8Array.from('texts' in question ? question.texts : payloadTexts(question.bytes, question.lengths), (text) =>
        find(text) >= 0 ? 1 : 0,
      ),
    );
});
port.postMessage('ready');

function* payloadTexts(bytes: Uint8Array, lengths: readonly number[]): Generator<string> {
  let at = 0;
  for (const length of lengths) {
    yield readableText(bytes.subarray(at, at + length));
    at += length;
  }
}
