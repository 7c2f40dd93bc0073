import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import type { ErrorCode } from '../model/errors.ts';
import { type Ended, retrace as retraceHere } from '../testing/command-line.ts';
import { readLine } from '../store/archive/archive-file-lines.ts';
import { scratchFolder } from '../testing/library.ts';
import { refusedAs } from '../testing/log-events.ts';
import { runCommandLine } from './command-line.ts';

type Fields = Record<string, unknown>;

const cli = join(import.meta.dirname, 'cli.ts');
/** Node's compile cache, shared by all programs of this test so that each module is compiled once. */
const compiled = mkdtempSync(join(tmpdir(), 'retrace-compiled-'));
const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
after(() => rmSync(compiled, { recursive: true, force: true }));
const nodeOptions = ['--disable-warning=ExperimentalWarning', cli, 'log'];

/** Runs a separate process, because the command reads standard input. */
function retrace(input: string | Uint8Array, ...args: readonly string[]): Promise<Ended> {
  if (args[0] !== 'append') return retraceHere('log', ...args);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...nodeOptions, ...args], { env, maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

const json = ({ out }: Ended): readonly Fields[] =>
  out
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Fields);
function fieldsOf(fields: Fields | undefined, name: string): Fields {
  return (fields ?? {})[name] as Fields;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function lines(from: number, to: number, more: Fields = {}): string {
  return Array.from(
    { length: to - from + 1 },
    (_, i) =>
      `${JSON.stringify({ seq: from + i, atMs: 1000 * (from + i), type: 'custom', payload: base64(`event ${from + i}`), ...more })}\n`,
  ).join('');
}

/** Asserts that the error is one line that begins with the code. */
function assertRefused({ code, err }: Ended, errorCode: string): void {
  assert.equal(code, 2, err);
  assert.match(err, new RegExp(`^${errorCode}: [^\\n]+\\n$`));
}

function placesIn(context: TestContext): {
  readonly db: readonly string[];
  readonly folder: readonly string[];
  readonly path: (name: string) => string;
} {
  const folder = scratchFolder(context);
  const path = (name: string): string => join(folder, name);
  return { db: ['--db', path('log.db')], folder: ['--folder', path('log')], path };
}

for (const kind of ['db', 'folder'] as const) {
  test(`C4 C5 L7 what is read is what was appended, ${kind}`, async (context) => {
    const { [kind]: store } = placesIn(context);
    const given = lines(1, 2500);
    const appended = await retrace(given, 'append', 'r', ...store, '--json', '--synchronous', 'normal');
    assert.deepEqual(
      [appended.code, appended.err, json(appended)],
      [0, '', [{ run: 'r', appended: 2500, nextSeq: 2501 }]],
    );
    const [all, part, back, times] = await Promise.all([
      retrace('', 'read', 'r', ...store),
      retrace('', 'read', 'r', '--from', '3', '--to', '4', ...store),
      retrace('', 'read', 'r', '--reverse', '--from', '2499', ...store),
      retrace('', 'read', 'r', '--from-time', '1970-01-01T00:00:05Z', '--to-time', '6500', ...store),
    ]);
    assert.deepEqual([all.code, all.err, all.out], [0, '', given]);
    assert.equal(part.out, lines(3, 4));
    assert.equal(back.out, lines(2500, 2500) + lines(2499, 2499));
    assert.equal(times.out, lines(5, 6));
    const again = await retrace(all.out, 'append', 'again', ...store);
    assert.deepEqual([again.code, again.out], [0, 'again: 2500 events appended, the next is 2501\n']);
    assert.deepEqual(
      json(await retrace('', 'verify', ...store, '--json')).map(({ run, events, bad }) => [run, events, bad]),
      [
        ['again', 2500, null],
        ['r', 2500, null],
      ],
    );
  });

  test(`C4 C2 C3 L7 L10 L11 L12 a refused event ends with exit code 2, its line, and the seq that was expected; those before it are stored, ${kind}`, async (context) => {
    const { [kind]: store } = placesIn(context);
    const gap = await retrace(`${lines(1, 3)}\n${lines(5, 9)}`, 'append', 'r', ...store, '--json');
    assertRefused(gap, 'wrong-seq');
    assert.match(gap.err, /Line 5 of standard input: .*expects event 4, not 5/);
    const [said] = json(gap);
    assert.deepEqual(
      [
        said?.['appended'],
        said?.['nextSeq'],
        said?.['line'],
        said?.['expectedSeq'],
        said?.['gotSeq'],
        fieldsOf(said, 'error')['code'],
      ],
      [3, 4, 5, 4, 5, 'wrong-seq'],
    );
    const conflict = await retrace(lines(3, 3, { type: 'other' }), 'append', 'r', ...store);
    assertRefused(conflict, 'seq-conflict');
    const repeated = await retrace(lines(3, 3) + lines(3, 4), 'append', 'r', ...store, '--json');
    assert.deepEqual([repeated.code, json(repeated)], [0, [{ run: 'r', appended: 1, nextSeq: 5 }]]);
    assertRefused(await retrace(lines(5, 5), 'append', 'r', '--expect', '4', ...store), 'wrong-seq');
    assert.equal((await retrace(lines(5, 5), 'append', 'r', '--expect', '5', ...store)).code, 0);
    assert.equal((await retrace('', 'read', 'r', ...store)).out, lines(1, 5));
  });
}

test('C4 C3 L13 lines that are no events are refused with their line; text may stand for the payload', async (context) => {
  const { db } = placesIn(context);
  const good = await retrace(
    '{"seq":1,"type":"custom","text":"é"}\n\n{"seq":2,"type":"custom","payload":"","more":1}',
    'append',
    'r',
    ...db,
  );
  assert.equal(good.code, 0, good.err);
  assert.equal(
    (await retrace('', 'read', 'r', ...db)).out,
    '{"seq":1,"atMs":null,"type":"custom","payload":"w6k="}\n{"seq":2,"atMs":null,"type":"custom","payload":""}\n',
  );
  const bad: readonly (readonly [string, ErrorCode])[] = [
    ['{"seq":3', 'not-json'],
    ['[3]', 'bad-event'],
    ['{"seq":"3","type":"a","payload":""}', 'bad-event'],
    ['{"seq":3,"payload":""}', 'bad-event'],
    ['{"seq":3,"type":"a"}', 'bad-event'],
    ['{"seq":3,"type":"a","payload":"w6k"}', 'bad-event'],
    ['{"seq":3,"type":"a","payload":"","text":""}', 'bad-event'],
    ['{"seq":3,"type":"a","atMs":"now","payload":""}', 'bad-event'],
    ['{"seq":3,"type":"a","text":"\\ud800"}', 'bad-event'],
  ];
  for (const [line, code] of bad) assert.throws(() => readLine(line, 'Line 3'), refusedAs(code));
  for (const [input, code] of [
    ['{"seq":3', 'not-json'],
    ['{"seq":3,"type":"","payload":""}', 'bad-event'],
    [Buffer.from([0xff, 0x0a]), 'not-utf8'],
  ] as const)
    assertRefused(await retrace(input, 'append', 'r', ...db), code);
  assert.equal(json(await retrace('', 'list', ...db, '--json'))[0]?.['events'], 2);
});

test('C5 L19 tail prints what is appended by others until it is interrupted; from a seq where it is told one', async (context) => {
  const { db, path } = placesIn(context);
  await retrace(lines(1, 3), 'append', 'r', ...db);
  const child = spawn(process.execPath, [...nodeOptions, 'tail', 'r', '--from', '3', ...db], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(`${line}\n`);
    if (seen.length === 1) assert.equal((await retrace(lines(4, 5), 'append', 'r', '--db', path('log.db'))).code, 0);
    if (seen.length === 3) child.kill('SIGTERM');
  }
  assert.equal(seen.join(''), lines(3, 5));
  if (child.exitCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 0);
});

test('C6 L21 L25 L27 verify names the first bad event and ends with exit code 1; archive, restore, fork and list', async (context) => {
  const { db, path } = placesIn(context);
  await retrace(lines(1, 700), 'append', 'r', ...db);
  assert.equal((await retrace('', 'fork', 'r', '20', 'b', ...db)).out, 'b: begins with events 1 to 20 of r\n');
  const file = path('r.jsonl.zst');
  const archived = await retrace('', 'archive', 'r', '--before', '601', '-o', file, ...db, '--json');
  assert.deepEqual([archived.code, archived.err], [0, '']);
  const [{ archive, bytes } = {}] = json(archived);
  assert.deepEqual(
    [(archive as Fields)['file'], (archive as Fields)['from'], (archive as Fields)['to'], bytes],
    ['r.jsonl.zst', 1, 600, readFileSync(file).length],
  );
  assert.deepEqual(
    json(await retrace('', 'list', ...db, '--json')).map(({ run, events, parent, archivedTo }) => [
      run,
      events,
      parent,
      archivedTo,
    ]),
    [
      ['b', 20, { run: 'r', seq: 20 }, 0],
      ['r', 700, null, 600],
    ],
  );
  assert.equal((await retrace('', 'read', 'r', ...db)).out, lines(1, 700));
  assert.equal((await retrace('', 'read', 'b', ...db)).out, lines(1, 20));
  assert.match(
    (await retrace('', 'archive', 'r', '--before', '601', '-o', path('other.zst'), ...db)).out,
    /nothing is left to archive/,
  );
  assert.equal((await retrace('', 'verify', ...db)).code, 0);
  const bytesOf = readFileSync(file);
  writeFileSync(
    file,
    bytesOf.map((byte, i) => (i === 400 ? byte ^ 1 : byte)),
  );
  const bad = await retrace('', 'verify', 'r', ...db, '--json');
  const [verdict] = json(bad);
  assert.deepEqual(
    [bad.code, fieldsOf(verdict, 'bad')['seq'], fieldsOf(verdict, 'bad')['reason']],
    [1, 1, 'archive-unreadable'],
  );
  assertRefused(await retrace('', 'read', 'r', '--to', '3', ...db), 'archive-damaged');
  assertRefused(await retrace('', 'restore', file, ...db), 'archive-damaged');
  writeFileSync(file, bytesOf);
  assert.deepEqual(json(await retrace('', 'restore', file, ...db, '--json')), [
    { run: 'r', from: 1, to: 600, way: 'replaced' },
  ]);
  assert.deepEqual(json(await retrace('', 'restore', file, '--as', 'copy', ...db, '--json')), [
    { run: 'copy', from: 1, to: 600, way: 'created' },
  ]);
  assert.equal((await retrace('', 'read', 'copy', ...db)).out, lines(1, 600));

  const tool = new Database(path('log.db'));
  tool.exec('drop trigger workflow_events_no_update');
  tool.exec("update workflow_events set payload = x'00' where run_id = 'copy' and sequence = 77");
  tool.close();
  const changed = await retrace('', 'verify', ...db);
  assert.equal(changed.code, 1);
  assert.match(changed.out, /^b: .*good\ncopy: BAD from event 77 on, changed: .*\nr: .*good\n$/);
});

test('L42 copy moves runs between a file and a folder, branches and archives and all, and proves them equal; again it adds only what is new', async (context) => {
  const { db, folder, path } = placesIn(context);
  await retrace(lines(1, 300), 'append', 'r', ...db);
  await retrace('', 'fork', 'r', '20', 'a', ...db);
  await retrace(lines(21, 25, { type: 'own' }), 'append', 'a', ...db);
  await retrace('', 'archive', 'r', '--before', '11', '-o', path('r.zst'), ...db);
  const first = await retrace('', 'copy', '--to', path('log'), ...db, '--json');
  assert.deepEqual(
    [first.code, first.err, json(first).map(({ run, events, added, way }) => [run, events, added, way])],
    [
      0,
      '',
      [
        ['r', 300, 300, 'created'],
        ['a', 25, 5, 'forked'],
      ],
    ],
  );
  const back = await retrace('', 'copy', '--to', path('back.db'), ...folder, '--json');
  assert.deepEqual(json(back), json(first));
  for (const run of ['r', 'a'])
    assert.equal(
      (await retrace('', 'read', run, '--db', path('back.db'))).out,
      (await retrace('', 'read', run, ...db)).out,
    );
  await retrace(lines(301, 310), 'append', 'r', ...db);
  assert.deepEqual(
    json(await retrace('', 'copy', '--to', path('log'), ...db, '--json')).map(({ run, added, way }) => [
      run,
      added,
      way,
    ]),
    [
      ['r', 10, 'continued'],
      ['a', 0, 'there'],
    ],
  );
  await retrace(lines(26, 26), 'append', 'a', ...db);
  await retrace(lines(26, 26, { type: 'another way' }), 'append', 'a', ...folder);
  const parted = await retrace('', 'copy', 'a', 'r', '--to', path('log'), ...db, '--json');
  assertRefused(parted, 'run-exists');
  assert.deepEqual(
    json(parted).map(({ run, way, error }) => [run, way ?? (error as Fields)['code']]),
    [
      ['r', 'there'],
      ['a', 'run-exists'],
    ],
  );
});

test('L43 L44 C6 C7 a file that was cut off is refused, and says how to read it; --salvage lists, reads, verifies and copies what is left, and changes nothing', async (context) => {
  const { db, path } = placesIn(context);
  // The short run comes first, so that its row is on a page that is not cut off.
  await retrace(lines(1, 3), 'append', 'short', ...db);
  await retrace(lines(1, 2000), 'append', 'long', ...db);
  const whole = readFileSync(path('log.db'));
  const bytes = whole.subarray(0, whole.length - 10 * 4096 - 100);
  writeFileSync(path('log.db'), bytes);
  const refused = await retrace('', 'list', ...db);
  assertRefused(refused, 'database-damaged');
  assert.match(refused.err, /retrace log copy --salvage/);
  const left = [...db, '--salvage'];
  const [list, verify, long, copy] = await Promise.all([
    retrace('', 'list', ...left, '--json'),
    retrace('', 'verify', ...left, '--json'),
    retrace('', 'read', 'long', ...left),
    retrace('', 'copy', '--to', path('copy.db'), ...left, '--json'),
  ]);
  const [{ events = 0 } = {}] = json(list);
  assert.ok(typeof events === 'number' && events > 500 && events < 2000);
  assert.deepEqual(
    json(list).map(({ run, events: count }) => [run, count]),
    [
      ['long', events],
      ['short', 3],
    ],
  );
  assert.deepEqual(
    [verify.code, json(verify).map((verdict) => (verdict['bad'] === null ? null : fieldsOf(verdict, 'bad')['seq']))],
    [1, [events + 1, null]],
  );
  assert.equal(long.out, lines(1, events));
  assertRefused(copy, 'log-damaged');
  assert.deepEqual(
    json(copy).map(({ run, way, bad }) => [run, way, bad === null]),
    [
      ['long', 'created', false],
      ['short', 'created', true],
    ],
  );
  for (const [run, count] of [
    ['long', events],
    ['short', 3],
  ] as const)
    assert.equal((await retrace('', 'read', run, '--db', path('copy.db'))).out, lines(1, count));
  for (const written of await Promise.all([
    retrace(lines(4, 4), 'append', 'short', ...left),
    retrace('', 'fork', 'short', '1', 'b', ...left),
    retrace('', 'archive', 'short', '-o', path('short.zst'), ...left),
  ]))
    assertRefused(written, 'database-read-only');
  for (const [args, code] of [
    [['list', '--folder', path('.'), '--salvage'], 'bad-usage'],
    [['list', '--db', path('none.db'), '--salvage'], 'not-found'],
  ] as const)
    await assert.rejects(runCommandLine(['log', ...args]), refusedAs(code));
  assert.deepEqual(
    readdirSync(path('.')).filter((name) => !name.startsWith('copy')),
    ['log.db'],
  );
  assert.ok(readFileSync(path('log.db')).equals(bytes));
});

describe('logs of other engines', () => {
  let make: (context: TestContext) => string;
  before(() => {
    make = (context) => {
      const path = join(scratchFolder(context), 'engine.db');
      const db = new Database(path);
      db.pragma('journal_mode = WAL');
      db.exec(
        "create table workflow_events (run_id text, sequence integer, event_type text, timestamp integer, payload text); insert into workflow_events values ('r', 1, 'workflow_started', 1000, 'event 1'), ('r', 2, 'custom', 2000, 'event 2')",
      );
      db.close();
      return path;
    };
  });

  test('L39 L42 list, read and copy work; everything else is refused, and nothing is made or changed', async (context) => {
    const path = make(context);
    const bytes = readFileSync(path);
    const source = ['--db', path];
    const to = join(scratchFolder(context), 'own.db');
    assert.deepEqual(
      json(await retrace('', 'list', ...source, '--json')).map(({ run, events }) => [run, events]),
      [['r', 2]],
    );
    const { out } = await retrace('', 'read', 'r', ...source);
    assert.equal(
      out,
      `{"seq":1,"atMs":1000000,"type":"workflow_started","payload":"${base64('event 1')}"}\n{"seq":2,"atMs":2000000,"type":"custom","payload":"${base64('event 2')}"}\n`,
    );
    for (const refused of await Promise.all([
      retrace(lines(3, 3), 'append', 'r', ...source),
      retrace('', 'verify', ...source),
      retrace('', 'fork', 'r', '1', 'b', ...source),
      retrace('', 'archive', 'r', '-o', `${to}.zst`, ...source),
    ]))
      assertRefused(refused, 'foreign-source');
    const copy = await retrace('', 'copy', '--to', to, ...source, '--json');
    assert.deepEqual([copy.code, json(copy)[0]?.['way']], [0, 'created']);
    assert.equal((await retrace('', 'read', 'r', '--db', to)).out, out);
    assertRefused(await retrace('', 'copy', '--to', path, '--db', to), 'foreign-source');
    assert.deepEqual(
      [readdirSync(join(path, '..')), readFileSync(path).equals(bytes), existsSync(`${to}.zst`)],
      [['engine.db'], true, false],
    );
  });
});

test('C2 C3 C7 wrong use is refused in one line, and makes no file; help is given when it is asked for, and when nothing is', async (context) => {
  const { path } = placesIn(context);
  writeFileSync(path('diary.db'), 'a diary '.repeat(200));
  const none = ['--db', path('none.db')];
  const table: readonly (readonly [readonly string[], ErrorCode])[] = [
    [['fold'], 'bad-usage'],
    [['read'], 'bad-usage'],
    [['read', 'r', '--colour'], 'bad-usage'],
    [['read', 'r', ...none], 'not-found'],
    [['tail', 'r', ...none], 'not-found'],
    [['list', ...none], 'not-found'],
    [['verify', ...none], 'not-found'],
    [['copy', '--to', path('x'), ...none], 'not-found'],
    [['list', '--folder', path('none')], 'not-found'],
    [['list', '--db', path('.')], 'bad-usage'],
    [['list', '--folder', path('diary.db')], 'bad-usage'],
    [['list', '--folder', path('.'), ...none], 'bad-usage'],
    [['list', '--db', path('diary.db')], 'database-damaged'],
    [['append', 'r', '--synchronous', 'half', ...none], 'bad-usage'],
    [['read', 'r', '--from', 'x', ...none], 'bad-usage'],
    [['read', 'r', '--from-time', 'soon', ...none], 'bad-usage'],
    [['archive', 'r', ...none], 'bad-usage'],
    [['copy', ...none], 'bad-usage'],
    [['fork', 'r', '1', ...none], 'bad-usage'],
    [['restore', path('none.zst'), ...none], 'archive-missing'],
  ];
  for (const [args, code] of table)
    await assert.rejects(runCommandLine(['log', ...args]), refusedAs(code), args.join(' '));
  const spoken = await retrace('', 'list', ...none);
  assertRefused(spoken, 'not-found');
  assert.equal(spoken.out, '');
  assert.deepEqual(readdirSync(path('.')), ['diary.db']);
  const [asked, nothing] = [await retrace('', '--help'), await retrace('')];
  assert.deepEqual([asked.code, nothing.code, asked.out === nothing.out], [0, 2, true]);
  assert.match(asked.out, /retrace log append RUN/);
});
