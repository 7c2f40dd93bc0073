import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import {
  activationOf,
  commandOfEvent,
  commandsIn,
  commandSource,
  eventsOfLine,
  type Frames,
  reached,
} from '../model/replay/frames.ts';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { openMemoryLog } from '../store/memory-log.ts';
import { orderedRun } from '../testing/replay/ordered-run.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';
import { Replayer } from './replayer.ts';
import { framesOfRun } from './stored-frames.ts';

const file = join(import.meta.dirname, '../testing/replay/workflows.ts');
const lines = readFileSync(file, 'utf8').split('\n');

const ordered = orderedRun();

suite('frames', () => {
  let replayer: Replayer;
  before(async () => {
    replayer = new Replayer(await bundleCode({ workflowsPath: file }));
  });
  after(() => replayer.close());

  async function framesOf(run: RecordedRun, workflowType?: string): Promise<Frames> {
    const history = {
      payloads: run.payloads,
      workflowId: 'order-1',
      ...(workflowType !== undefined && { workflowType }),
    };
    const { frames } = await replayer.record(history);
    assert.ok(frames !== undefined);
    return frames;
  }

  const lineOf = (frames: Frames, command: number): string | undefined => {
    const [call] = commandSource(frames, command);
    return call === undefined ? undefined : lines[call.line - 1]?.trim();
  };

  test('P40 every event that a command led to has the line of the call', async () => {
    const frames = await framesOf(ordered);
    const asked = (seq: number): string | undefined => lineOf(frames, commandOfEvent(frames, seq));
    assert.equal(asked(5), 'await reserve(item);');
    assert.equal(asked(11), 'await sleep(1000);');
    assert.equal(asked(16), 'const charged = await charge(item);');
    assert.equal(commandOfEvent(frames, 6), -1);
    assert.equal(frames.types[frames.type[commandOfEvent(frames, 22)] ?? 0], 'completeWorkflowExecution');
    assert.equal(asked(22), undefined, 'nobody calls for the end');
  });

  test('P40 what the code asked for stands at the event that it was told of last', async () => {
    const frames = await framesOf(ordered);
    assert.deepEqual([...frames.activations], [3, 9, 14, 20]);
    assert.deepEqual(
      [1, 3, 4, 9, 10, 20, 21].map((seq) => activationOf(frames, seq)),
      [0, 0, 1, 1, 2, 3, -1],
    );
    assert.deepEqual(
      commandsIn(frames, 1).map((command) => frames.event[command]),
      [11],
    );
    assert.deepEqual(commandsIn(frames, 9), []);
  });

  test('P41 from a line to the events that it caused, and how often it was reached by then', async () => {
    const run = new RecordedRun('again', 2).task().activity('reserve', 2, '');
    run.command('WorkflowExecutionContinuedAsNew', { workflowType: { name: 'again' } });
    const frames = await framesOf(run);
    const line = lines.findIndex((text) => text.includes('await reserve(n)')) + 1;
    assert.deepEqual(eventsOfLine(frames, file, line), [5]);
    assert.deepEqual([...reached(frames, 2).values()], []);
    const [[place, count] = [-1, 0]] = reached(frames, 3);
    assert.equal(frames.places[place]?.line, line);
    assert.equal(count, 1);
  });

  test('P42 what the code logs is kept with the task that logged it', async () => {
    const run = new RecordedRun('approval')
      .task()
      .signal('approve', 'Ada')
      .activity('ship', 'Ada', 'shipped')
      .completed('Ada');
    const { logs } = await framesOf(run);
    assert.ok(logs.some(({ activation, level, text }) => activation === 0 && level === 'info' && text === 'waits'));
  });

  test('P43 frames are those of the part that was replayed, where the code diverges', async () => {
    const frames = await framesOf(ordered, 'orderRenamed');
    assert.equal(lineOf(frames, commandOfEvent(frames, 11)), 'await sleep(1000);');
    assert.equal(commandOfEvent(frames, 16), -1);
    assert.equal(lineOf(frames, frames.type.length - 1), 'return notify(item);');
  });

  test('P44 frames of a stored run are kept under the digest of the code, until the run grows', async () => {
    const log = openMemoryLog();
    const events = ordered.payloads.map((payload, index) => ({ seq: index + 1, atMs: null, type: 'event', payload }));
    await log.append('order-1', events.slice(0, -1));
    const history = (events: number) => ({ payloads: ordered.payloads.slice(0, events), workflowId: 'order-1' });
    const open = history(events.length - 1);
    const first = await framesOfRun(log, 'order-1', open, { replayer });
    assert.equal(first.verdict.type, 'blocked');
    const gone = { digest: replayer.digest, record: () => assert.fail('replayed again') } as unknown as Replayer;
    assert.deepEqual(await framesOfRun(log, 'order-1', open, { replayer: gone }), first);
    await log.append('order-1', events.slice(-1));
    const whole = await framesOfRun(log, 'order-1', history(events.length), { replayer });
    assert.equal(whole.verdict.type, 'same');
  });
});
