import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotFile } from '../../testing/actionqueue-snapshot.ts';
import { framed, logOf } from '../../testing/actionqueue-writer.ts';
import { Story } from '../../testing/actionqueue-story.ts';
import { type Look, recognise, type Recognised } from './recognise.ts';

const log = logOf(new Story().whole(1).events);
const big = logOf(new Story().task(1, { payload: { bytes: Buffer.alloc(100_000), content_type: null } }).events);
const folder = (...paths: readonly string[]): Look => ({ type: 'folder', paths });
const file = (name: string, head: Buffer, size = head.length): Look => ({
  type: 'file',
  name,
  head: head.subarray(0, 65_536),
  size,
});

const entries: readonly { readonly what: string; readonly entry: Look; readonly is: Recognised | undefined }[] = [
  { what: 'a data directory', entry: folder('wal', 'wal/actionqueue.wal', 'snapshots'), is: 'directory' },
  {
    what: 'a directory with nothing but a snapshot',
    entry: folder('snapshots', 'snapshots/snapshot.bin'),
    is: 'directory',
  },
  { what: 'another folder', entry: folder('wal', 'wal/000001', 'events.jsonl'), is: undefined },
  { what: 'a log under any name', entry: file('copy.bin', log), is: 'log' },
  { what: 'a log that begins with a large record', entry: file('copy.bin', big), is: 'log' },
  { what: 'a log cut in its first record', entry: file('copy.wal', log.subarray(0, 30)), is: 'log' },
  { what: 'a damaged log under its own name', entry: file('actionqueue.wal', Buffer.from('what?')), is: 'log' },
  { what: 'an empty log', entry: file('some.wal', Buffer.alloc(0)), is: 'log' },
  { what: 'a log of an older version', entry: file('some.wal', framed(Buffer.from('x'), 3)), is: 'log' },
  { what: 'a snapshot', entry: file('snapshot.bin', snapshotFile({})), is: 'snapshot' },
  { what: 'a log of the newer format', entry: file('actionqueue.wal', Buffer.from('AQCONT1W...')), is: 'newer log' },
  { what: 'a snapshot of the newer format', entry: file('x', Buffer.from('AQCONT1S...')), is: 'newer snapshot' },
  { what: 'an empty file', entry: file('some.json', Buffer.alloc(0)), is: undefined },
  { what: 'a JSON history', entry: file('history.json', Buffer.from('{"events":[]}')), is: undefined },
  {
    what: 'a file that begins as a log might, with another checksum',
    entry: file('x.bin', Buffer.concat([log.subarray(0, 8), Buffer.alloc(100)])),
    is: undefined,
  },
  { what: 'a database', entry: file('app.wal', Buffer.from('377f0682002de218', 'hex')), is: undefined },
];

for (const { what, entry, is } of entries)
  test(`Q1 ${what}: ${is ?? 'nothing of ActionQueue’s'}`, () => assert.equal(recognise(entry), is));
