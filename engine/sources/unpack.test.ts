import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { RetraceError } from '../model/errors.ts';
import { bytesEntry } from './entry.ts';
import { piecesOf } from './file-pieces.ts';
import { unpacked } from './unpack.ts';

const refused = (code: string, says: RegExp) => (error: unknown) =>
  error instanceof RetraceError && error.code === code && says.test(error.message);
const MiB = 2 ** 20;

test('I3 gzip of one member, of several, and with something behind it gives what it holds', async () => {
  const text = JSON.stringify(Array.from({ length: 5000 }, (_, i) => i));
  const [whole, half, other] = [text, text.slice(0, 7000), text.slice(7000)].map((part) => gzipSync(part));
  const cases = [
    whole,
    Buffer.concat([half!, other!]),
    Buffer.concat([half!, gzipSync(''), other!]),
    Buffer.concat([whole!, Buffer.alloc(700)]),
  ];
  for (const packed of cases) assert.equal((await unpacked(packed!)).toString('utf8'), text);
  assert.equal((await unpacked(gzipSync(''))).length, 0);
  assert.equal((await unpacked(Buffer.from(text))).toString('utf8'), text);
});

test('B13 gzip that is cut, damaged or says a wrong size is refused', async () => {
  const packed = gzipSync('x'.repeat(100_000));
  const wrongSize = Buffer.from(packed);
  wrongSize.writeUInt32LE(12, wrongSize.length - 4);
  for (const bad of [packed.subarray(0, 60), packed.subarray(0, 2), packed.subarray(0, packed.length - 2), wrongSize])
    await assert.rejects(unpacked(bad), refused('bad-gzip', /cannot be unpacked/));
});

test('B36 what unpacks to very much is refused, whatever it says of its size', async () => {
  const large = gzipSync(Buffer.alloc(100 * MiB), { level: 1 });
  const several = Buffer.concat([large, large, large, gzipSync('{}')]);
  await assert.rejects(
    unpacked(several),
    refused('file-too-large', /unpacks to more than 256 MiB, .* less than 2 MiB|unpacks to more than 256 MiB/),
  );
  assert.equal(
    (await unpacked(large)).length,
    100 * MiB,
    'what is a hundred times smaller than it was is not much by itself',
  );
});

test('B36 what says itself that it unpacks to very much is refused before its lines are looked at; what does not, where it is too much', async () => {
  const megabyte = deflateRawSync(Buffer.alloc(MiB, 'A'), { finishFlush: 2 });
  const head = Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3]);
  const piecesBefore = async (said: number): Promise<number> => {
    const size = Buffer.alloc(8);
    size.writeUInt32LE(said, 4);
    const bytes = Buffer.concat([head, ...Array.from({ length: 300 }, () => megabyte), size]);
    let pieces = 0;
    await assert.rejects(
      async () => {
        for await (const _ of piecesOf(bytesEntry('bomb.gz', bytes), false)) pieces++;
      },
      refused('file-too-large', /unpacks to more than 256 MiB/),
    );
    return pieces;
  };
  assert.equal(await piecesBefore(300 * MiB), 0);
  assert.equal(await piecesBefore(0), 256);
});

test('B36 06-gzip-bombs: one of 1 GB is refused before room is made for it', () => {
  const megabyte = deflateRawSync(Buffer.alloc(MiB, 'A'), { finishFlush: 2 }).toString('base64');
  const code = `
    const { unpacked } = await import(${JSON.stringify(join(import.meta.dirname, 'unpack.ts'))});
    const head = Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3]);
    const bomb = Buffer.concat([head, ...Array(1024).fill(Buffer.from(${JSON.stringify(megabyte)}, 'base64')), Buffer.from([0, 0, 0, 64])]);
    const before = process.resourceUsage().maxRSS;
    const code = await unpacked(bomb).then(() => 'unpacked', (error) => error.code);
    console.log(JSON.stringify({ code, kilobytes: process.resourceUsage().maxRSS - before }));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code],
    { encoding: 'utf8' },
  );
  const { code: answer, kilobytes } = JSON.parse(stdout || stderr) as { code: string; kilobytes: number };
  assert.equal(answer, 'file-too-large');
  assert.ok(kilobytes < 100 * 1024, `${kilobytes} KiB`);
});
