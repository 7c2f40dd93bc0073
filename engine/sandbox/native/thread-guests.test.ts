import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { NativeEvent } from '../../model/native-event.ts';
import { bundleOf, drawn } from '../../testing/native-guest.ts';
import type { HostAnswer } from './guest-host.ts';
import { ThreadGuests, type ThreadOptions } from './thread-guests.ts';

const code = `import { signal } from 'retrace';
export async function quiet(ctx: any) { await ctx.signal(signal('go')).receive(); return 'went'; }
export async function endless() { while (true) {} }
export async function spinning() { while (true) await null; }
export async function greedy() { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); }`;

async function open(context: TestContext, options: ThreadOptions = {}) {
  const bundle = await bundleOf(context, code);
  const guests = new ThreadGuests({ timeoutMs: 1500, ...options });
  context.after(() => guests.close());
  await guests.load(bundle);
  const start = (workflowType: string): Promise<HostAnswer> => {
    const started: NativeEvent = {
      type: 'workflow_started',
      at: 1,
      retrace: 1,
      workflowType,
      workflowId: 'w',
      runId: workflowType,
    };
    return guests.activate(
      { run: workflowType, digest: bundle.digest, workflowType },
      [{ task: 1, atMs: 1, events: [started] }],
      true,
    );
  };
  const go = (isNew = false): Promise<HostAnswer> =>
    guests.activate(
      { run: 'quiet', digest: bundle.digest, workflowType: 'quiet' },
      [{ task: 2, atMs: 2, events: [{ type: 'signal_received', at: 2, id: 's', name: 'go' }] }],
      isNew,
    );
  return { guests, start, go };
}

test('N20 a guest in a thread does what it does in this one', async (context) => {
  const { start, go, guests } = await open(context);
  assert.equal((await start('quiet')).type, 'commands');
  const answer = await go();
  assert.deepEqual(answer.type === 'commands' && drawn(answer.commands), ['completed "went"']);
  guests.drop('quiet');
  assert.equal((await go()).type, 'lost');
});

test('N20 code that never waits, or takes all memory, ends by itself: others are lost, and made again', async (context) => {
  for (const [workflowType, kind, options] of [
    ['endless', 'endless', {}],
    ['spinning', 'endless', {}],
    // However slow the machine is, the memory ends first.
    ['greedy', 'memory', { memoryMb: 64, timeoutMs: 60_000 }],
  ] as const) {
    const { start, go } = await open(context, options);
    assert.equal((await start('quiet')).type, 'commands');
    const [bad, waiting] = [start(workflowType), go()];
    const answer = await bad;
    assert.equal(answer.type === 'failed' && answer.failure.kind, kind);
    assert.equal((await waiting).type, 'lost');
    assert.equal((await go()).type, 'lost');
  }
});

test('N52 of a batch only the one that was at work has failed, wherever it stood', async (context) => {
  const { start } = await open(context);
  const [before, bad, behind] = await Promise.all([start('quiet'), start('endless'), start('spinning')]);
  // Either it answered before the thread ended, or it was lost with it.
  assert.ok(before.type === 'commands' || before.type === 'lost');
  assert.equal(bad.type === 'failed' && bad.failure.kind, 'endless');
  assert.equal(behind.type, 'lost');
});
