import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, pipePair } from '../model/link.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { Conversation } from './conversation.ts';

const closers: (() => void)[] = [];

/** A page that has got its greeting. */
async function load(conversation: Conversation) {
  const [near, far, close] = pipePair();
  closers.push(close);
  conversation.start(far);
  const client = connect(near);
  const heard: string[] = [];
  client.on('commandRequested', ({ command }) => heard.push(command));
  await client.call('chooseFiles', { folder: false });
  return { client, heard, close };
}

function opened() {
  const engine = fakeEngine({ chooseFiles: () => Promise.resolve({ paths: [] }) });
  return { conversation: new Conversation(engine) };
}

after(() => {
  for (const close of closers) close();
});

test('what is said before the page listens waits for it', async () => {
  const { conversation } = opened();
  conversation.push('commandRequested', { command: 'open' });
  const { client, heard } = await load(conversation);
  conversation.push('commandRequested', { command: 'help' });
  await client.call('chooseFiles', { folder: false });
  assert.deepEqual(heard, ['open', 'help']);
});

test('a reload gets a port of its own, and the one before hears no more', async () => {
  const { conversation } = opened();
  const before = await load(conversation);
  const now = await load(conversation);
  conversation.push('commandRequested', { command: 'help' });
  await now.client.call('chooseFiles', { folder: false });
  assert.deepEqual([before.heard, now.heard], [[], ['help']]);
});

test('the end of a page that was replaced leaves the new one alone', async () => {
  const { conversation } = opened();
  const before = await load(conversation);
  const now = await load(conversation);
  before.close();
  conversation.push('commandRequested', { command: 'help' });
  await now.client.call('chooseFiles', { folder: false });
  assert.deepEqual(now.heard, ['help']);
});

test('between two pages it is kept for the next', async () => {
  const { conversation } = opened();
  const before = await load(conversation);
  const gone = new Promise<void>((resolve) => before.client.onClose(resolve));
  before.close();
  await gone;
  conversation.push('commandRequested', { command: 'help' });
  const { client, heard } = await load(conversation);
  await client.call('chooseFiles', { folder: false });
  assert.deepEqual(heard, ['help']);
});
