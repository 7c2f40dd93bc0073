import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { JsonObject } from '../model/json.ts';
import { idOf, Story } from '../testing/actionqueue-story.ts';
import { logOf } from '../testing/actionqueue-writer.ts';
import { retrace, jsonLines } from '../testing/command-line.ts';
import { ownHistories } from '../testing/corpus.ts';

const own = join(ownHistories, 'actionqueue');
const folder = mkdtempSync(join(tmpdir(), 'actionqueue-'));
after(() => rmSync(folder, { recursive: true }));

async function shown(...words: readonly string[]): Promise<JsonObject> {
  const ended = await retrace('show', ...words, '--json');
  assert.equal(ended.code, 0, ended.err);
  return jsonLines(ended)[0] as JsonObject;
}

function answer(name: string, file: string): JsonObject {
  return JSON.parse(readFileSync(join(own, name, file), 'utf8')) as JsonObject;
}

function contents(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true }).map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return entry.isFile() ? `${file} ${statSync(file).mtimeMs} ${readFileSync(file).toString('base64')}` : file;
  });
}

test('Q19 show gives the projection that ActionQueue itself gives, and its opening, for a directory and for a log alone', async () => {
  const path = join(own, 'snapshot-all-sections');
  const whole = await shown(path);
  assert.deepEqual(whole['projection'], answer('snapshot-all-sections', 'projection.json'));
  assert.deepEqual(whole['opened'], answer('snapshot-all-sections', 'projection-open.json'));
  assert.deepEqual(
    (whole['upstream'] as JsonObject)['stats'],
    answer('snapshot-all-sections', 'stats.json')['summary'],
  );
  assert.deepEqual((await shown(join(path, 'wal/actionqueue.wal')))['projection'], whole['projection']);
});

test('Q19 --at is the number of a record, or past the last one its sequence', async () => {
  const path = join(own, 'snapshot-then-gap');
  assert.deepEqual(
    [
      (await shown(path, '--at', '12'))['sequence'],
      (await shown(path, '--at', '13'))['sequence'],
      (await shown(path, '--at', '0'))['sequence'],
    ],
    [13, 13, 0],
  );
  const { projection, seq } = await shown(path, '--at', '4');
  assert.deepEqual(
    [seq, (projection as JsonObject)['records_applied'], (projection as JsonObject)['stopped']],
    [4, 4, null],
  );
  const none = await retrace('show', path, '--at', '99');
  assert.deepEqual([none.code, none.err.split(':')[0]], [2, 'no-such-event']);
  const wrong = await retrace('show', path, '--at', 'x');
  assert.deepEqual([wrong.code, wrong.err.split(':')[0]], [2, 'bad-usage']);
});

test('Q17 Q19 a log that its own software cannot open again is explained at the record', async () => {
  const { upstream, findings, promises, state } = await shown(join(own, 'poison-completed-open-attempt'));
  assert.deepEqual(upstream, {
    opens: false,
    error: 'WAL replay error: Reducer error: Invalid state transition during replay',
    repair: null,
  });
  assert.deepEqual(
    (findings as JsonObject[])
      .filter(({ severity }) => severity === 'error')
      .map(({ code, seq, offset }) => [code, seq, offset]),
    [['AQ207', 8, 333]],
  );
  assert.deepEqual(
    (promises as JsonObject[]).map(({ promise, seq, severity }) => [promise, seq, severity]),
    [
      ['C03', 8, 'error'],
      ['C13', 8, 'error'],
    ],
  );
  assert.equal(
    (state as { operations: JsonObject[] }).operations.find(({ kind }) => kind === 'run')?.['status'],
    'started',
    'what is refused has no effect',
  );
});

test('Q5 Q19 what a repair would cut off is said', async () => {
  const damaged = await shown(join(own, 'damaged-zero-hole-middle'));
  assert.deepEqual((damaged['upstream'] as JsonObject)['repair'], { cutAt: 193, bytes: 479 - 193, wholeRecords: 4 });
  const { text, ...damage } = damaged['damage'] as JsonObject;
  assert.deepEqual(damage, {
    code: 'AQ104',
    upstreamCode: 'unsupported_version',
    offset: 193,
    recordsBefore: 4,
    recordsAfter: 4,
  });
  assert.match(text as string, /version 0/);
  assert.deepEqual(((await shown(join(own, 'cli-cron-submit')))['upstream'] as JsonObject)['repair'], {
    cutAt: 253,
    bytes: 652 - 253,
  });
});

test('Q9 Q19 events are printed one a line, in the shape of their own crates', async () => {
  const ended = await retrace('events', join(own, 'raw-extremes'), '--json');
  const steps = readFileSync(join(own, 'raw-extremes/steps.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
  const told = jsonLines(ended).map(({ seq, type, attributes }) => ({ seq, type, attributes }));
  assert.deepEqual(
    told,
    steps.map(({ event, fields, offset, length, sequence }, i) => ({
      seq: i + 1,
      type: event,
      attributes: { sequence, event: { [event as string]: fields }, offset, length },
    })),
  );
});

test('Q4 Q19 events of a damaged log are those before the damage, which is said', async () => {
  const { code, out, err } = await retrace('events', join(own, 'damaged-torn-payload-half'));
  assert.deepEqual([code, out.trimEnd().split('\n').length], [0, 9]);
  assert.match(err, /^AQ102: At byte 441, after 9 whole records: /);
});

test('Q1 the newer format is named as such', async () => {
  const { code, err } = await retrace('show', join(own, 'newer-format'));
  assert.deepEqual([code, err.split(':')[0]], [2, 'not-a-history']);
  assert.match(err, /ActionQueue 0\.2 or 0\.3 \(AQ-CONT-1\)/);
});

test('Q2 nothing of a directory is changed or made, whatever is asked', async () => {
  for (const name of ['snapshot-ahead', 'damaged-zero-hole-middle']) {
    const path = join(folder, name);
    cpSync(join(own, name), path, { recursive: true });
    const before = contents(path);
    await shown(path);
    await retrace('events', path);
    assert.deepEqual(contents(path), before);
  }
});

test('Q1 what is not ActionQueue’s is opened the usual way', async () => {
  const path = join(folder, 'notes.wal');
  writeFileSync(path, 'not a log');
  assert.equal((await retrace('show', path)).err.split(':')[0], 'not-json');
  assert.equal((await shown(join(ownHistories, 'events.jsonl')))['projection'], undefined);
});

test('Q16 Q19 the plain text says what is broken, without control characters of strangers', async () => {
  const { out } = await retrace('show', join(own, 'damaged-missing-middle-record'));
  assert.match(out, /ActionQueue 0\.1 does not open it again: WAL replay error/);
  assert.match(out, /error {4}AQ211 {2}lease release rejected .*missing active lease/);
  assert.match(out, /error {4}C14 {2}record 8: .*a record in the middle was lost/);
  assert.doesNotMatch((await retrace('show', join(own, 'raw-extremes'))).out, /\u0000/);
});

/** With every id drawn anew, and an hour later. */
function drawnAnew(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return value.replaceAll(/[\da-f]{8}-(?=[\da-f]{4}-)/g, (id) => `9${id.slice(1)}`);
  if (typeof value === 'number') return /(^|_)(at|timestamp|expiry)$/.test(key) ? value + 3600 : value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((each) => drawnAnew(each));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, drawnAnew(part, name)]));
}

async function diffed(left: Story['events'], right: Story['events']): Promise<readonly [number, string]> {
  const paths = ['left', 'right'].map((name) => join(folder, `${name}.wal`));
  for (const [i, events] of [left, right].entries()) writeFileSync(paths[i]!, logOf(events));
  const { code, out, err } = await retrace('diff', ...paths);
  return [code, out + err];
}

test('D16 D18 two ActionQueue logs that differ only in drawn ids and times did the same', async () => {
  const stories = [
    new Story().whole(1).whole(2, {}, 'Failure', 'Failed'),
    new Story()
      .task(1, { tenant_id: idOf('tenant', 1), metadata: { tags: [''] } })
      .task(2, { parent_task_id: idOf('task', 1) })
      .say('DependencyDeclared', { task_id: idOf('task', 2), depends_on: [idOf('task', 1)] })
      .run(1, 1, 1_700_000_060)
      .say('SubscriptionCreated', {
        subscription_id: idOf('subscription', 1),
        task_id: idOf('task', 2),
        filter: { TaskCompleted: { task_id: idOf('task', 1) } },
      })
      .say('RoleAssigned', { actor_id: idOf('actor', 1), role: 'Auditor', tenant_id: idOf('tenant', 1) }),
  ];
  for (const { events } of stories) {
    const anew = events.map((event) => drawnAnew(event)) as Story['events'];
    assert.notDeepEqual(anew, events);
    const [code, out] = await diffed([...events], anew);
    assert.deepEqual([code, /did the same/.test(out)], [0, true], out);
  }
});

test('D14 what an ActionQueue log says beside its ids and times is compared', async () => {
  const run = (delay: number): Story => new Story().task(1).run(1, 1, 1_700_000_000 + delay);
  const waits = (count: number): Story =>
    new Story().task(1).say('DependencyDeclared', {
      task_id: idOf('task', 1),
      depends_on: Array.from({ length: count }, (_, i) => idOf('task', 2 + i)),
    });
  const role = (word: 'Auditor' | 'Operator'): Story =>
    new Story().say('RoleAssigned', { actor_id: idOf('actor', 1), role: word, tenant_id: idOf('tenant', 1) });
  for (const [left, right] of [
    [run(0), run(60)],
    [waits(1), waits(2)],
    [role('Auditor'), role('Operator')],
  ] as const) {
    const [code, out] = await diffed(left.events, right.events);
    assert.equal(code, 1, out);
  }
});
