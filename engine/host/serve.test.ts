import assert from 'node:assert/strict';
import test from 'node:test';
import { connect, pipePair } from '../model/link.ts';
import { describeConversation } from '../testing/conversation.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { serve } from './serve.ts';

describeConversation('a pair in one process', () => {
  const [asks, answers, close] = pipePair();
  return { asks, answers, close };
});

test('A1 A2 two pages of one engine: each hears of its own calls, and what one ends goes on for the other', async () => {
  const signals: AbortSignal[] = [];
  const engine = fakeEngine({
    chooseFiles: () => Promise.resolve({ paths: [] }),
    async followLibrary(_, { signal, progress }) {
      signals.push(signal);
      progress({ runs: [], gone: [String(signals.length)] });
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return null;
    },
  });
  const pages = [pipePair(), pipePair()].map(([near, far, close]) => {
    serve(engine, far);
    const heard: string[] = [];
    const client = connect(near);
    const following = client.call('followLibrary', {}, { onProgress: ({ gone }) => void heard.push(...gone) });
    return { client, heard, close, following };
  });
  const [one, other] = pages as [(typeof pages)[0], (typeof pages)[0]];
  await Promise.all(pages.map(({ client }) => client.call('chooseFiles', { folder: false })));
  one.close();
  await assert.rejects(one.following);
  await other.client.call('chooseFiles', { folder: false });
  assert.deepEqual([signals.map(({ aborted }) => aborted), one.heard, other.heard], [[true, false], ['1'], ['2']]);
  other.close();
  await assert.rejects(other.following);
});
