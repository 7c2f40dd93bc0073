import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { describeConversation } from '../testing/conversation.ts';
import { webSocketPipe } from './websocket-pipe.ts';

async function socketPair() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const near = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'open')])) as [[WebSocket], unknown];
  const close = async (): Promise<void> => {
    near.terminate();
    far.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  return { near, far, close };
}

describeConversation('a WebSocket', async () => {
  const { near, far, close } = await socketPair();
  return { asks: webSocketPipe(near), answers: webSocketPipe(far), close };
});

for (const [what, data, code] of [
  ['text', '{"type":"call","id":1,"name":"listRuns","params":{}}', 1003],
  ['bytes that are no frame', Buffer.from('not a frame'), 1007],
] as const) {
  test(`whoever sends ${what} is cut off`, async () => {
    const { near, far, close } = await socketPair();
    webSocketPipe(far);
    near.send(data);
    const [got] = (await once(near, 'close')) as [number];
    assert.equal(got, code);
    await close();
  });
}
