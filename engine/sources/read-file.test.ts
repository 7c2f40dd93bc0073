import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { RetraceError } from '../model/errors.ts';
import { asNobody } from '../testing/as-nobody.ts';
import { readFile } from './read-file.ts';

function scratchFile(context: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-read-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'history.json');
  writeFileSync(file, text);
  return file;
}

const refused = (code: string) => (error: unknown) => error instanceof RetraceError && error.code === code;

test('I1 a file is read whole', async (context) => {
  const file = scratchFile(context, '{"events":[]}');
  assert.equal((await readFile(file)).toString(), '{"events":[]}');
  assert.equal((await readFile(scratchFile(context, ''))).length, 0);
});

test('I1 a file of several pieces is read in their order', async (context) => {
  const text = Array.from({ length: 1_500_000 }, (_, i) => String(i)).join();
  assert.ok(text.length > 8 * 2 ** 20);
  assert.ok((await readFile(scratchFile(context, text))).toString() === text);
});

test('B8 what is not there, and what is a folder, is said to be so', async (context) => {
  const file = scratchFile(context, '');
  await assert.rejects(readFile(`${file}.gone`), refused('not-found'));
  await assert.rejects(readFile(join(file, 'below-a-file')), refused('not-found'));
  await assert.rejects(readFile(join(file, '..')), refused('not-found'));
});

test('B8 a file that may not be read is said to be so', async (context) => {
  const file = scratchFile(context, '{}');
  chmodSync(file, 0);
  await asNobody(context, () => assert.rejects(readFile(file), refused('no-permission')));
});

test(
  'B8 a file that the disk or the system cannot give is said to be so, not called a bug',
  { skip: process.platform !== 'linux' && 'no such files here' },
  async () => {
    await assert.rejects(
      readFile('/proc/self/mem'),
      (error) => error instanceof RetraceError && error.code === 'not-readable' && /EIO/.test(error.message),
    );
  },
);

test('B36 a file of more than 2 GiB is refused by its size alone', async (context) => {
  const file = scratchFile(context, '{}');
  truncateSync(file, 3 * 2 ** 30);
  await assert.rejects(readFile(file), refused('file-too-large'));
});

test('B38 a pipe, a socket, a device, and links to them or to nothing are refused at once', async (context) => {
  const folder = join(scratchFile(context, ''), '..');
  const at = (name: string): string => join(folder, name);
  execFileSync('mkfifo', [at('pipe')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
  context.after(() => server.close());
  const targets = {
    'link-to-pipe': at('pipe'),
    'link-to-socket': at('socket'),
    'link-to-device': '/dev/zero',
    'link-to-link': at('link-to-pipe'),
    'link-to-nothing': at('gone'),
    'link-to-itself': at('link-to-itself'),
  };
  for (const [name, target] of Object.entries(targets)) symlinkSync(target, at(name));
  for (const path of [at('pipe'), at('socket'), '/dev/zero', '/dev/null', '/dev/tty', ...Object.keys(targets).map(at)])
    await assert.rejects(readFile(path), refused('not-found'), path);
});

test('B38 a file that a pipe took the place of after it was looked at is not waited for', async (context) => {
  const file = scratchFile(context, '{}');
  const handle = await open(file);
  const prototype = Object.getPrototypeOf(handle) as { stat: () => Promise<unknown> };
  await handle.close();
  // Simulates that the opened path is no regular file any more.
  context.mock.method(prototype, 'stat', async () => ({
    isFile: () => false,
    isDirectory: () => false,
    isFIFO: () => true,
    isSocket: () => false,
  }));
  await assert.rejects(
    readFile(file),
    (error) => error instanceof RetraceError && /is a pipe, not a file/.test(error.message),
  );
});

/** Changes the file between reading its size and reading its bytes. */
async function whileReading(context: TestContext, file: string, change: () => void): Promise<void> {
  const handle = await open(file);
  const prototype = Object.getPrototypeOf(handle) as { read: (...args: unknown[]) => Promise<unknown> };
  await handle.close();
  const read = prototype.read;
  context.mock.method(prototype, 'read', function readAfterChange(this: unknown, ...args: unknown[]) {
    change();
    return read.apply(this, args);
  });
}

const changes: Readonly<Record<string, (file: string) => void>> = {
  grows: (file) => appendFileSync(file, 'more'),
  shrinks: (file) => writeFileSync(file, ''),
  'is written anew in the same length': (file) => {
    writeFileSync(file, '{"b":2}');
    utimesSync(file, 1, 1);
  },
};

for (const [name, change] of Object.entries(changes)) {
  test(`B9 a file that ${name} while it is read is refused`, async (context) => {
    const file = scratchFile(context, '{"a":1}');
    await whileReading(context, file, () => change(file));
    await assert.rejects(readFile(file), refused('file-changed'));
  });
}
