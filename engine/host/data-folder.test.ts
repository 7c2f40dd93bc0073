import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFolder, desktopFolder, libraryFile, makeFolderOf, type Place } from './data-folder.ts';

const linux = (env: NodeJS.ProcessEnv): Place => ({ platform: 'linux', env, home: '/home/ada' });
const windows = (env: NodeJS.ProcessEnv): Place => ({ platform: 'win32', env, home: 'C:\\Users\\ada' });
const mac: Place = { platform: 'darwin', env: {}, home: '/Users/ada' };

test('each platform keeps data where its users look for it', () => {
  assert.equal(dataFolder(linux({})), '/home/ada/.local/share/retrace');
  assert.equal(dataFolder(linux({ XDG_DATA_HOME: '/data' })), '/data/retrace');
  assert.equal(dataFolder(mac), '/Users/ada/Library/Application Support/Retrace');
  assert.equal(dataFolder(windows({})), 'C:\\Users\\ada\\AppData\\Roaming\\Retrace');
  assert.equal(dataFolder(windows({ APPDATA: 'D:\\Roaming' })), 'D:\\Roaming\\Retrace');
});

test('an XDG_DATA_HOME that is empty or relative counts as not set', () => {
  for (const XDG_DATA_HOME of ['', 'data', './data']) {
    assert.equal(dataFolder(linux({ XDG_DATA_HOME })), '/home/ada/.local/share/retrace');
  }
});

test('RETRACE_DATA names the folder and RETRACE_LIBRARY the file', () => {
  assert.equal(libraryFile(linux({ RETRACE_DATA: '/tmp/r', XDG_DATA_HOME: '/data' })), '/tmp/r/library.db');
  assert.equal(libraryFile(linux({ RETRACE_DATA: '/tmp/r', RETRACE_LIBRARY: '/tmp/mine.db' })), '/tmp/mine.db');
  assert.equal(libraryFile(mac), '/Users/ada/Library/Application Support/Retrace/library.db');
});

test('two libraries in one folder have two folders for their windows', () => {
  assert.equal(desktopFolder('/r/library.db', mac), '/r/library-desktop');
  assert.equal(desktopFolder('/r/mine.db', mac), '/r/mine-desktop');
  assert.equal(desktopFolder('C:\\r\\mine.db', windows({})), 'C:\\r\\mine-desktop');
});

test("a library's folder is made for its user alone", { skip: process.platform === 'win32' }, () => {
  const scratch = mkdtempSync(join(tmpdir(), 'retrace-data-'));
  makeFolderOf(join(scratch, 'a', 'b', 'library.db'));
  makeFolderOf(join(scratch, 'a', 'b', 'library.db'));
  assert.equal(statSync(join(scratch, 'a', 'b')).mode & 0o777, 0o700);
  rmSync(scratch, { recursive: true });
});
