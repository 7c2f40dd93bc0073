import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { type Ended, jsonLines, retrace } from '../testing/command-line.ts';
import { ownHistories, ownHistory } from '../testing/corpus.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

const failed = '01a1fb90-9770-7e1e-a135-373469b59fa6';
const hostile = 'a\u001b[31m\nb\u202e';

function signalled(runId: string, ...names: readonly string[]): string {
  const started = {
    eventId: '1',
    eventType: 'WorkflowExecutionStarted',
    workflowExecutionStartedEventAttributes: { workflowId: runId, originalExecutionRunId: runId },
  };
  return JSON.stringify([
    started,
    ...names.map((signalName, i) => ({
      eventId: String(i + 2),
      eventType: 'WorkflowExecutionSignaled',
      workflowExecutionSignaledEventAttributes: { signalName },
    })),
  ]);
}

const found = (ended: Ended): unknown => [
  ended.code,
  ended.err,
  jsonLines(ended).map(({ run, seq, place }) => [run, seq, place]),
];

describe('search', () => {
  let folder = '';
  let db = '';
  let remove: (() => void) | undefined;
  const search = (...words: readonly string[]): Promise<Ended> => retrace('search', '--db', db, ...words);

  before(async () => {
    folder = scratchFolder({ after: (work: () => void) => (remove = work) } as unknown as TestContext);
    db = join(folder, 'library.db');
    const files = [
      fileIn(folder, 'failed.json', ownHistory('failed-irrigation.json')),
      fileIn(folder, 'log.jsonl', ownHistory('events.jsonl')),
      fileIn(
        folder,
        'hostile.json',
        signalled('hostile-run', hostile, `${'x'.repeat(300_000)}needle${'y'.repeat(300_000)}`),
      ),
      fileIn(folder, 'hard.json', signalled('hard-run', `${'a'.repeat(40)}!`)),
    ];
    assert.equal((await retrace('import', '--db', db, ...files)).code, 0);
  });
  after(() => remove?.());

  test('C28 one line an event: run, seq, type, operation, the place and what stands there', async () => {
    const { code, out, err } = await search('pump BLOCKED');
    assert.deepEqual(
      [code, err, out.split('\n')],
      [
        0,
        '',
        [
          `${failed}  33  ActivityTaskFailed  broken  activityTaskFailedEventAttributes.failure.message: pump blocked`,
          `${failed}  37  WorkflowExecutionFailed  -  workflowExecutionFailedEventAttributes.failure.cause.cause.message: pump blocked`,
          '',
        ],
      ],
    );
  });

  test('C28 C1 as JSON; types, names, keys and payloads behind base64', async () => {
    assert.deepEqual(jsonLines(await search('timerfired', '--json')), [
      { run: failed, seq: 21, type: 'TimerFired', operation: 'timer 50 ms', place: 'type', text: 'TimerFired' },
    ]);
    assert.deepEqual(found(await search('activity:31', '--json')), [
      0,
      '',
      [
        [failed, 31, 'key'],
        [failed, 32, 'key'],
        [failed, 33, 'key'],
      ],
    ]);
    assert.deepEqual(found(await search('moisture', '--json')), [
      0,
      '',
      [
        [failed, 12, 'activityTaskCompletedEventAttributes.result.payloads[0].moisture'],
        [failed, 18, 'markerRecordedEventAttributes.details.result.payloads[0].moisture'],
      ],
    ]);
    assert.deepEqual(found(await search('"moisture":0.31,"plot":"south"', '--json')), [
      0,
      '',
      [[failed, 18, 'payload']],
    ]);
  });

  test('C28 patterns, in the runs that are named only, or in a file that is in no library', async () => {
    assert.deepEqual(found(await search('--regex', '^timer(fired|canceled)$', '--json')), [
      0,
      '',
      [
        [failed, 21, 'type'],
        [failed, 30, 'type'],
      ],
    ]);
    assert.deepEqual(found(await search('workflow_?started', 'run-7f3a91', '--regex', '--json')), [
      0,
      '',
      [['run-7f3a91', 1, 'type']],
    ]);
    assert.equal((await search('timerfired', 'run-7f3a91')).code, 1);
    const inFile = await retrace(
      'search',
      'moisture',
      join(ownHistories, 'failed-irrigation.json'),
      '--json',
      '--db',
      db,
    );
    assert.deepEqual(
      jsonLines(inFile).map(({ seq }) => seq),
      [12, 18],
    );
  });

  test('C28 of a long text what is around the match', async () => {
    for (const more of [[], ['--regex']]) {
      const [{ text, seq } = {}] = jsonLines(await search('needle', '--json', ...more));
      assert.equal(seq, 3);
      assert.match(String(text), /^…x{40}needley{114}…$/);
    }
  });

  test('C28 C20 text of strangers is shown, not obeyed', async () => {
    const { out } = await search('[31m');
    assert.deepEqual(out.split('\n'), [
      'hostile-run  2  WorkflowExecutionSignaled  a\\u001b[31m\\u000ab\\u202e  name: a\\u001b[31m\\u000ab\\u202e',
      '',
    ]);
    const json = await search('[31m', '--json');
    assert.doesNotMatch(json.out, /[\u001b\u202e]/);
    assert.equal(jsonLines(json)[0]?.['text'], hostile);
  });

  test('C29 nothing found is 1; wrong use, a bad pattern and one without end are 2', async () => {
    assert.deepEqual(found(await search('no such words', '--json')), [1, '', []]);
    for (const [words, code] of [
      [[], 'bad-usage'],
      [[''], 'bad-usage'],
      [['(', '--regex'], 'bad-pattern'],
      [['(a+)+"', 'hard-run', '--regex'], 'bad-pattern'],
    ] as const) {
      const ended = await search(...words);
      assert.deepEqual([ended.code, ended.out], [2, '']);
      assert.match(ended.err, new RegExp(`^${code}: [^\\n]+\\n$`));
    }
  });

  test('C29 C7 who has no library finds nothing, and gets none', async (context) => {
    const home = join(scratchFolder(context), 'none');
    const missing = await retrace('search', 'x', '--db', join(home, 'library.db'));
    assert.deepEqual([missing.code, missing.err.split(':')[0]], [2, 'not-found']);
    const { RETRACE_DATA: before } = process.env;
    process.env['RETRACE_DATA'] = home;
    try {
      assert.equal((await retrace('search', 'x')).code, 1);
    } finally {
      if (before === undefined) delete process.env['RETRACE_DATA'];
      else process.env['RETRACE_DATA'] = before;
    }
    assert.equal(existsSync(home), false);
  });

  test('C29 a run that cannot be read keeps no other from being searched; so do names that fit nothing', async (context) => {
    const damaged = join(scratchFolder(context), 'damaged.db');
    for (const name of ['failed.json', 'hard.json'])
      assert.equal((await retrace('import', '--db', damaged, join(folder, name))).code, 0);
    const sqlite = new Database(damaged);
    sqlite.exec(
      "drop trigger workflow_events_no_delete; delete from workflow_events where run_id = 'hard-run' and sequence = 1",
    );
    sqlite.close();
    const ended = await retrace('search', 'aaaa|moisture', '--regex', '--db', damaged, '--json');
    assert.deepEqual([ended.code, jsonLines(ended).map(({ run }) => run)], [2, [failed, failed]]);
    assert.match(ended.err, /^log-damaged: hard-run: [^\n]+\n$/);
    const unknown = await search('moisture', 'nobody', failed, '--json');
    assert.deepEqual(
      [unknown.code, jsonLines(unknown).length, unknown.err.slice(0, 20)],
      [2, 2, 'no-such-run: nobody:'],
    );
  });
});
