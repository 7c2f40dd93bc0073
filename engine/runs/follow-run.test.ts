import assert from 'node:assert/strict';
import test from 'node:test';
import type { RunGrowth } from '../model/api.ts';
import { must } from '../model/assert.ts';
import type { Outline } from '../model/outline.ts';
import { extend } from '../model/growing-outline.ts';
import { settled } from '../testing/settled-outline.ts';
import { unpackOutline } from '../model/packed-outline.ts';
import { caller } from '../testing/caller.ts';
import { importText, onlyRun, openEngine } from '../testing/library.ts';

const event = (id: number, type = 'TIMER_STARTED'): object => ({
  eventId: String(id),
  eventTime: '2026-11-01T00:00:00Z',
  eventType: `EVENT_TYPE_${type}`,
});
const stored = (seq: number) => ({
  seq,
  type: 'TimerStarted',
  atMs: null,
  payload: Buffer.from(JSON.stringify(event(seq))),
});

/** What a screen makes of it. */
function grownBy(outline: Outline | undefined, growth: RunGrowth): Outline {
  return growth.type === 'whole' ? unpackOutline(growth.outline) : extend(must(outline), growth.delta);
}

test('R9 R10 who follows a run has all of it first, then what is appended, until they cancel', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(
    await importText(engine, JSON.stringify([event(1, 'WORKFLOW_EXECUTION_STARTED'), event(2)])),
  );
  const cancel = new AbortController();
  const heard: RunGrowth[] = [];
  let outline: Outline | undefined;
  const following = engine.followRun(
    { run: runId, from: 0 },
    caller((growth: RunGrowth) => {
      heard.push(growth);
      outline = grownBy(outline, growth);
      if (outline.events < 40)
        void engine.log.append(
          runId,
          Array.from({ length: 7 }, (_, i) => stored(outline!.events + i + 1)),
        );
      else cancel.abort();
    }, cancel.signal),
  );
  assert.equal(await following, null);
  assert.deepEqual(
    heard.map(({ type }) => type),
    ['whole', ...Array<string>(6).fill('grown')],
  );
  assert.deepEqual(heard.at(-1)?.summary.events, 44);
  assert.deepEqual(settled(must(outline)), unpackOutline((await engine.openRun({ run: runId })).outline));
});

test('R10 who has the outline already is not sent it again; the end of the engine ends it', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(
    await importText(engine, JSON.stringify([event(1, 'WORKFLOW_EXECUTION_STARTED'), event(2)])),
  );
  await assert.rejects(engine.followRun({ run: 'none', from: 0 }, caller()), /No run "none"/);
  const heard: RunGrowth[] = [];
  const following = engine.followRun(
    { run: runId, from: 2 },
    caller((growth: RunGrowth) => {
      heard.push(growth);
      void engine.close();
    }),
  );
  assert.equal(await following, null);
  assert.deepEqual(
    heard.map((growth) => growth.type === 'grown' && [growth.delta.from, growth.delta.events]),
    [[2, 2]],
  );
});
