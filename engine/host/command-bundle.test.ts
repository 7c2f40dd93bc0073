import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { ownHistories } from '../testing/corpus.ts';
import { scratchFolder } from '../testing/library.ts';

const order = join(ownHistories, 'ui-readable.json');
const irrigation = join(ownHistories, 'failed-irrigation.json');

test('C13 X10 from one library into another: runs, place, notes and the comparison', async (context) => {
  const folder = scratchFolder(context);
  const [here, there, bundle] = ['here.db', 'there.db', 'two.retrace'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  assert.equal((await retrace('import', order, irrigation, '--db', here)).code, 0);
  const written = await retrace(
    'bundle',
    'order-flaky-1002@16',
    'py-irrigation-west',
    '-o',
    bundle,
    '--db',
    here,
    '--view',
    'timeline',
    '--note',
    '16: third time lucky',
    '--note',
    'ask Ann',
    '--compare',
    '--ignore',
    '**.at',
  );
  assert.deepEqual([written.code, written.err], [0, '']);
  assert.match(
    written.out,
    /^2 runs, \d+ bytes before compression, values as they are\n[^]*note on event 16, as it is: third time lucky[^]*Written to /,
  );
  const [one, two, ...more] = jsonLines(await retrace('import', bundle, '--db', there, '--json'));
  assert.deepEqual(
    [one?.['workflowId'], one?.['place'], one?.['notes'], one?.['source'], more],
    [
      'order-flaky-1002',
      { seq: 16, view: 'timeline' },
      [
        { seq: 16, text: 'third time lucky' },
        { seq: 0, text: 'ask Ann' },
      ],
      'ui-readable.json',
      [],
    ],
  );
  assert.deepEqual(two?.['comparison'], { left: one?.['runId'], right: two?.['runId'], ignore: ['**.at'] });
  assert.deepEqual(
    JSON.parse((await retrace('export', 'order-flaky-1002', '--db', there)).out),
    JSON.parse(readFileSync(order, 'utf8')),
  );
});

test('C13 X13 X14 a preview says what would leave, and writes nothing; pseudonymised there is none of it', async (context) => {
  const bundle = join(scratchFolder(context), 'one.retrace');
  const preview = await retrace('bundle', order, '-o', bundle, '--pseudonymise', '--preview');
  assert.deepEqual([preview.code, preview.err, existsSync(bundle)], [0, '', false]);
  assert.match(preview.out, /values: 30 replaced, 0 as they are; names and ids: 0 replaced, \d+ as they are/);
  assert.match(preview.out, /input\.payloads\[\*\]\.email {2}×1 {2}"ann@example\.com" → "[a-z]{8}"/);
  assert.match(preview.out, /workflowExecutionStartedEventAttributes\.workflowId {2}×1 {2}"order-flaky-1002"\n/);
  assert.match(preview.out, /Nothing was written: this is a preview\.\n$/);
  assert.equal((await retrace('bundle', order, '-o', bundle, '--pseudonymise')).code, 0);
  const text = gunzipSync(readFileSync(bundle)).toString('utf8');
  assert.doesNotMatch(text, /ann@example|teapot|gift-wrapped/);
  assert.match(text, /order-flaky-1002/);
  assert.equal((await retrace('show', bundle, '--json')).code, 0);
});

test('C13 X11 C2 what cannot be bundled or opened is refused in one line', async (context) => {
  const folder = scratchFolder(context);
  const bundle = join(folder, 'cut.retrace');
  assert.equal((await retrace('bundle', order, '-o', bundle)).code, 0);
  const plain = gunzipSync(readFileSync(bundle));
  writeFileSync(bundle, plain.subarray(0, plain.length - 40));
  const library = ['--db', join(folder, 'library.db')];
  const refused = await Promise.all([
    retrace('bundle'),
    retrace('bundle', order),
    retrace('bundle', order, order, '-o', bundle),
    retrace('bundle', order, '--compare', '--preview'),
    retrace('bundle', order, '--view', 'sideways', '--preview'),
    retrace('bundle', order, '--note', '999: x', '--preview'),
    retrace('bundle', 'nobody', '--preview', ...library),
    retrace('bundle', order, '-o', join(folder, 'no', 'x.retrace')),
    retrace('import', bundle, ...library),
  ]);
  assert.deepEqual(
    refused.map(({ code, err }) => [code, err.slice(0, err.indexOf(':'))]),
    [
      [2, 'bad-usage'],
      [2, 'bad-usage'],
      [2, 'bad-usage'],
      [2, 'bad-usage'],
      [2, 'bad-usage'],
      [2, 'no-such-event'],
      [2, 'no-such-run'],
      [2, 'no-permission'],
      [2, 'bundle-damaged'],
    ],
  );
  for (const { err } of refused) assert.match(err, /^[^\n]+\n$/);
});
