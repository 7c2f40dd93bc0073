// Tests a crash at each step of archiving: every event stays readable, and the same command, run again, finishes the
// archive.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from '../../testing/library.ts';
import { everything, logEvents, plain } from '../../testing/log-events.ts';
import { archiveBase } from './archive-file-reader.ts';
import { archiveRun, type ArchiveStep } from './archive-file-run.ts';
import { openFolderLog } from '../folder/folder-log.ts';
import type { EventLog } from '../log.ts';
import { openSqliteLog } from '../sqlite/sqlite-log.ts';

const program = fileURLToPath(import.meta.resolve('../../testing/archive-and-die.ts'));
/** Node's compile cache, shared by all programs of the test so that each module is compiled once. */
const compiled = mkdtempSync(join(tmpdir(), 'retrace-compiled-'));
const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
after(() => rmSync(compiled, { recursive: true, force: true }));
const events = logEvents(1, 1200);

/** State after the crash: whether the archive file has its final name, and the run's last archived seq in the log. */
type Left = { readonly file: boolean; readonly archivedTo: number };

const nothing: Left = { file: false, archivedTo: 0 };
const points: Readonly<Record<ArchiveStep | 'continued' | 'dropped some', Left>> = {
  opened: nothing,
  written: nothing,
  synced: nothing,
  verified: nothing,
  named: { file: true, archivedTo: 0 },
  checked: { file: true, archivedTo: 0 },
  continued: { file: true, archivedTo: 900 },
  'dropped some': { file: true, archivedTo: 900 },
  dropped: { file: true, archivedTo: 900 },
};

const stores: readonly {
  readonly type: 'sqlite' | 'folder';
  readonly name: string;
  readonly open: (path: string) => EventLog;
}[] = [
  { type: 'sqlite', name: 'log.db', open: (path) => openSqliteLog(path, { synchronous: 'NORMAL' }) },
  { type: 'folder', name: 'log', open: (path) => openFolderLog(path, { fsync: 'never' }) },
];

/** The signal that ended the program, or the program's output. */
function endOf(...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', program, ...args],
      { env },
      (error, _, stderr) => resolve(error?.signal ?? `ended by itself: ${stderr}`),
    );
  });
}

for (const { type, name, open } of stores) {
  describe(`archiving in ${type} that is killed`, { concurrency: 3 }, () => {
    for (const [point, left] of Object.entries(points)) {
      test(`L36 L8 at "${point}": every event is there, and the next try ends it`, async (context) => {
        const folder = scratchFolder(context);
        const [place, file] = [join(folder, name), join(folder, 'r.jsonl.zst')];
        const before = open(place);
        await before.append('r', events);
        await before.close();

        assert.equal(await endOf(type, place, file, point), 'SIGKILL');

        const log = open(place);
        context.after(() => log.close());
        assert.deepEqual(plain(await everything(log, 'r')), plain(events));
        assert.deepEqual({ file: existsSync(file), archivedTo: (await log.stream('r'))?.archivedTo }, left);
        assert.deepEqual(await log.verify('r'), {
          run: 'r',
          events: 1200,
          bad: null,
          tornBytes: 0,
          missingArchives: [],
        });

        await archiveRun(log, 'r', file, { base: archiveBase(place, type), before: 901 });
        assert.equal((await log.stream('r'))?.archivedTo, 900);
        assert.deepEqual(plain(await everything(log, 'r')), plain(events));
        assert.equal((await log.verify('r')).bad, null);
        await log.close();
        // Without the archive, exactly the archived events are missing from the store.
        const alone = join(folder, 'alone', name);
        cpSync(place, alone, { recursive: true });
        const without = open(alone);
        context.after(() => without.close());
        await assert.rejects(without.eventAt('r', 900), { code: 'archive-missing' });
        assert.deepEqual(plain(await everything(without, 'r', 901)), plain(events.slice(900)));
        copyFileSync(file, join(folder, 'alone', 'r.jsonl.zst'));
        assert.deepEqual(plain(await everything(without, 'r')), plain(events));
        assert.deepEqual(
          readdirSync(folder).filter((entry) => entry.endsWith('.jsonl.zst')),
          ['r.jsonl.zst'],
        );
      });
    }
  });
}

for (const { type, name, open } of stores) {
  test(`L36 L26 two that archive other parts of a run at one moment, ${type}: nothing is lost, the loser is told`, async (context) => {
    const folder = scratchFolder(context);
    const place = join(folder, name);
    const [one, other] = [open(place), open(place)];
    context.after(() => Promise.all([one.close(), other.close()]));
    await one.append('r', events);
    const base = archiveBase(place, type);
    const tries = await Promise.allSettled([
      archiveRun(one, 'r', join(folder, 'a.zst'), { base, before: 501 }),
      archiveRun(other, 'r', join(folder, 'b.zst'), { base, before: 901 }),
    ]);
    assert.ok(tries.some(({ status }) => status === 'fulfilled'));
    for (const log of [one, other]) {
      assert.deepEqual(plain(await everything(log, 'r')), plain(events));
      assert.equal((await log.verify('r')).bad, null);
    }
  });
}
