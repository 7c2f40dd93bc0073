// Runs the samples for beginners on the test kit.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { agent } from '../../examples/agent.ts';
import { decide, expense } from '../../examples/approval.ts';
import { batch } from '../../examples/batch.ts';
import { order } from '../../examples/order.ts';
import { poll, stop } from '../../examples/poller.ts';
import { NonRetryable } from '../author/retrace.ts';
import { historyOf } from '../testing/native-engine.ts';
import { type TestEngine, testEngine, type TestEngineOptions } from './test-engine.ts';

async function sample(
  context: TestContext,
  name: string,
  activities: TestEngineOptions['activities'] = {},
): Promise<TestEngine> {
  const engine = await testEngine({ files: [join(import.meta.dirname, `../../examples/${name}.ts`)], activities });
  context.after(() => engine.close());
  return engine;
}

test('N43 an order that is shipped, and one that is undone in reverse', async (context) => {
  const engine = await sample(context, 'order');
  const shipped = await engine.run(order, { id: '7', items: ['lamp'], cents: 4900 });
  assert.deepEqual(shipped, { payment: 'pay-7', tracking: 'parcel-7' });
  await assert.rejects(engine.run(order, { id: '8', items: ['piano'], cents: 4900 }, { id: 'w' }), /holds a piano/);
  const names = (await historyOf(engine, 'w')).flatMap((event) =>
    event.type === 'activity_scheduled' ? [event.name] : [],
  );
  assert.deepEqual(names, ['reserveStock', 'chargeCard', 'shipParcel', 'refundCard', 'releaseStock']);
});

test('N43 an activity is replaced, and the order is cancelled while it waits', async (context) => {
  const engine = await sample(context, 'order', {
    chargeCard: () => {
      throw new NonRetryable('card declined');
    },
  });
  await assert.rejects(engine.run(order, { id: '9', items: ['lamp'], cents: 1 }, { id: 'w' }), /card declined/);
  const names = (await historyOf(engine, 'w')).flatMap((event) =>
    event.type === 'activity_scheduled' ? [event.name] : [],
  );
  assert.deepEqual(names, ['reserveStock', 'chargeCard', 'releaseStock']);
});

test('N43 an expense: approved at a given time after two reminders, or declined by the deadline', async (context) => {
  const engine = await sample(context, 'approval');
  const started = await engine.start(expense, { what: 'desk', cents: 90_000 }, { id: 'desk' });
  engine.signalAfter(2.5 * 86_400_000, 'desk', decide, { by: 'ann', approved: true });
  assert.deepEqual(await engine.result(started), { approved: true, by: 'ann', inTime: true, reminders: 2 });
  assert.deepEqual(await engine.run(expense, { what: 'boat', cents: 9_000_000 }), {
    approved: false,
    by: 'the deadline',
    inTime: false,
    reminders: 7,
  });
});

test('N43 a batch goes on where items fail, and a poller goes on as new runs until it is stopped', async (context) => {
  const batches = await sample(context, 'batch');
  assert.deepEqual(await batches.run(batch, { items: [1, 2, 3, 4, 5, 6, 7], atOnce: 3 }), {
    sum: 91,
    done: 6,
    failed: [7],
  });
  const pollers = await sample(context, 'poller');
  assert.equal(await pollers.run(poll, { every: '1h', until: 8 }, { id: 'p' }), 'found after 8 looks');
  assert.equal((await pollers.client.list({ workflowId: 'p' })).length, 3);
  const started = await pollers.start(poll, { every: '1h', until: 1e6 }, { id: 'q' });
  pollers.signalAfter(5.5 * 3_600_000, 'q', stop);
  assert.equal(await pollers.result(started), 'stopped after 6 looks');
});

test('N43 an agent is told what its tools cannot do', async (context) => {
  const engine = await sample(context, 'agent');
  assert.deepEqual(await engine.run(agent, { question: 'What is 6 times 7, and is it rainy?' }), {
    answer: '42; there is no tool weather',
    steps: 3,
  });
});
