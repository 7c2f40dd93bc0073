import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { foldedStory, snapshotFile, snapshotOf } from '../../testing/actionqueue-snapshot.ts';
import { framed, logOf, recordOf } from '../../testing/actionqueue-writer.ts';
import { idOf, Story } from '../../testing/actionqueue-story.ts';
import { inspect, type Inspection } from './inspection.ts';
import { entryAt } from '../entry.ts';
import { openLog } from './open-log.ts';
import { recognise } from './recognise.ts';

const folder = mkdtempSync(join(tmpdir(), 'actionqueue-'));
after(() => rmSync(folder, { recursive: true }));
let directories = 0;

/** Inspects a data directory with these files. */
async function inspected(
  files: { readonly [path: string]: Uint8Array },
  sequence?: number | bigint,
): Promise<Inspection> {
  const path = join(folder, String(++directories));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(path, dirname(name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  const log = await openLog(path, recognise(await entryAt(path))!);
  try {
    return await inspect(log, sequence);
  } finally {
    await log.file.close();
  }
}

function ofLog(bytes: Uint8Array): Promise<Inspection> {
  return inspected({ 'wal/actionqueue.wal': bytes });
}

function codes({ findings }: Inspection): readonly (readonly [string, number])[] {
  return findings.filter(({ code }) => code !== 'AQ120').map(({ code, number }) => [code, number]);
}

function broken({ violations }: Inspection): readonly string[] {
  return [...new Set(violations.map(({ promise }) => promise))];
}

const whole = new Story().whole(1).events;
const unbounded = (): Story => new Story().whole(1).task(2, { policy: { Cron: { expression: '@daily' } } });

test('Q12 a gap, a sequence again and a late beginning are told apart', async () => {
  assert.deepEqual(codes(await ofLog(logOf(new Story().task(1).say('EnginePaused', {}, 9).events))), [['AQ111', 2]]);
  assert.deepEqual(codes(await ofLog(logOf(new Story().task(1).say('EnginePaused', {}, 1).events))), [['AQ110', 2]]);
  const late = await ofLog(logOf(new Story().say('EnginePaused', {}, 5).events));
  assert.deepEqual([codes(late), broken(late)], [[['AQ112', 1]], ['C13']]);
});

test('Q12 a record lost from the middle is told by the one that does not fit', async () => {
  const found = await ofLog(logOf(whole.toSpliced(4, 1)));
  assert.deepEqual(codes(found), [
    ['AQ111', 5],
    ['AQ211', 8],
  ]);
  assert.ok(['C11', 'C13', 'C14'].every((promise) => broken(found).includes(promise)));
  assert.equal(found.stopped?.number, 8);
});

test('Q14 a cron policy without a cap is where ActionQueue stops, and we do not', async () => {
  const found = await ofLog(logOf(unbounded().run(2).events));
  const offset = logOf(whole).length;
  assert.equal(
    found.opening.error,
    `WAL init error: strict WAL tail validation failed during bootstrap: WAL corruption at offset ${offset} (decode_failure)`,
  );
  assert.deepEqual([found.count, found.stopped?.number, found.stopped?.offset], [12, 11, offset]);
  assert.deepEqual([codes(found), broken(found)], [[['AQ108', 11]], ['C13', 'C14']]);
  const bounded = await ofLog(Buffer.concat([logOf(whole), recordOf(unbounded().events.at(-1)!, 'whole')]));
  assert.deepEqual([bounded.opening.opens, codes(bounded), broken(bounded)], [true, [], []]);
});

test('Q14 damage is said before a refusal, wherever both stand', async () => {
  const refused = new Story().whole(1).whole(1).events;
  const found = await ofLog(Buffer.concat([logOf(refused), Buffer.from([5, 0])]));
  assert.match(found.opening.error ?? '', /incomplete_header/);
  assert.equal(found.stopped?.number, 11);
});

test('Q5 what a repair would throw away is said before anyone runs it', async () => {
  const bytes = logOf(whole);
  bytes[logOf(whole.slice(0, 4)).length + 12]! ^= 1;
  const found = await ofLog(bytes);
  assert.deepEqual(codes(found), [
    ['AQ103', 5],
    ['AQ109', 5],
  ]);
  assert.match(
    found.findings[1]?.text ?? '',
    /^5 whole records follow \(sequences 6 to 10\) and would be lost by a repair that cuts at byte \d+\.$/,
  );
  assert.deepEqual(
    broken(found).filter((promise) => promise === 'C14'),
    ['C14'],
  );
  const torn = await ofLog(logOf(whole).subarray(0, -1));
  assert.deepEqual(
    [codes(torn), torn.findings[0]?.severity, broken(torn)],
    [[['AQ102', 10]], 'warning', ['C07', 'C13']],
  );
});

test('Q6 what is odd about a record that can be read is said at the record', async () => {
  const payload = Buffer.concat([recordOf(whole[1]!).subarray(12), Buffer.from([1, 2])]);
  const found = await ofLog(
    Buffer.concat([
      recordOf(whole[0]!),
      framed(payload, 5),
      logOf(whole.slice(2)),
      framed(Buffer.from('8b000b05', 'hex'), 5),
    ]),
  );
  assert.deepEqual(codes(found), [
    ['AQ107', 2],
    ['AQ130', 11],
  ]);
  assert.equal(found.opening.opens, true);
});

test('Q17 behind a refused record the log is read on as if it had not been there', async () => {
  const found = await ofLog(logOf(new Story().whole(1).whole(1).whole(2).events));
  assert.equal(found.count, 30);
  assert.deepEqual([found.stopped?.number, found.stopped?.refusal?.code], [11, 'AQ201']);
  assert.ok(
    found.findings.filter(({ severity }) => severity === 'error').every(({ number }) => number > 10 && number <= 20),
    'the third task is whole',
  );
});

test('Q12 the record of a sequence is found', async () => {
  const bytes = logOf(new Story().task(1).say('EnginePaused', {}, 9).events);
  assert.equal((await inspected({ 'wal/actionqueue.wal': bytes }, 9)).asked, 2);
  assert.equal((await inspected({ 'wal/actionqueue.wal': bytes }, 3)).asked, undefined);
});

test('Q1 an empty directory of its own, and a left-over snapshot', async () => {
  const empty = await inspected({ 'wal/actionqueue.wal': Buffer.alloc(0) });
  assert.deepEqual([empty.count, empty.opening.opens, codes(empty), broken(empty)], [0, true, [], []]);
  assert.deepEqual(
    codes(await inspected({ 'wal/actionqueue.wal': logOf(whole), 'snapshots/snapshot.bin.tmp': Buffer.from('x') })),
    [['AQ129', 0]],
  );
  assert.deepEqual(
    codes(await inspected({ 'wal/actionqueue.wal': logOf(whole), 'snapshots/snapshot.bin': Buffer.from('xx') })),
    [['AQ121', 0]],
  );
});

test('Q16 very many findings of one code are not all listed', async () => {
  const story = new Story();
  for (let i = 0; i < 200; i++) story.run(1).say('TaskCanceled', { task_id: idOf('task', 9) });
  assert.equal((await ofLog(logOf(story.events))).findings.filter(({ code }) => code === 'AQ212').length, 50);
});

const snapshot = (): ReturnType<typeof snapshotOf> => snapshotOf(foldedStory(new Story().whole(1)));
const beside = (log: Uint8Array, content: object): Promise<Inspection> =>
  inspected({ 'wal/actionqueue.wal': log, 'snapshots/snapshot.bin': snapshotFile(content) });

test('Q15 a snapshot that is what the log says there is no matter for remark', async () => {
  const found = await beside(logOf(new Story().whole(1).whole(2).events), snapshot());
  assert.deepEqual(
    [codes(found), broken(found), found.opening.opens, found.opened.json()['records_applied_after_snapshot']],
    [[], [], true, 10],
  );
});

test('Q15 a snapshot that differs from the log is told with the place', async () => {
  const { tasks, ...more } = snapshot();
  const found = await beside(logOf(new Story().whole(1).whole(2).events), {
    ...more,
    tasks: tasks.map((task) => ({ ...task, created_at: 7 })),
  });
  assert.deepEqual([codes(found), broken(found)], [[['AQ128', 0]], ['C12']]);
  assert.match(
    found.findings.find(({ code }) => code === 'AQ128')?.text ?? '',
    new RegExp(`tasks\\.${idOf('task', 1)}\\.created_at`),
  );
});

test('Q15 a snapshot ahead of the log is why it does not open', async () => {
  const found = await beside(logOf(whole.slice(0, 6)), snapshot());
  assert.equal(found.opening.error, 'snapshot bootstrap error: snapshot sequence 10 exceeds WAL max sequence 6');
  assert.deepEqual(
    [codes(found), broken(found).filter((promise) => promise !== 'C07')],
    [[['AQ126', 0]], ['C12', 'C13', 'C14']],
  );
});

test('Q15 a snapshot without a log is all that is left', async () => {
  const found = await beside(Buffer.alloc(0), snapshot());
  assert.deepEqual(
    [codes(found), broken(found), found.opening.opens, found.opened.projection.runs.size],
    [[['AQ127', 0]], ['C13'], true, 1],
  );
});

test('Q15 behind a snapshot nothing is replayed where its next sequence is missing', async () => {
  const found = await beside(logOf(new Story().whole(1).say('EnginePaused', {}, 12).events), snapshot());
  assert.deepEqual(
    [found.opening.opens, found.opened.json()['records_applied_after_snapshot'], found.opened.projection.engine.paused],
    [true, 0, false],
  );
  assert.deepEqual([codes(found), broken(found)], [[['AQ111', 11]], ['C11', 'C13', 'C29']]);
});

test('Q2 a pipe in the place of a file is refused, not waited for', async () => {
  for (const file of ['wal/actionqueue.wal', 'snapshots/snapshot.bin']) {
    const path = join(folder, String(++directories));
    for (const each of ['wal', 'snapshots']) mkdirSync(join(path, each), { recursive: true });
    writeFileSync(join(path, 'wal/actionqueue.wal'), '');
    rmSync(join(path, file), { force: true });
    execFileSync('mkfifo', [join(path, file)]);
    assert.equal(recognise(await entryAt(join(path, file))), undefined);
    await assert.rejects(openLog(path, 'directory'), /is no file/);
  }
});
