import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  type Ended,
  type Fields,
  jsonLines as json,
  nodeOptions,
  retrace,
  retraceProgram,
} from '../testing/command-line.ts';
import { ownHistories, ownHistory, textOf } from '../testing/corpus.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

function fieldsOf(fields: Fields | undefined, name: string): Fields {
  return (fields ?? {})[name] as Fields;
}

function assertHas(fields: unknown, ...names: readonly string[]): void {
  assert.ok(typeof fields === 'object' && fields !== null);
  for (const name of names) assert.ok(name in fields, `${name} is missing in ${JSON.stringify(fields).slice(0, 200)}`);
}

/** Asserts that the error is one line that begins with the code. */
function assertRefused({ code, err }: Ended, errorCode: string): void {
  assert.equal(code, 2, err);
  assert.match(err, new RegExp(`^${errorCode}: [^\\n]+\\n$`));
}

const runId = '01a1fb90-9770-7e1e-a135-373469b59fa6';

test('C2 the program ends as the same words end in this process: done, no, refused', async () => {
  const file = join(ownHistories, 'failed-irrigation.json');
  const other = join(ownHistories, 'family.json');
  // Its thread is started before the history is read.
  const unread = ['replay', 'no-such-file.json', '--code', 'no-such-code'];
  const asked = [['show', file], ['diff', file, other], ['show', 'no-such-file.json'], ['shwo'], unread];
  for (const words of asked) assert.deepEqual(await retraceProgram(...words), await retrace(...words), words.join(' '));
});

describe('the command line on a library', () => {
  let db = '';
  let folder = '';
  let remove: (() => void) | undefined;

  before(() => {
    folder = scratchFolder({ after: (work: () => void) => (remove = work) } as unknown as TestContext);
    db = join(folder, '.library', 'library.db');
    fileIn(folder, 'a-good.json', ownHistory('failed-irrigation.json'));
    fileIn(folder, 'b-cut.json', textOf(ownHistory('family.json')).slice(0, 9000));
    fileIn(folder, 'c-log.jsonl', ownHistory('events.jsonl'));
    fileIn(folder, 'd-text.txt', 'hello');
    fileIn(
      folder,
      'e-hostile.json',
      JSON.stringify([
        {
          eventId: '1',
          eventType: 'WorkflowExecutionStarted',
          workflowExecutionStartedEventAttributes: {
            workflowId: 'a\u001b[31m\nb\u202e',
            originalExecutionRunId: 'hostile-run',
          },
        },
      ]),
    );
  });
  after(() => remove?.());

  test('C1 C2 I5 import: one object a file, the bad ones with their error; exit code 2, the good ones are there', async () => {
    const ended = await retrace('import', folder, '--db', db, '--json');
    const lines = json(ended);
    assert.equal(ended.code, 2);
    assert.deepEqual(
      lines.map(({ file, error }) => [String(file).slice(folder.length + 1), (error as Fields | undefined)?.['code']]),
      [
        ['a-good.json', undefined],
        ['b-cut.json', 'cut-off'],
        ['c-log.jsonl', undefined],
        ['d-text.txt', 'not-json'],
        ['e-hostile.json', undefined],
      ],
    );
    for (const line of lines) {
      if ('error' in line) assertHas(line['error'], 'code', 'message');
      else assertHas(line, 'file', 'runId', 'dialect', 'workflowId', 'workflowType', 'status', 'events');
    }
    assert.deepEqual(
      [lines[0]?.['runId'], lines[0]?.['status'], lines[0]?.['events'], lines[2]?.['dialect']],
      [runId, 'failed', 37, 'nodelog'],
    );
    assert.deepEqual(
      ended.err
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(0, line.indexOf(':'))),
      ['cut-off', 'not-json'],
    );
  });

  test('C2 I3 importing what is there already is done, and known', async () => {
    const ended = await retrace('import', join(folder, 'a-good.json'), '--db', db, '--json');
    assert.deepEqual([ended.code, ended.err, json(ended)[0]?.['known']], [0, '', true]);
  });

  test('C2 I8 import --partial takes what is whole of a cut file', async () => {
    const ended = await retrace(
      'import',
      join(folder, 'b-cut.json'),
      '--partial',
      '--db',
      join(folder, '.library', 'other.db'),
      '--json',
    );
    assert.equal(ended.code, 0);
    assert.ok(Number(json(ended)[0]?.['events']) > 5 && Number(json(ended)[0]?.['warnings']) > 0);
  });

  test('C1 list: the runs, the newest first', async () => {
    const ended = await retrace('list', '--db', db, '--json');
    assert.deepEqual(
      [ended.code, ended.err, json(ended).map((run) => run['runId'])],
      [0, '', ['hostile-run', 'run-7f3a91', runId]],
    );
    assertHas(json(ended)[0], 'runId', 'dialect', 'workflowId', 'workflowType', 'status', 'events');
  });

  test('C3 control characters of strangers are shown, not obeyed', async () => {
    const { code, out } = await retrace('list', '--db', db);
    assert.equal(code, 0);
    assert.equal(out.trimEnd().split('\n').length, 3);
    assert.match(out, /a\\u001b\[31m\\u000ab\\u202e/);
  });

  test('C1 show: the state at a seq, of a run by the end of its id', async () => {
    const ended = await retrace('show', '69b59fa6', '--at', '20', '--db', db, '--json');
    const [shown, ...more] = json(ended);
    assert.deepEqual([ended.code, ended.err, more.length, shown?.['seq']], [0, '', 0, 20]);
    const state = shown?.['state'] as {
      status: string;
      operations: readonly Fields[];
      values: Fields;
      waiting: Fields;
      waitingFor: readonly Fields[];
    };
    assert.equal(fieldsOf(shown, 'run')['runId'], runId);
    assert.equal(state.status, 'running');
    for (const operation of state.operations)
      assertHas(operation, 'key', 'kind', 'name', 'status', 'openedAt', 'closedAt', 'attempts');
    assert.deepEqual(
      state.waitingFor.map(({ kind, since }) => [kind, since]),
      [
        ['timer', 10],
        ['timer', 20],
      ],
    );
    const { type, sentence, since, inProgress } = state.waiting;
    assert.deepEqual([type, since, inProgress], ['operations', 10, ['update:26f2d749-7fed-4d82-90fc-4bc4cc4b9899']]);
    assert.match(
      String(sentence),
      /^timer 50 ms, until 2026-11-21 00:45:19 UTC, since 00:45:19, #10; timer 1 d, .*; update water is in progress since 00:45:19, #9$/,
    );
    assert.deepEqual(state.values['memo.plot'], 'west');
  });

  test('X1 C2 export: to standard output and to a file, the same JSON value', async () => {
    const out = join(folder, '.library', 'out.json');
    const [printed, written] = [
      await retrace('export', runId, '--db', db),
      await retrace('export', 'py-irrigation-west', '--db', db, '-o', out),
    ];
    const original = JSON.parse(textOf(ownHistory('failed-irrigation.json'))) as unknown;
    assert.deepEqual([printed.code, JSON.parse(printed.out)], [0, original]);
    assert.deepEqual(
      [written.code, written.out, JSON.parse(readFileSync(out, 'utf8')), existsSync(`${out}.part`)],
      [0, '', original, false],
    );
  });

  test('C2 C3 names that fit nothing are refused in one line', async () => {
    assertRefused(await retrace('show', 'nobody', '--db', db, '--json'), 'no-such-run');
    assertRefused(await retrace('show', runId, '--at', '38', '--db', db), 'no-such-event');
    assertRefused(
      await retrace('export', runId, '--db', db, '-o', join(folder, 'no-such-folder', 'x.json')),
      'no-permission',
    );
    writeFileSync(join(folder, '.library', 'diary.db'), 'a diary '.repeat(200));
    assertRefused(await retrace('list', '--db', join(folder, '.library', 'diary.db')), 'database-damaged');
  });

  test('C1 serve: the address as one object, until it is told to end', async () => {
    const child = spawn(process.execPath, [...nodeOptions, 'serve', '--db', db, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      assert.match(String((JSON.parse(line) as Fields)['url']), /^http:\/\/127\.0\.0\.1:\d+\//);
      break;
    }
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});

describe('the command line on a file', () => {
  test('C1 events: every event, explained', async () => {
    const ended = await retrace('events', join(ownHistories, 'failed-irrigation.json'), '--json');
    const events = json(ended);
    assert.deepEqual([ended.code, events.length], [0, 37]);
    for (const [i, event] of events.entries()) {
      assertHas(event, 'seq', 'atMs', 'type', 'summary', 'effects', 'operations', 'attributes');
      assert.equal(event['seq'], i + 1);
    }
    assert.deepEqual(
      [events[32]?.['summary'], events[32]?.['operations']],
      ['broken failed: pump blocked', ['activity:31']],
    );
  });

  test('C1 show: the last state, without a library', async () => {
    const ended = await retrace('show', join(ownHistories, 'nexus.reverse.json'), '--json');
    const [shown] = json(ended);
    assert.deepEqual(
      [ended.code, shown?.['seq'], fieldsOf(shown, 'state')['status'], fieldsOf(shown, 'state')['waitingFor']],
      [0, 57, 'completed', []],
    );
  });

  test('C2 wrong use and bad files are refused in one line', async (context) => {
    const folder = scratchFolder(context);
    const two = fileIn(
      folder,
      'two.json.gz',
      gzipSync('[{"events":[{"eventId":1,"eventType":1}]},{"events":[{"eventId":1,"eventType":1}]}]'),
    );
    const refused = await Promise.all([
      retrace('fold'),
      retrace('show'),
      retrace('list', '--colour'),
      retrace('show', two, '--at', 'two'),
      retrace('show', two),
      retrace('events', fileIn(folder, 'empty.json', '')),
      retrace('show', join(folder, 'gone.json')),
    ]);
    const codes = ['bad-usage', 'bad-usage', 'bad-usage', 'bad-usage', 'bad-usage', 'empty-file', 'not-found'];
    for (const [i, ended] of refused.entries()) {
      assertRefused(ended, codes[i] ?? '');
      assert.equal(ended.out, '');
    }
  });

  test('C2 help is given when it is asked for, and when nothing is', async () => {
    const [asked, nothing] = [await retrace('--help'), await retrace()];
    assert.deepEqual([asked.code, nothing.code, asked.out === nothing.out], [0, 2, true]);
    assert.match(asked.out, /retrace import FILE\|DIR/);
  });
});
