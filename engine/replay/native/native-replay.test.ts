import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { agent } from '../../../examples/agent.ts';
import { decide, expense } from '../../../examples/approval.ts';
import { batch } from '../../../examples/batch.ts';
import { order } from '../../../examples/order.ts';
import { poll, stop } from '../../../examples/poller.ts';
import type { NativeEvent } from '../../model/native-event.ts';
import { commandOfEvent, commandSource, eventsOfLine } from '../../model/replay/frames.ts';
import { type Moment, previewText } from '../../model/replay/locals.ts';
import { parseExpression } from '../../sandbox/locals/parse-expression.ts';
import type { TestEngine } from '../../runtime/test-engine.ts';
import { codeFile, framesOf, inspectorOf, ranTo, reportOf, started } from '../../testing/native-replay.ts';

const examples = join(import.meta.dirname, '../../../examples');
const fileOf = (name: string): string => join(examples, `${name}.ts`);
const orderText = readFileSync(fileOf('order'), 'utf8');
const lamp = { id: '7', items: ['lamp'], cents: 4900 };
const shipped = (engine: TestEngine): Promise<unknown> => engine.run(order, lamp, { id: 'w' });
const ordered = (): Promise<readonly NativeEvent[]> => ranTo(fileOf('order'), shipped);

/** The order workflow with one line of its code changed. */
function changed(from: string, to: string): string {
  assert.ok(orderText.includes(from), from);
  return orderText.replace(from, to);
}

const seqOf = (events: readonly NativeEvent[], type: string, name?: string): number =>
  1 +
  events.findIndex((event) => event.type === type && (name === undefined || ('name' in event && event.name === name)));

test('P160 every sample does again what its history says', async (context) => {
  const histories: readonly (readonly [string, readonly NativeEvent[]])[] = [
    ['order', await ordered()],
    [
      'order',
      await ranTo(fileOf('order'), (engine) =>
        engine.run(order, { ...lamp, items: ['piano'] }, { id: 'w' }).catch(() => {}),
      ),
    ],
    [
      'batch',
      await ranTo(fileOf('batch'), (engine) => engine.run(batch, { items: [1, 2, 7], atOnce: 2 }, { id: 'w' })),
    ],
    [
      'agent',
      await ranTo(fileOf('agent'), (engine) => engine.run(agent, { question: 'What is 6 times 7?' }, { id: 'w' })),
    ],
    [
      'poller',
      await ranTo(fileOf('poller'), async (engine) => {
        const begun = await engine.start(poll, { every: '1h', until: 1e6 }, { id: 'w' });
        engine.signalAfter(5.5 * 3_600_000, 'w', stop);
        await engine.result(begun);
      }),
    ],
    [
      'approval',
      await ranTo(fileOf('approval'), async (engine) => {
        const begun = await engine.start(expense, { what: 'desk', cents: 90_000 }, { id: 'w' });
        engine.signalAfter(2.5 * 86_400_000, 'w', decide, { by: 'ann', approved: true });
        await engine.result(begun);
      }),
    ],
  ];
  for (const [name, events] of histories) {
    const { verdict, drift, official } = await reportOf(context, events, readFileSync(fileOf(name), 'utf8'));
    assert.deepEqual([name, verdict, drift, official], [name, 'same', [], { passes: true }]);
  }
});

test('P160 P161 another call diverges at the event of the recorded one, with both sides, the line and what ctx.version has to guard', async (context) => {
  const events = await ordered();
  const text = changed("at = 'packing';", "await ctx.run(releaseStock, 'early');\n    at = 'packing';");
  const report = await reportOf(context, events, text);
  assert.deepEqual(
    [report.verdict, report.seq, report.eventId],
    ['nondeterminism', seqOf(events, 'timer_started'), 13],
  );
  assert.deepEqual([report.expected?.type, report.got?.type], ['timer_started', 'activity_scheduled']);
  assert.deepEqual([report.lineOf, report.stack[0]?.name], ["await ctx.run(releaseStock, 'early');", 'order']);
  assert.equal(report.causeKind, 'added');
  assert.match(report.cause ?? '', /no version guards it/);
  assert.match(report.remedy ?? '', /workflows\.ts:52: if \(ctx\.version\('add-release-stock'\)\)/);
  assert.ok(!report.official.passes);
  assert.match(report.official.text, /diverged from the history at command 3/);
  assert.deepEqual(
    report.rows.map(({ recorded, now }) => [recorded?.name ?? null, now?.name ?? null]),
    [
      ['reserveStock', 'reserveStock'],
      ['chargeCard', 'chargeCard'],
      [null, 'releaseStock'],
      ['', ''],
      ['shipParcel', 'shipParcel'],
      ['', ''],
    ],
  );
});

test('P160 calls that are gone, have another name or changed places each have their cause', async (context) => {
  const events = await ordered();
  const causes: readonly (readonly [from: string, to: string, cause: string])[] = [
    ["await ctx.sleep('1s');", '', 'removed'],
    [
      'ctx.run(shipParcel, input);',
      "ctx.run(activity('sendParcel', async () => ({ tracking: 'x' })), input);",
      'renamed',
    ],
    ["await ctx.sleep('1s');", "return { payment, tracking: 'none' };", 'removed'],
    [
      "await ctx.sleep('1s');\n    at = 'shipping';\n    const { tracking } = await ctx.run(shipParcel, input);",
      "const { tracking } = await ctx.run(shipParcel, input);\n    await ctx.sleep('1s');",
      'reordered',
    ],
  ];
  for (const [from, to, cause] of causes) {
    const report = await reportOf(context, events, changed(from, to));
    assert.deepEqual([to, report.verdict, report.causeKind], [to, 'nondeterminism', cause]);
  }
});

test('P161 a call that is guarded by a version replays, and a version that is taken out is told where its way is gone', async (context) => {
  const events = await ordered();
  const guarded = changed("at = 'packing';", "if (ctx.version('early')) await ctx.run(releaseStock, 'early');");
  assert.equal((await reportOf(context, events, guarded)).verdict, 'same');
  const versioned = await ranTo(codeFile(context, guarded), shipped);
  assert.equal((await reportOf(context, versioned, guarded)).verdict, 'same');
  const report = await reportOf(context, versioned, orderText);
  assert.deepEqual([report.verdict, report.causeKind], ['nondeterminism', 'missing-version']);
  assert.match(report.remedy ?? '', /Call ctx\.version\('early'\) again/);
});

test('P162 inputs, times, policies and results that are not as they were are drift, each at its line', async (context) => {
  const events = await ordered();
  const text = changed("await ctx.sleep('1s');", "await ctx.sleep('2s');")
    .replace('ctx.run(shipParcel, input)', "ctx.run(shipParcel, { ...input, items: ['box'] })")
    .replace('maximumAttempts: 5', 'maximumAttempts: 6')
    .replace('return { payment, tracking };', "return { payment, tracking: 'later' };");
  const { verdict, drift } = await reportOf(context, events, text);
  assert.equal(verdict, 'drift');
  assert.deepEqual(
    drift.map(
      ({ operation, attribute, from, to }) => `${operation} ${attribute} ${JSON.stringify(from)} ${JSON.stringify(to)}`,
    ),
    [
      'reserveStock retry.maximumAttempts 5 6',
      'chargeCard retry.maximumAttempts 5 6',
      'timer 3 ms 1000 2000',
      'shipParcel input.items[0] "lamp" "box"',
      'shipParcel retry.maximumAttempts 5 6',
      'workflow result.tracking "parcel-7" "later"',
    ],
  );
  const lines = drift.map(({ source }) => text.split('\n')[(source?.line ?? 0) - 1]?.trim());
  assert.deepEqual([lines[2], lines[5]], ["await ctx.sleep('2s');", undefined]);
});

test('P163 a history that goes on: what it waits for, and what the code asks for behind its end', async (context) => {
  const events = await ordered();
  const waiting = await reportOf(context, events.slice(0, seqOf(events, 'timer_started')), orderText);
  assert.deepEqual(
    [waiting.verdict, waiting.waitsFor.map(({ type }) => type), waiting.next],
    ['blocked', ['timer_started'], []],
  );
  assert.equal(orderText.split('\n')[(waiting.waitsFor[0]?.source?.line ?? 0) - 1]?.trim(), "await ctx.sleep('1s');");
  const fired = await reportOf(context, events.slice(0, seqOf(events, 'timer_fired')), orderText);
  assert.deepEqual(
    [fired.verdict, fired.waitsFor, fired.next.map(({ type }) => type)],
    ['blocked', [], ['activity_scheduled']],
  );
});

test('P163 code that does not load diverges in a history that has begun; fails next where every try has failed; and is not run before', async (context) => {
  const events = await ordered();
  const broken = `${orderText}\nthrow new Error('no config');`;
  const report = await reportOf(context, events, broken);
  assert.deepEqual(
    [report.verdict, report.got, report.lineOf],
    [
      'nondeterminism',
      { type: 'throws', attributes: { name: 'Error', message: 'no config' } },
      "throw new Error('no config');",
    ],
  );
  const [first] = events as readonly [NativeEvent];
  assert.equal((await reportOf(context, [first], broken)).verdict, 'not-started');
  const failure = { kind: 'endless', message: 'the code ran on' };
  const quarantined: readonly NativeEvent[] = [
    first,
    { type: 'workflow_task_failed', at: 2000, task: 1, worker: 'w', failure },
  ];
  const mended = await reportOf(context, quarantined, orderText);
  assert.deepEqual([mended.verdict, mended.next.map(({ type }) => type)], ['blocked', ['activity_scheduled']]);
});

test('P9 P163 code that never waits is ended, with the event and the line', async (context) => {
  const file = changed("at = 'packing';", 'for (;;);');
  const report = await reportOf(context, await ordered(), file, { loopMs: 1000 });
  assert.deepEqual([report.verdict, report.seq, report.lineOf], ['stopped', 12, 'for (;;);']);
});

test('P164 frames: the line of every command, the event that it led to, and what was logged', async (context) => {
  const file = codeFile(context, changed("at = 'packing';", "ctx.log.info('packing', payment);"));
  const events = await ranTo(file, shipped);
  const { frames, verdict } = await framesOf(context, events, file);
  assert.ok(frames !== undefined && verdict.type === 'same');
  const lines = readFileSync(file, 'utf8').split('\n');
  const charge = seqOf(events, 'activity_scheduled', 'chargeCard');
  const [place] = commandSource(frames, commandOfEvent(frames, charge));
  assert.equal(lines[(place?.line ?? 0) - 1]?.trim(), 'const { payment } = await ctx.run(chargeCard, input);');
  assert.deepEqual(eventsOfLine(frames, file, place?.line ?? 0), [charge]);
  assert.deepEqual(
    [...frames.activations],
    events.flatMap(({ type }, i) => (type === 'workflow_task_completed' ? [i + 1] : [])),
  );
  assert.deepEqual(frames.logs, [{ activation: 2, level: 'info', text: 'packing pay-7' }]);
  assert.equal(frames.types[frames.type.at(-1) ?? 0], 'workflow_completed');
});

const variable = ({ calls }: Moment, name: string, call = 0): string | undefined => {
  const found = calls[call]?.variables.find((each) => each.name === name);
  return found && previewText(found.value);
};

test('P165 variables and answers to queries at every event, whichever way a person steps', async (context) => {
  const events = await ordered();
  const inspector = await inspectorOf(context, events, fileOf('order'));
  const seen: (string | undefined)[] = [];
  for (const seq of [1, 2, 6, 12, 15, 19, 20]) seen.push(variable(await inspector.at(seq), 'at'));
  assert.deepEqual(seen, [undefined, '"reserving"', '"charging"', '"packing"', '"shipping"', undefined, undefined]);
  assert.equal(variable(await inspector.at(7), 'reservation'), '"stock-7"');
  const { fibers, queries } = await inspector.at(7);
  assert.deepEqual([fibers[0]?.root, queries], [{ type: 'main', name: 'order' }, ['status']]);
  assert.deepEqual(await inspector.query(7, 'status'), { type: 'answered', value: 'charging' });
  assert.deepEqual(await inspector.query(20, 'status'), { type: 'answered', value: 'shipped' });
  assert.match(JSON.stringify(await inspector.query(7, 'colour')), /knows no query colour\. It knows: status\./);
  assert.match(JSON.stringify(await inspector.query(1, 'status')), /has not begun at event 1/);
});

test('P110 P114 P165 expressions have a value at any event, and stop where they become true; a line stops where it is reached', async (context) => {
  const events = await ordered();
  const inspector = await inspectorOf(context, events, fileOf('order'));
  const evaluation = { expression: parseExpression("at === 'packing' || undo.length"), factsFrom: 1, facts: [] };
  assert.deepEqual(await inspector.value(7, evaluation), { type: 'value', value: { type: 'plain', value: 1 } });
  const becomes = { ...evaluation, expression: parseExpression("at === 'packing'") };
  assert.deepEqual(await inspector.stops(becomes), [12]);
  const line = orderText.split('\n').findIndex((text) => text.includes('await ctx.sleep')) + 1;
  assert.deepEqual(await inspector.stops({ file: fileOf('order'), line }), [12]);
});

test('P165 a fiber that the code has begun is a line of calls of its own', async (context) => {
  const events = await ranTo(fileOf('batch'), (engine) =>
    engine.run(batch, { items: [1, 2, 3], atOnce: 2 }, { id: 'w' }),
  );
  const inspector = await inspectorOf(context, events, fileOf('batch'));
  const moment = await inspector.at(seqOf(events, 'workflow_task_completed'));
  assert.deepEqual(
    moment.fibers.map(({ root }) => root),
    [
      { type: 'main', name: 'batch' },
      { type: 'fiber', name: '1' },
      { type: 'fiber', name: '2' },
    ],
  );
  assert.equal(variable(moment, 'next', moment.fibers[2]?.stack[0]), '2');
});

test('P166 behind a divergence the code is run on: versions and side effects as they were written down, calls answered by what they mean', async (context: TestContext) => {
  const text = (body: string): string => `import { activity } from 'retrace';
const a = activity('a', async (x: number) => x + 1); const b = activity('b', async (x: number) => x * 2);
export async function main(ctx: any, x: number) {
  const seed = ctx.sideEffect(() => 5);
  const [one, two] = ctx.version('pairs') ? [await ctx.run(a, x), await ctx.run(b, seed)] : [0, 0];
${body}
}`;
  const recorded = text('  await ctx.sleep(1000);\n  return one + two;');
  const events = await ranTo(codeFile(context, recorded), (engine) => engine.run('main', 1, { id: 'w' }));
  const now = text('  if (two === 10) await ctx.run(b, one);\n  return one + two;');
  const { rows } = await reportOf(context, events, now);
  assert.deepEqual(
    rows.map((row) => [row.recorded?.kind ?? null, row.now?.kind ?? null]),
    [
      ['sideEffect', 'sideEffect'],
      ['version', 'version'],
      ['activity', 'activity'],
      ['activity', 'activity'],
      ['timer', null],
      [null, 'activity'],
      ['complete', 'complete'],
    ],
  );
});

test('P160 a workflow of another name is run instead, and one that is not there is refused by name', async (context) => {
  const text = 'export async function other(ctx: any) { await ctx.sleep(5); }';
  const report = await reportOf(
    context,
    [started('main', null), { type: 'workflow_task_completed', at: 2000, task: 1, worker: 'w' }],
    text,
  );
  assert.match(report.text ?? '', /exports no workflow main/);
});
