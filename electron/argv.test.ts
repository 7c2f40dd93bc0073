import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { filesOfArgv, filesOfHandover } from './argv.ts';

test('run from a folder, the first word is the folder; packed, it is a file', () => {
  assert.deepEqual(filesOfArgv(['/electron', '/app', 'a.json', '/b.json'], false, '/home'), [
    resolve('/home/a.json'),
    resolve('/b.json'),
  ]);
  assert.deepEqual(filesOfArgv(['/retrace', 'a.json'], true, '/home'), [resolve('/home/a.json')]);
  assert.deepEqual(filesOfArgv(['/electron', '.'], false, '/home'), []);
});

test('switches are no files, wherever they stand', () => {
  const argv = ['/electron', '--inspect=0', '.', '--no-sandbox', 'a.json', '-x', ''];
  assert.deepEqual(filesOfArgv(argv, false, '/home'), [resolve('/home/a.json')]);
});

test('only a list of texts is taken from a second start', () => {
  assert.deepEqual(filesOfHandover({ files: ['/a', 7, null, '/b'] }), ['/a', '/b']);
  for (const odd of [undefined, null, 'x', {}, { files: '/a' }]) assert.equal(filesOfHandover(odd), null);
});
