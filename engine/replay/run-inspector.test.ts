import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type Call, type Moment, previewText } from '../model/replay/locals.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { CodeFolder } from '../testing/replay/code-folder.ts';
import { officialRuns, withOfficialCode } from '../testing/replay/official-runs.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';
import { momentsAt } from './packed-moments.ts';
import { Replayer } from './replayer.ts';
import { RunInspector } from './run-inspector.ts';

/** The text after `//=` lists the variables at each wait of the call, one stop after the other. */
const code = `
import { proxyActivities, sleep, defineSignal, defineQuery, setHandler, condition } from ${JSON.stringify('@temporalio/workflow')};
const { price, note } = proxyActivities({ startToCloseTimeout: '1 minute' });
let asked = 0;

async function priced(item: string): Promise<number> {
  asked++;
  const found = (await price(item)) as number; //= item="tea" found=not yet | item="tea" found=not yet | item="milk" found=not yet
  return found;
}

export async function basket(items: string[]): Promise<number> {
  let total = 0;
  setHandler(defineQuery('total'), (times = 1) => total * times);
  setHandler(defineSignal<[string]>('remark'), async (text) => {
    await note(text); //= text="hurry"
  });
  for (const item of items) {
    total += await priced(item); //= items=["tea","milk"] total=0 item="tea" | items=["tea","milk"] total=0 item="tea" | items=["tea","milk"] total=3 item="milk"
  }
  await sleep(1000); //= items=["tea","milk"] total=7
  return total;
}

const eternal = { *[Symbol.iterator]() { while (true) yield 1; } };
export async function stuckFor(): Promise<void> {
  await sleep(1000);
  for (const one of eternal) void one; // here: stuckFor
}
function spin(): void {
  let n = 0;
  do n++; while (n > 0); // here: spin
}
export async function stuckBelow(): Promise<void> { await sleep(1000); spin(); }
export async function stuckInTurns(): Promise<void> {
  for (;;) await null; // here: stuckInTurns
}
`;

/** tea is requested, a remark arrives, tea costs 3, milk is requested and costs 4; then a timer. */
function basketRun(): RecordedRun {
  const run = new RecordedRun('basket', ['tea', 'milk']).task();
  const tea = run.schedule('price', 'tea');
  run.signal('remark', 'hurry');
  const note = run.schedule('note', 'hurry');
  run.complete(note, null).complete(tea, 3).task();
  return run.activity('price', 'milk', 4).timer('1s').completed(7);
}

const words = (call: Call): string =>
  call.variables
    .filter(({ scope }) => scope === 'own')
    .map(({ name, value }) => `${name}=${previewText(value)}`.replaceAll(', ', ','))
    .toSorted()
    .join(' ');

suite('a run with its code', () => {
  let scratch = '';
  let bundle: Bundle;
  let file = '';
  const run = basketRun();
  const history = { payloads: run.payloads, workflowId: 'basket-1' };
  const lines = code.split('\n');

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'retrace-locals-'));
    file = new CodeFolder(scratch).write('basket.ts', code);
    bundle = await bundleCode({ workflowsPath: file, instrumented: true });
  });
  after(() => rmSync(scratch, { recursive: true }));

  async function inspecting<T>(look: (inspector: RunInspector) => Promise<T>): Promise<T> {
    const inspector = new RunInspector(bundle, history);
    try {
      return await look(inspector);
    } finally {
      await inspector.close();
    }
  }

  const seqs = run.payloads.map((_, index) => index + 1);

  test('P90 P93 at every event, forward and back, each call has the variables that the program says', () =>
    inspecting(async (inspector) => {
      const moments: Moment[] = [];
      for (const seq of seqs) moments.push(await inspector.at(seq));
      for (const seq of seqs.toReversed()) assert.deepEqual(await inspector.at(seq), moments[seq - 1]);
      const different = moments.filter((moment, index) => moment.seq !== moments[index - 1]?.seq);
      lines.forEach((line, index) => {
        const said = /\/\/= (.*)$/.exec(line)?.[1];
        const expected =
          said?.split(' | ').map((stop) =>
            stop
              .split(/ (?=\w+=)/)
              .toSorted()
              .join(' '),
          ) ?? [];
        const found = different.flatMap(({ calls }) => calls.filter(({ at }) => at.line === index + 1).map(words));
        assert.deepEqual(found, expected, line);
      });
    }));

  test('P93 what is seen at an event is what a run to that event alone gives', async () => {
    for (const seq of [1, 7, 15, 31].filter((one) => one <= seqs.length)) {
      const alone = await inspecting((inspector) => inspector.at(seq));
      const passing = await inspecting(async (inspector) => {
        await inspector.at(seqs.length);
        return inspector.at(seq);
      });
      assert.deepEqual(passing, alone);
    }
  });

  test('P93 what one pass over all events has kept is what a look at each of them gives', () =>
    inspecting(async (inspector) => {
      const replayer = new Replayer(bundle);
      try {
        const all = await replayer.allMoments(history);
        for (const seq of seqs) {
          const { moments = [], until = 0 } = momentsAt(all, seq) ?? {};
          const before = moments.findLast((moment) => moment.seq <= seq);
          assert.deepEqual(before, await inspector.at(seq));
          assert.ok(until === null || until > seq);
        }
        assert.equal(momentsAt({ ...all, until: 12 }, 12), undefined, 'there was no room for it');
      } finally {
        await replayer.close();
      }
    }));

  test('P92 each fiber has its calls with file, line and column, and what began it', () =>
    inspecting(async (inspector) => {
      const { calls, fibers } = await inspector.at(8);
      const shown = fibers.map(({ root, stack }) => [root?.type, ...stack.map((index) => calls[index]?.at.name)]);
      assert.deepEqual(shown, [
        ['main', 'priced', 'basket'],
        ['signal', undefined],
      ]);
      const main = calls.find(({ at }) => at.name === 'basket');
      const line = lines.findIndex((text) => text.includes('await priced(item)'));
      assert.deepEqual(main?.at, {
        file,
        line: line + 1,
        column: (lines[line] ?? '').indexOf('await') + 1,
        name: 'basket',
      });
      assert.deepEqual([main?.kind, main?.expression, main?.since], ['await', 'priced(item)', 3]);
      const [asked] = main?.variables.filter(({ scope, name }) => scope === 'module' && name === 'asked') ?? [];
      assert.deepEqual(asked?.value, { type: 'plain', value: 1 });
    }));

  test('P94 a query is answered as it would have been after any event, and changes nothing', () =>
    inspecting(async (inspector) => {
      const totals = [];
      for (const seq of seqs) totals.push(await inspector.query(seq, 'total', [10]));
      const values = totals.map((answer) => (answer.type === 'answered' ? answer.value : answer.message));
      assert.match(JSON.stringify(values[0]), /has not begun at event 1/);
      assert.deepEqual([...new Set(values.slice(2))], [0, 30, 70]);
      assert.equal(values.indexOf(30), (await inspector.at(seqs.length - 8)).seq - 1);
      const unknown = await inspector.query(5, 'nobody');
      assert.ok(unknown.type === 'failed' && unknown.message.includes('did not register a handler for nobody'));
      await assert.rejects(inspector.query(1000, 'total'), { code: 'no-such-event' });
    }));

  test('P90 where the code diverges, it stands as it did then', async () => {
    const other = new RunInspector(bundle, { ...history, workflowType: 'stuckFor' });
    const moment = await other.at(seqs.length);
    await other.close();
    assert.deepEqual([moment.seq, moment.isLast, moment.calls.length], [3, true, 1]);
  });

  for (const workflowType of ['stuckFor', 'stuckBelow', 'stuckInTurns'])
    test(`P95 the line of an endless loop is told: ${workflowType}`, async () => {
      const stuck = new RecordedRun(workflowType).task();
      if (workflowType !== 'stuckInTurns') stuck.timer('1s');
      const replayer = new Replayer(await bundleCode({ workflowsPath: file }), { loopMs: 400 });
      const verdict = await replayer.replay({ payloads: stuck.payloads, workflowId: 'stuck' });
      await replayer.close();
      assert.equal(verdict.type, 'stopped');
      const { line = 0, name = '' } = (verdict.type === 'stopped' && verdict.source[0]) || {};
      assert.match(lines[line - 1] ?? '', new RegExp(`here: ${name}$|eternal = `));
    });

  test('P95 a look at code that does not come back is refused, with the line', async () => {
    const stuck = new RecordedRun('stuckBelow').task().timer('1s');
    const inspector = new RunInspector(bundle, { payloads: stuck.payloads, workflowId: 'stuck' }, { loopMs: 400 });
    const line = lines.findIndex((text) => text.includes('here: spin')) + 1;
    await assert.rejects(inspector.at(8), (error: Error) => error.message.includes(`basket.ts:${line}:`));
    assert.equal((await inspector.at(3)).calls.length, 1);
    await inspector.close();
  });
});

test('P91 164 histories and changes of code: the instrumented copy asks for the same, activation by activation', () =>
  withOfficialCode(async (workflowsPath) => {
    const plain = new Replayer(await bundleCode({ workflowsPath }));
    const copy = new Replayer(await bundleCode({ workflowsPath, instrumented: true }));
    let activations = 0;
    for (const [index, payloads] of officialRuns().entries()) {
      const history = { payloads, workflowId: 'fake', workflowType: `run${index}` };
      const [expected, found] = [await plain.record(history), await copy.record(history)];
      assert.deepEqual(comparable(found), comparable(expected), `run${index}`);
      activations += expected.frames?.activations.length ?? 0;
    }
    await Promise.all([plain.close(), copy.close()]);
    assert.ok(activations > 400, String(activations));
  }));

/** Lines do not move in the copy; columns do. */
function comparable({ verdict, frames }: Awaited<ReturnType<Replayer['record']>>): unknown {
  const moved = new Set(['column', 'code', 'stackTrace']);
  return JSON.parse(JSON.stringify({ verdict, frames }, (key, value: unknown) => (moved.has(key) ? undefined : value)));
}
