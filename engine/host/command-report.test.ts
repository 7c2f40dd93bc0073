import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { ownHistories } from '../testing/corpus.ts';
import { assertHarmless } from '../testing/harmless-page.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

const declined = join(ownHistories, 'ui-decoded.json');

async function pageOf(context: TestContext, ...words: readonly string[]): Promise<string> {
  const path = join(scratchFolder(context), 'page.html');
  const { code, err } = await retrace('show', ...words, '--html', path);
  assert.equal(code, 0, err);
  return readFileSync(path, 'utf8');
}

/** A log of these nodes, each after the other, a second an event. */
function logOf(count: number, node: (i: number) => object): string {
  const at = (second: number): string => new Date(second * 1000 + 1.7e12).toISOString();
  const nodes = Array.from({ length: count }, (_, i) => [
    { type: 'node_started', node_id: `n${i}`, node_name: 'step', timestamp: at(2 * i + 1) },
    { node_id: `n${i}`, timestamp: at(2 * i + 2), ...node(i) },
  ]).flat();
  const started = { type: 'workflow_started', run_id: 'r', workflow_id: 'w', timestamp: at(0) };
  return [started, ...nodes].map((event) => `${JSON.stringify(event)}\n`).join('');
}

const done = { type: 'node_completed', output: 1 };

test('V299 the page of a run: its sentence, facts, timeline, failures, times and events', async (context) => {
  const page = await pageOf(context, declined);
  const places = [
    '<title>order: order-declined-1003</title>',
    'Failed after 6.1 s: order declined-1003 not paid, caused by chargeCard: CardDeclined: card declined <a href="#e18">#18</a>',
    'Task queue',
    'id="input"',
    'id="timeline"',
    'class="bars work"',
    'id="failures"',
    '<b>CardDeclined</b>: card declined',
    'chargeCard <span class="dim">activity</span> <span class="bad">failed</span>',
    'id="times"',
    'id="events"',
    '<tr id="e18" class="failed">',
  ].map((text) => [page.indexOf(text), text] as const);
  for (const [at, text] of places) assert.ok(at > 0, text);
  assert.deepEqual(
    places.map(([at]) => at),
    places.map(([at]) => at).toSorted((a, b) => a - b),
  );
  assertHarmless(page);
});

test('V299 every event of a short run is listed once; of a long one the ends and what ended badly', async (context) => {
  const folder = scratchFolder(context);
  const short = await pageOf(
    context,
    fileIn(
      folder,
      'short.jsonl',
      logOf(30, () => done),
    ),
  );
  assert.equal([...short.matchAll(/<tr id="e\d+"/g)].length, 61);
  assert.doesNotMatch(short, /left out/);
  const failed = { type: 'node_failed', error: 'no' };
  const long = await pageOf(
    context,
    fileIn(
      folder,
      'long.jsonl',
      logOf(1500, (i) => (i === 750 ? failed : done)),
    ),
  );
  assert.equal([...long.matchAll(/<tr id="e\d+"/g)].length, 2001);
  assert.match(long, /<tr id="e1503" class="failed">/);
  assert.deepEqual(
    [...long.matchAll(/… ([\d,]+ events?) left out/g)].map(([, said]) => said),
    ['502 events', '498 events'],
  );
  assert.match(long, /step ×1,500/);
  // Links lead to events that are listed.
  const ids = new Set([...long.matchAll(/ id="(e\d+)"/g)].map(([, id]) => id));
  for (const [, id] of long.matchAll(/href="#(e\d+)"/g)) assert.ok(ids.has(id), id);
});

test('V299 equal failures are told once, with how many there are', async (context) => {
  const failing = logOf(6, (i) => (i % 2 === 0 ? { type: 'node_failed', error: 'no stock' } : done));
  const page = await pageOf(context, fileIn(scratchFolder(context), 'run.jsonl', failing));
  const failures = page.slice(page.indexOf('id="failures"'), page.indexOf('id="times"'));
  assert.equal(failures.split('no stock').length - 1, 1);
  assert.match(failures, /step ×3 .*\n.*Each at <a href="#e3">#3<\/a>, <a href="#e7">#7<\/a>, <a href="#e11">/);
});

test('V299 C12 what strangers wrote is text', async (context) => {
  const bad = '</title></style><script>alert(1)</script><img src=x onerror=alert(1)>" onload="x\u202e\u0000\ud800';
  const log = logOf(2, () => ({ type: 'node_failed', node_name: bad, error: { name: bad, message: bad, stack: bad } }))
    .replaceAll('"step"', JSON.stringify(bad))
    .replace('"workflow_id":"w"', `"workflow_id":${JSON.stringify(bad)},"input":${JSON.stringify({ [bad]: bad })}`);
  const page = await pageOf(context, fileIn(scratchFolder(context), 'run.jsonl', log));
  assertHarmless(page);
  assert.ok(page.includes('&lt;script&gt;') && page.includes('\\u202e'));
});

test('V299 a run without times, and one without operations, have pages too', async (context) => {
  const folder = scratchFolder(context);
  const timeless = logOf(3, () => done).replaceAll(/,"timestamp":"[^"]*"/g, '');
  assert.match(await pageOf(context, fileIn(folder, 'timeless.jsonl', timeless)), /the axis counts events/);
  const bare = await pageOf(
    context,
    fileIn(
      folder,
      'bare.jsonl',
      logOf(0, () => done),
    ),
  );
  assert.doesNotMatch(bare, /id="timeline"|id="failures"/);
  assertHarmless(bare);
});

test('V299 a page is of a whole run; its sentence is printed', async (context) => {
  const path = join(scratchFolder(context), 'page.html');
  const told = await retrace('show', declined, '--html', path, '--json');
  const [{ headline, html } = {}] = jsonLines(told);
  assert.deepEqual([told.code, html], [0, path]);
  assert.match(String(headline), /^Failed after 6\.1 s/);
  for (const option of [['--at', '3'], ['--follow'], ['--chain']]) {
    const { code, err } = await retrace('show', declined, '--html', path, ...option);
    assert.deepEqual([code, /^bad-usage: .*--html/.test(err)], [2, true], err);
  }
});
