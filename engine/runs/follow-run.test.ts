import assert from 'node:assert/strict';
import test from 'node:test';
import type { ImportProgress, LibraryChange, RunGrowth } from '../model/api.ts';
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

/** The outline that a screen makes of the growth. */
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

const longText = JSON.stringify({
  events: Array.from({ length: 20_000 }, (_, i) =>
    event(i + 1, i === 0 ? 'WORKFLOW_EXECUTION_STARTED' : 'TIMER_FIRED'),
  ),
});

test('R10 a long history is followed while it is read: first what was explained of it, in the end all; it answers meanwhile', async (context) => {
  const engine = openEngine(context);
  const heard: RunGrowth[] = [];
  const answers: Promise<unknown>[] = [];
  let outline: Outline | undefined;
  let following: Promise<unknown> | undefined;
  const cancel = new AbortController();
  const hear = (growth: RunGrowth): void => {
    heard.push(growth);
    outline = grownBy(outline, growth);
    if (heard.length === 1) answers.push(engine.readEvent({ run: growth.summary.runId, seq: outline.events }));
    if (outline.events === 20_000 && growth.summary.expected === undefined) cancel.abort();
  };
  const begin = ({ runs: [run] }: ImportProgress): void => {
    if (run !== undefined) following ??= engine.followRun({ run: run.runId, from: 0 }, caller(hear, cancel.signal));
  };
  const bytes = new Uint8Array(Buffer.from(longText));
  const outcomes = await engine.importBytes({ name: 'long.json', bytes, partial: false }, caller(begin));
  await following;
  const { runId } = onlyRun(outcomes);
  const [first] = heard;
  assert.deepEqual([first?.type, first?.summary.expected], ['whole', 20_000]);
  assert.ok(must(first).summary.events < 20_000, 'it was told of before all of it was there');
  assert.equal((await Promise.all(answers)).length, 1);
  assert.deepEqual(settled(must(outline)), unpackOutline((await engine.openRun({ run: runId })).outline));
  assert.deepEqual(heard.at(-1)?.summary, (await engine.listRuns())[0]);
});

test('R10 a long history that is cancelled while it is looked at is gone, and who follows it is told no more', async (context) => {
  const engine = openEngine(context);
  const gone: string[] = [];
  void engine.followLibrary(
    {},
    caller(({ gone: runs }: LibraryChange) => void gone.push(...runs)),
  );
  const cancel = new AbortController();
  let following: Promise<unknown> | undefined;
  const begin = ({ runs: [run] }: ImportProgress): void => {
    if (run === undefined) return;
    following ??= engine.followRun(
      { run: run.runId, from: 0 },
      caller(() => cancel.abort()),
    );
  };
  const bytes = new Uint8Array(Buffer.from(longText));
  const outcomes = await engine.importBytes({ name: 'long.json', bytes, partial: false }, caller(begin, cancel.signal));
  await assert.rejects(must(following), /No run/);
  assert.deepEqual([outcomes, gone.length, await engine.listRuns()], [[], 1, []]);
});
