// Tests changes of stored data by another tool: the log detects and locates them.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { everything, logEvents, plain, refusedAs } from '../testing/log-events.ts';
import { scratchFolder } from '../testing/library.ts';
import { openFolderLog } from './folder/folder-log.ts';
import type { BadEvent, EventLog } from './log.ts';
import { openSqliteLog } from './sqlite/sqlite-log.ts';

type Part = 'type' | 'atMs' | 'payload' | 'digest';

/** A store of 40 events in run r, with functions that change it like another tool. */
type Tampered = {
  open(): EventLog;
  change(seq: number, part: Part): void;
  remove(seq: number): void;
  exchange(one: number, other: number): void;
};

function sqlite(context: TestContext): Tampered {
  const path = join(scratchFolder(context), 'log.db');
  const run = (...statements: readonly string[]): void => {
    const db = new Database(path);
    for (const { name } of db.prepare("select name from sqlite_master where type = 'trigger'").all() as {
      name: string;
    }[])
      db.exec(`drop trigger ${name}`);
    for (const sql of statements) db.exec(sql);
    db.close();
  };
  const set = {
    type: "event_type = event_type || 'x'",
    atMs: 'timestamp = timestamp + 1',
    payload: "payload = x'7b7d'",
    digest: 'digest = zeroblob(32)',
  };
  const at = (seq: number): string => `where run_id = 'r' and sequence = ${seq}`;
  return {
    open: () => openSqliteLog(path),
    change: (seq, part) => run(`update workflow_events set ${set[part]} ${at(seq)}`),
    remove: (seq) => run(`delete from workflow_events ${at(seq)}`),
    exchange: (one, other) =>
      run(
        `update workflow_events set sequence = 0 ${at(one)}`,
        `update workflow_events set sequence = ${one} ${at(other)}`,
        `update workflow_events set sequence = ${other} ${at(0)}`,
      ),
  };
}

function folder(context: TestContext): Tampered {
  const root = scratchFolder(context);
  const path = join(root, 'r', 'events.jsonl');
  const edit = (work: (lines: string[]) => string[]): void =>
    writeFileSync(path, `${work(readFileSync(path, 'utf8').trimEnd().split('\n')).join('\n')}\n`);
  const changed = (line: string, part: Part): string => {
    const event = JSON.parse(line) as Record<Part, unknown> & { more?: true };
    const other = {
      type: `${String(event.type)}x`,
      atMs: Number(event.atMs) + 1,
      payload: 'e30=',
      digest: '0'.repeat(64),
    };
    const { more, ...rest } = { ...event, [part]: other[part] };
    return JSON.stringify({ ...rest, ...(more && { more }) });
  };
  const numbered = (line: string, seq: number): string => line.replace(/"seq":\d+/, `"seq":${seq}`);
  return {
    open: () => openFolderLog(root),
    change: (seq, part) => edit((lines) => lines.with(seq - 1, changed(lines[seq - 1]!, part))),
    remove: (seq) => edit((lines) => lines.toSpliced(seq - 1, 1)),
    exchange: (one, other) =>
      edit((lines) =>
        lines.with(one - 1, numbered(lines[other - 1]!, one)).with(other - 1, numbered(lines[one - 1]!, other)),
      ),
  };
}

async function filled(tampered: Tampered): Promise<void> {
  const log = tampered.open();
  for (const [from, to] of [
    [1, 16],
    [17, 17],
    [18, 39],
    [40, 40],
  ] as const)
    await log.append('r', logEvents(from, to));
  await log.append('intact', logEvents(1, 5));
  await log.close();
}

/** The bad event that `verify` and `verifyAll` report for the run; the other run must be good. */
async function verdictOf(tampered: Tampered): Promise<BadEvent | null> {
  const log = tampered.open();
  try {
    const { bad, events } = await log.verify('r');
    for await (const verdict of log.verifyAll()) assert.deepEqual(verdict.bad, verdict.run === 'r' ? bad : null);
    if (bad !== null) assert.equal(events, bad.seq - 1);
    assert.deepEqual(plain(await everything(log, 'intact')), plain(logEvents(1, 5)));
    return bad;
  } finally {
    await log.close();
  }
}

for (const [name, make] of [
  ['SQLite', sqlite],
  ['folder', folder],
] as const) {
  describe(`tampering, ${name}`, () => {
    test('L21 any part of any event that was changed is found, and the first bad event named', async (context) => {
      for (const part of ['type', 'atMs', 'payload', 'digest'] as const) {
        for (const seq of [1, 17, 40]) {
          const tampered = make(context);
          await filled(tampered);
          assert.equal(await verdictOf(tampered), null);
          tampered.change(seq, part);
          const bad = await verdictOf(tampered);
          assert.deepEqual([bad?.seq, bad?.reason], [seq, 'changed'], `${part} of ${seq}`);
          assert.notEqual(bad?.text, '');
        }
      }
    });

    test('L21 an event that was dropped is found; reading says so, and what is before it can be read', async (context) => {
      for (const seq of [1, 17, 39]) {
        const tampered = make(context);
        await filled(tampered);
        tampered.remove(seq);
        const bad = await verdictOf(tampered);
        assert.deepEqual([bad?.seq, bad?.reason], [seq, 'missing']);
        const log = tampered.open();
        assert.deepEqual(plain(await log.read('r', 1, seq - 1)), plain(logEvents(1, seq - 1)));
        await assert.rejects(log.read('r', Math.max(1, seq - 1), seq + 1), refusedAs('log-damaged'));
        await assert.rejects(everything(log, 'r'), refusedAs('log-damaged'));
        await log.close();
      }
    });

    test('L21 two events that changed places are found', async (context) => {
      for (const [one, other] of [
        [1, 2],
        [10, 30],
        [39, 40],
      ] as const) {
        const tampered = make(context);
        await filled(tampered);
        tampered.exchange(one, other);
        assert.deepEqual([(await verdictOf(tampered))?.seq, (await verdictOf(tampered))?.reason], [one, 'changed']);
      }
    });

    test('L21 an end that is missing is found by a branch behind it', async (context) => {
      const tampered = make(context);
      await filled(tampered);
      const log = tampered.open();
      await log.fork('r', 40, 'b');
      await log.close();
      tampered.remove(40);
      const again = tampered.open();
      assert.equal((await again.verify('r')).bad, null);
      assert.deepEqual([(await again.verify('b')).bad?.seq, (await again.verify('b')).bad?.reason], [40, 'missing']);
      const verdicts: unknown[] = [];
      for await (const { run, bad } of again.verifyAll()) verdicts.push([run, bad?.reason]);
      assert.deepEqual(verdicts, [
        ['b', 'parent-changed'],
        ['intact', undefined],
        ['r', undefined],
      ]);
      await again.close();
    });

    test('L21 a parent that was changed is found in its branches', async (context) => {
      const tampered = make(context);
      await filled(tampered);
      const log = tampered.open();
      await log.fork('r', 20, 'b');
      await log.append('b', logEvents(21, 25));
      await log.close();
      tampered.change(20, 'digest');
      const again = tampered.open();
      assert.deepEqual([(await again.verify('b')).bad?.seq, (await again.verify('b')).bad?.reason], [20, 'changed']);
      await again.close();
    });
  });
}

describe('an index that is damaged', () => {
  /** The key (r, seq) of the index, as bytes: header, kinds, run, seq, rowid. */
  const keyOf = (seq: number): Buffer => Buffer.from([4, 15, 1, 1, 'r'.charCodeAt(0), seq, seq]);

  async function withKey(context: TestContext, seq: number, at: number, byte: number): Promise<string> {
    const path = join(scratchFolder(context), 'log.db');
    const log = openSqliteLog(path);
    await log.append('r', logEvents(1, 40));
    await log.append('intact', logEvents(1, 5));
    await log.close();
    const bytes = readFileSync(path);
    const key = bytes.indexOf(keyOf(seq));
    assert.ok(key !== -1 && bytes.indexOf(keyOf(seq), key + 1) === -1);
    bytes[key + at] = byte;
    writeFileSync(path, bytes);
    return path;
  }

  test('L21 L43 a key that hides events is found, whichever it is, alone and among all; no other run is hurt, and all can be salvaged', async (context) => {
    let short = 0;
    for (const seq of [2, 20, 39, 40]) {
      for (const [at, byte] of [
        [4, 'q'.charCodeAt(0)],
        [4, 's'.charCodeAt(0)],
        [5, 1],
        [5, 99],
        [6, 1],
      ] as const) {
        const path = await withKey(context, seq, at, byte);
        const log = openSqliteLog(path);
        const { bad } = await log.verify('r');
        assert.ok(bad !== null && bad.seq <= seq, `${seq}, ${at}, ${byte}: ${JSON.stringify(bad)}`);
        assert.equal((await log.verify('r')).events, bad.seq - 1);
        const all = new Map<string, BadEvent | null>();
        for await (const verdict of log.verifyAll()) all.set(verdict.run, verdict.bad);
        assert.deepEqual([all.get('r'), all.get('intact')], [bad, null]);
        if ((await log.verify('r', { foundOnly: true }).catch(() => null))?.bad === null) short++;
        await log.close();
        const left = openSqliteLog(path, { salvage: true });
        assert.deepEqual(plain(await everything(left, 'r')), plain(logEvents(1, 40)));
        assert.equal((await left.verify('r')).bad, null);
        await left.close();
      }
    }
    assert.ok(short > 0, 'some of them reads do not notice');
  });

  test('L21 events that were appended over hidden ones are found as well', async (context) => {
    const log = openSqliteLog(await withKey(context, 40, 4, 's'.charCodeAt(0)));
    context.after(() => log.close());
    assert.equal(await log.append('r', logEvents(40, 42, { type: 'again' })), 43);
    const { bad, events } = await log.verify('r');
    assert.deepEqual([bad?.seq, bad?.reason, events], [40, 'missing', 39]);
  });
});

test('L28 checkpoints that were damaged, or were made of another past, are passed over and dropped', async (context) => {
  const path = join(scratchFolder(context), 'log.db');
  const log = openSqliteLog(path);
  context.after(() => log.close());
  await log.append('r', logEvents(1, 40));
  for (const seq of [10, 20, 30]) await log.keepCheckpoint('r', 'state', seq, Buffer.from(`state at ${seq}`));
  const db = new Database(path);
  context.after(() => db.close());
  const wrong = [
    'bytes = zeroblob(3)',
    "name = 'state2'",
    'sequence = sequence + 1',
    'digest = zeroblob(32)',
    'checksum = zeroblob(32)',
  ];
  for (const set of wrong) {
    db.exec("delete from checkpoints where sequence > 20 or name <> 'state'");
    await log.keepCheckpoint('r', 'state', 30, Buffer.from('state at 30'));
    db.exec(`update checkpoints set ${set} where sequence = 30`);
    const name = set.startsWith('name') ? 'state2' : 'state';
    assert.equal((await log.checkpointAt('r', name, 40))?.seq, name === 'state' ? 20 : undefined, set);
    assert.equal(
      db.prepare('select count(*) from checkpoints where sequence >= 30').pluck().get(),
      0,
      `${set}: dropped`,
    );
  }
});

test('L28 checkpoint files that were damaged are passed over and dropped', async (context) => {
  const root = scratchFolder(context);
  const log = openFolderLog(root);
  context.after(() => log.close());
  await log.append('r', logEvents(1, 40));
  for (const content of [Buffer.alloc(0), Buffer.alloc(64), Buffer.from('nonsense'), null]) {
    for (const seq of [20, 30]) await log.keepCheckpoint('r', 'state', seq, Buffer.from(`state at ${seq}`));
    const file = join(root, 'r', 'checkpoints', 'state', '30');
    const bytes = content ?? readFileSync(file).fill(1, 70);
    writeFileSync(file, bytes);
    assert.equal((await log.checkpointAt('r', 'state', 40))?.seq, 20);
    assert.throws(() => readFileSync(file));
  }
});
