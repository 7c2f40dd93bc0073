import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { chainedHistories } from '../testing/chained-histories.ts';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

const ids = [
  '11111111-aaaa-4aaa-8aaa-000000000001',
  '11111111-aaaa-4aaa-8aaa-000000000002',
  '11111111-aaaa-4aaa-8aaa-000000000003',
];

type Shown = {
  at: number;
  seq: number;
  run: { runId: string };
  chain: readonly { from: number; to: number }[];
};

/** A library with the runs of a chain, imported in another order; the words that name it. */
async function chainLibrary(context: TestContext): Promise<readonly string[]> {
  const folder = scratchFolder(context);
  const files = chainedHistories(ids).map((text, i) => fileIn(folder, `${(i + 2) % 3}.json`, text));
  const db = join(folder, 'library.db');
  assert.equal((await retrace('import', ...files, '--db', db)).code, 0);
  return ['--db', db];
}

test('F59 show --chain tells the runs that continue each other as one, and the state at an event of them all', async (context) => {
  const db = await chainLibrary(context);
  const { out } = await retrace('show', ids[1]!, '--chain', '--at', '5', ...db);
  const lines = out.split('\n');
  assert.equal(lines[0], 'chain of 3 runs, 9 events');
  assert.match(lines[1] ?? '', /^ {4}1 {14}1–3  continuedAsNew  11111111-aaaa-4aaa-8aaa-000000000001/);
  assert.match(lines[2] ?? '', /^→ {3}2 {14}4–6  continuedAsNew/);
  assert.match(out, /after event 2 of 3: running/);
  const [json = {}] = jsonLines(await retrace('show', ids[2]!, '--chain', '--at', '5', '--json', ...db));
  const { at, seq, run, chain } = json as Shown;
  assert.deepEqual([at, seq, run.runId], [5, 2, ids[1]]);
  assert.deepEqual(
    chain.map(({ from, to }) => [from, to]),
    [
      [1, 3],
      [4, 6],
      [7, 9],
    ],
  );
  assert.match((await retrace('show', 'poller-1', '--chain', ...db)).out, /after event 3 of 3: completed/);
  const { code, err } = await retrace('show', ids[0]!, '--chain', '--at', '10', ...db);
  assert.deepEqual([code, err], [2, 'no-such-event: The chain has 9 events; there is no event 10.\n']);
});

test('F59 events --chain gives the events of all its runs, numbered through', async (context) => {
  const db = await chainLibrary(context);
  const { out } = await retrace('events', ids[2]!, '--chain', ...db);
  assert.deepEqual(
    out.split('\n').flatMap((line) => /^ +(\d+)  .*wake-(\d)/.exec(line)?.slice(1).join(' ') ?? []),
    ['2 1', '5 2', '8 3'],
  );
  const events = jsonLines(await retrace('events', ids[0]!, '--chain', '--json', ...db));
  assert.deepEqual(
    events.map(({ at, runId, seq }) => [at, ids.indexOf(runId as string), seq]),
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => [at, Math.floor((at - 1) / 3), ((at - 1) % 3) + 1]),
  );
  const { err } = await retrace(
    'events',
    join(import.meta.dirname, '../testing/histories/continued.json'),
    '--chain',
    ...db,
  );
  assert.match(err, /^bad-usage: --chain takes a run of the library/);
});
