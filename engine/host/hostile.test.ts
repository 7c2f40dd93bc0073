// Tests hostile input: every command's answer to files, names and paths made to break it.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { type Ended, jsonLines, retrace, retraceWith } from '../testing/command-line.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

const attack = (name: string): string => join(import.meta.dirname, '../testing/attacks', name);
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

function assertGood({ code, err }: Ended, what: string, right: readonly number[] = [0]): void {
  assert.ok(right.includes(code), `${what}: exit ${code}: ${err}`);
  assert.ok(!err.includes('internal'), `${what}: ${err}`);
}

/** A Temporal history of these events, with added event ids. */
function history(run: string, events: readonly Record<string, unknown>[], workflowId = 'w'): string {
  const start = {
    eventTime: '2026-01-01T00:00:00Z',
    eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
    workflowExecutionStartedEventAttributes: { workflowType: { name: 'W' }, workflowId, originalExecutionRunId: run },
  };
  return JSON.stringify({ events: [start, ...events].map((event, i) => ({ eventId: String(i + 1), ...event })) });
}

describe('times that are no date', () => {
  const timer = (eventTime: unknown): Record<string, unknown> => ({
    eventTime,
    eventType: 'EVENT_TYPE_TIMER_STARTED',
    timerStartedEventAttributes: { timerId: '1', startToFireTimeout: '5s' },
  });
  const siblings: Readonly<Record<string, string>> = {
    'before-all-dates.json': history('before-all-dates', [timer({ seconds: '-9000000000000' })]),
    'ends-at-no-date.json': history('ends-at-no-date', [
      timer('2026-01-01T00:00:01Z'),
      {
        eventTime: { seconds: '8640000000001' },
        eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_FAILED',
        workflowExecutionFailedEventAttributes: { failure: { message: 'm' } },
      },
    ]),
    'node.jsonl':
      '{"event":"workflow_started","run_id":"node-run","timestamp":1e300}\n{"event":"node_started","run_id":"node-run","node_id":"a","timestamp":9e15}\n',
  };

  for (const name of [
    '03-year-287000.json',
    '03b-year-1000000-imports-then-events-crashes.json',
    '03d-completed-at-1e300.json',
    ...Object.keys(siblings),
  ]) {
    test(`B45 C20 ${name}: every command reads it, and says that it is no such date`, async (context) => {
      const folder = scratchFolder(context);
      const db = join(folder, 'l.db');
      const file = siblings[name] === undefined ? attack(name) : fileIn(folder, name, siblings[name]);
      const imported = await retrace('import', file, '--db', db, '--json');
      assertGood(imported, 'import');
      assert.ok(Number(jsonLines(imported)[0]?.['warnings']) > 0);
      for (const command of [
        ['show', file],
        ['events', file, '--json'],
        ['list', '--db', db],
        ['log', 'list', '--db', db],
        ['diff', file, file, '--html', join(folder, 'd.html')],
        ['show', file, '--html', join(folder, 'r.html')],
      ]) {
        const ended = await retrace(...command);
        assertGood(ended, command.join(' '));
        assert.doesNotMatch(ended.out, /NaN|Invalid|e\+\d+ d/, command.join(' '));
      }
      assert.match((await retrace('events', file)).out, /no such date \(-?\d/);
    });
  }

  test('B45 03c-log-append-huge-time.jsonl: listed, and all runs behind it', async (context) => {
    const at = ['--db', join(scratchFolder(context), 'l.db')];
    assertGood(
      await retraceWith(readFileSync(attack('03c-log-append-huge-time.jsonl'), 'utf8'), 'log', 'append', 'r', ...at),
      'append',
    );
    assertGood(
      await retraceWith(
        '{"seq":1,"atMs":-1e300,"type":"x","text":"a"}\n{"seq":2,"atMs":8.64e15,"type":"x","text":"a"}\n',
        'log',
        'append',
        'z',
        ...at,
      ),
      'append',
    );
    const list = await retrace('log', 'list', ...at);
    assertGood(list, 'list');
    assert.match(list.out, /no such date \(1e\+300 ms\)[^]*\+275760-09-13/);
    assertGood(await retrace('log', 'read', 'z', '--from-time', '1e300', ...at), 'read by a time that is none', [2]);
  });
});

describe('what a terminal would obey', () => {
  const nasty = 'a\u001b]0;x\u0007\u009b31m\u007f\u202egpj\u2066\u2028\u200fz';

  test('C20 04-terminal-escape-in-error.json: shown as escapes in the error', async () => {
    const shown = await retrace('show', attack('04-terminal-escape-in-error.json'));
    assert.equal(shown.code, 2);
    assert.doesNotMatch(shown.err.trimEnd(), obeyed);
  });

  test('C20 names, ids, failures, events, errors and JSON: nothing of strangers is obeyed, and JSON says the same value', async (context) => {
    const folder = scratchFolder(context);
    const db = join(folder, 'l.db');
    const failed = {
      eventTime: '2026-01-01T00:00:01Z',
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_FAILED',
      workflowExecutionFailedEventAttributes: { failure: { message: nasty, applicationFailureInfo: { type: nasty } } },
    };
    const text = history(
      `run${nasty}`,
      [failed, { eventTime: nasty, eventType: nasty, [nasty]: nasty }],
      nasty,
    ).replace('"W"', JSON.stringify(nasty));
    const file = fileIn(folder, `f\u001b[1m\u202e.json`, text);
    const commands = [
      ['import', file, '--db', db],
      ['import', file, '--db', db, '--json'],
      ['list', '--db', db],
      ['list', '--db', db, '--json'],
      ['show', file],
      ['show', file, '--json'],
      ['events', file],
      ['events', file, '--json'],
      ['diff', file, file],
      ['diff', file, file, '--json'],
      ['bundle', file, '--preview'],
      ['bundle', file, '--preview', '--json'],
      ['log', 'list', '--db', db],
      ['log', 'verify', '--db', db],
      ['log', 'list', '--db', db, '--json'],
      ['show', `${nasty}\n`, '--db', db],
      ['log', 'read', nasty, '--db', db],
      [nasty],
      ['list', '--db', `${folder}/${nasty}`],
    ];
    for (const command of commands) {
      const { out, err } = await retrace(...command);
      assert.doesNotMatch(out + err, obeyed, command.join(' '));
    }
    assert.equal(jsonLines(await retrace('list', '--db', db, '--json'))[0]?.['workflowId'], nasty);
    assert.equal(
      (
        await retrace(
          'export',
          jsonLines(await retrace('list', '--db', db, '--json'))[0]?.['runId'] as string,
          '--db',
          db,
        )
      ).out,
      text,
    );
  });
});

describe('nesting', () => {
  const deep = (open: string, close: string, levels: number): string =>
    Buffer.from(`${open.repeat(levels)}1${close.repeat(levels)}`).toString('base64');
  const signal = (data: string): Record<string, unknown> => ({
    eventTime: '2026-01-01T00:00:01Z',
    eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
    workflowExecutionSignaledEventAttributes: {
      signalName: 's',
      input: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data }] },
    },
  });
  const activity = (data: string): readonly Record<string, unknown>[] => [
    {
      eventTime: '2026-01-01T00:00:01Z',
      eventType: 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
      activityTaskScheduledEventAttributes: {
        activityId: '1',
        activityType: { name: 'A' },
        input: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data }] },
      },
    },
  ];
  const files: Readonly<Record<string, string>> = {
    'objects.json': history('deep-objects', [signal(deep('{"a":', '}', 100_000))]),
    'activity.json': history('deep-activity', activity(deep('[', ']', 300_000))),
    'cadence.json': JSON.stringify([
      {
        eventId: 1,
        timestamp: 1767225600000000000,
        eventType: 'WorkflowExecutionStarted',
        workflowExecutionStartedEventAttributes: {
          workflowType: { name: 'W' },
          taskList: { name: 't' },
          originalExecutionRunId: 'deep-cadence',
        },
      },
      {
        eventId: 2,
        timestamp: 1767225601000000000,
        eventType: 'ActivityTaskScheduled',
        activityTaskScheduledEventAttributes: {
          activityId: '1',
          activityType: { name: 'A' },
          input: deep('[', ']', 200_000),
        },
      },
    ]),
  };

  for (const name of ['08-payload-1e6-deep.json.gz', ...Object.keys(files)]) {
    test(`B46 ${name}: too deep to print is said, and the rest is printed`, async (context) => {
      const folder = scratchFolder(context);
      const file = files[name] === undefined ? attack(name) : fileIn(folder, name, files[name]);
      for (const command of ['show', 'events']) {
        const ended = await retrace(command, file, '--json');
        assertGood(ended, command);
        assert.match(ended.out, /too deep to print/);
        assert.match(ended.out, /"W"/);
      }
      for (const command of [
        ['diff', file, attack('09-workflow-id-with-slash.json'), '--json'],
        ['bundle', file, '--preview', '--pseudonymise'],
        ['search', 'W', file],
      ])
        assertGood(await retrace(...command), command.join(' '), [0, 1]);
    });
  }
});

test('C21 ids with any letters are found by every command that takes a run', async (context) => {
  const folder = scratchFolder(context);
  const db = join(folder, 'l.db');
  const ids = [
    '../../etc/orders 1',
    'back\\slash',
    ' leading and trailing ',
    '-dashed',
    '..',
    'häßlich/日本',
    'a@7',
    'name.json',
  ];
  const files = ids.map((id, i) => fileIn(folder, `${i}.json`, history(`run-${i}-of-many`, [], id)));
  assertGood(await retrace('import', '--db', db, attack('09-workflow-id-with-slash.json'), ...files), 'import');
  for (const id of ['orders/1001', ...ids]) {
    for (const command of id === 'orders/1001' ? ['show', 'events', 'export', 'bundle'] : ['show']) {
      assertGood(
        await retrace(command, '--db', db, ...(command === 'bundle' ? ['--preview'] : []), '--', id),
        `${command} ${id}`,
      );
    }
  }
  assertGood(await retrace('diff', '--db', db, 'orders/1001', 'orders/1001'), 'diff');
  assertGood(await retrace('bundle', '--preview', '--db', db, 'orders/1001@1'), 'a place in it');
  const missing = await retrace('show', 'nowhere/at-all.json', '--db', db);
  assert.match(missing.err, /^not-found: There is neither a file nor a run/);
});

test('C7 C22 commands that only read make nothing: no folder of a new account, no library that was named', async (context) => {
  const folder = scratchFolder(context);
  const home = { HOME: join(folder, 'home'), XDG_DATA_HOME: '', RETRACE_DATA: '', RETRACE_LIBRARY: '' };
  mkdirSync(home.HOME);
  assert.deepEqual(
    [
      (await retraceWith('', { env: home }, 'list')).code,
      (await retraceWith('', { env: home }, 'show', 'some-run')).code,
    ],
    [0, 2],
  );
  assert.deepEqual(readdirSync(home.HOME), []);
  const db = join(folder, 'new', 'l.db');
  for (const command of [
    ['list'],
    ['show', 'some-run'],
    ['events', 'a/b'],
    ['export', 'some-run'],
    ['diff', 'one-run', 'two-run'],
    ['log', 'list'],
    ['log', 'verify'],
  ]) {
    assert.match((await retrace(...command, '--db', db)).err, /^(not-found|no-such-run): /, command.join(' '));
  }
  assert.equal(existsSync(join(folder, 'new')), false);
});

test('C22 B47 a database that is odd, or none, is refused with a code at once, and left as it is', async (context) => {
  const folder = scratchFolder(context);
  const good = join(folder, 'good.db');
  assertGood(await retrace('import', attack('09-workflow-id-with-slash.json'), '--db', good), 'import');
  const changed = (name: string, sql: string): string => {
    const path = fileIn(folder, name, readFileSync(good));
    const db = new Database(path);
    db.exec(sql);
    db.close();
    return path;
  };
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(folder, 'fifo.db')]);
  symlinkSync('loop.db', join(folder, 'loop.db'));
  const places: readonly (readonly [string, RegExp])[] = [
    [changed('zero.db', 'pragma user_version = 0'), /^database-damaged/],
    [changed('below.db', 'pragma user_version = -7'), /^database-damaged/],
    [
      changed('foreign.db', 'pragma application_id = 1; alter table workflow_events rename to other'),
      /^database-damaged/,
    ],
    [changed('origin.db', "update runs set origin = '{'; delete from run_summaries"), /^database-damaged/],
    [changed('column.db', 'alter table runs rename column imported_at to other'), /^database-damaged/],
    [join(folder, 'fifo.db'), /^no-permission/],
    [join(folder, 'loop.db'), /^no-permission/],
    ['/dev/zero', /^no-permission/],
    ['/proc/nothing/l.db', /^(no-permission|not-found)/],
    [join(good, 'below.db'), /^(no-permission|not-found)/],
    [join(folder, 'x'.repeat(300)), /^no-permission/],
    ['', /^bad-usage/],
  ];
  for (const [db, says] of places) {
    const listed = await retrace('list', '--db', db);
    assert.equal(listed.code, 2, `list ${db}: ${listed.out}`);
    assert.match(listed.err, says, `list ${db}`);
    const checked = await retrace('log', 'verify', '--db', db);
    assertGood(checked, `log verify ${db}`, [0, 1, 2]);
  }
  const refused = await retrace(
    'import',
    attack('03-year-287000.json'),
    attack('09-workflow-id-with-slash.json'),
    '--json',
    '--db',
    join(folder, 'zero.db'),
  );
  assert.deepEqual(
    [refused.code, jsonLines(refused).map(({ error }) => (error as { code: string }).code)],
    [2, ['database-damaged', 'database-damaged']],
  );
});

test('C23 a port that cannot be is wrong use', async () => {
  for (const port of ['99999', '65536', '999999999']) {
    const { code, err } = await retrace('serve', '--port', port);
    assert.deepEqual([code, err.split(':')[0]], [2, 'bad-usage'], port);
  }
});

test('B49 02-same-run-id-quadratic: histories of one run id take time in proportion to their number, and each has a name of its own', async (context) => {
  const folder = scratchFolder(context);
  const many = Array.from({ length: 300 }, (_, i) =>
    history('same', [{ eventTime: '2026-01-01T00:00:01Z', eventType: 'EVENT_TYPE_TIMER_FIRED', x: i }]),
  ).join('\n');
  writeFileSync(join(folder, 'same.jsonl'), many);
  const lines = jsonLines(await retrace('import', join(folder, 'same.jsonl'), '--db', join(folder, 'l.db'), '--json'));
  assert.deepEqual(
    lines.map(({ runId }) => runId),
    Array.from({ length: 300 }, (_, i) => (i === 0 ? 'same' : `same~${i + 1}`)),
  );
});
