import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '../engine/model/link.ts';
import { fakeEngine } from '../engine/testing/fake-engine.ts';
import { portPair } from '../engine/testing/port-pair.ts';
import { Conversation } from './conversation.ts';
import { portPipe } from './port-pipe.ts';

const closers: (() => void)[] = [];

/** A page that listens once it has been greeted. */
async function load(conversation: Conversation) {
  const { near, far, close } = portPair();
  closers.push(close);
  conversation.start(portPipe(far));
  const client = connect(portPipe(near));
  await client.call('listRuns', {});
  const heard: string[] = [];
  client.on('commandRequested', ({ command }) => heard.push(command));
  return { client, heard, close };
}

function opened() {
  const engine = fakeEngine({ listRuns: () => Promise.resolve([]) });
  return { engine, conversation: new Conversation(engine) };
}

after(() => {
  for (const close of closers) close();
});

test('what is said before the page listens waits for it', async () => {
  const { conversation } = opened();
  conversation.push('commandRequested', { command: 'open' });
  const { client, heard } = await load(conversation);
  conversation.push('commandRequested', { command: 'help' });
  await client.call('listRuns', {});
  assert.deepEqual(heard, ['open', 'help']);
});

test('a reload gets a port of its own, and the one before hears no more', async () => {
  const { engine, conversation } = opened();
  const before = await load(conversation);
  const now = await load(conversation);
  conversation.push('commandRequested', { command: 'help' });
  await now.client.call('listRuns', {});
  assert.deepEqual([before.heard, now.heard, engine.listeners()], [[], ['help'], 1]);
});

test('the end of a page that was replaced leaves the new one alone', async () => {
  const { engine, conversation } = opened();
  const before = await load(conversation);
  const now = await load(conversation);
  before.close();
  conversation.push('commandRequested', { command: 'help' });
  await now.client.call('listRuns', {});
  assert.deepEqual([now.heard, engine.listeners()], [['help'], 1]);
});

test('between two pages it is kept for the next', async () => {
  const { engine, conversation } = opened();
  const before = await load(conversation);
  const gone = new Promise<void>((resolve) => before.client.onClose(resolve));
  before.close();
  await gone;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(engine.listeners(), 0);
  conversation.push('commandRequested', { command: 'help' });
  const { client, heard } = await load(conversation);
  await client.call('listRuns', {});
  assert.deepEqual(heard, ['help']);
});
