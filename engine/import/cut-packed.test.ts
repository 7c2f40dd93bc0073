// Packed files that are cut off: refused, and with `partial` read as far as what was packed is whole, as any other file that is cut off.

import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { constants, createGunzip, gzipSync } from 'node:zlib';
import type { ImportOutcome } from '../model/api.ts';
import type { RunSummary } from '../model/run.ts';
import { ownHistory } from '../testing/corpus.ts';
import { fileIn, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';
import { findSources } from './import-job.ts';

/** Letters that differ keep a packed file from being very short. */
const noise = (i: number): string =>
  Array.from({ length: 40 }, (_, n) => ((i * 7919 + n * 104_729) % 99_991).toString(36)).join('');
const lines = [
  '{"type":"workflow_started","run_id":"r"}',
  ...Array.from(
    { length: 300 },
    (_, i) => `{"type":"node_started","node_id":"n${i}","run_id":"r","input":"${noise(i)}"}`,
  ),
].join('\n');
const document = ownHistory('stuck-ledger.json');

async function imported(
  context: TestContext,
  name: string,
  bytes: Uint8Array,
  partial: boolean,
): Promise<readonly ImportOutcome[]> {
  const path = fileIn(scratchFolder(context), name, bytes);
  return await openEngine(context).import(() => findSources([path]), { partial });
}

const codes = (outcomes: readonly ImportOutcome[]): readonly string[] =>
  outcomes.map((outcome) => ('error' in outcome ? `${outcome.error.code} ${outcome.error.message}` : 'run'));
const told = ({ runId, events, status, warnings }: RunSummary): unknown => [runId, events, status, warnings];

for (const [name, text] of [
  ['lines.jsonl', Buffer.from(lines)],
  ['document.json', document],
] as const) {
  test(`I8 of ${name}, packed and cut off, partial gives what it gives of the same text cut off`, async (context) => {
    const packed = gzipSync(text);
    for (const part of [0.5, 0.8, 0.95]) {
      const cut = packed.subarray(0, Math.floor(packed.length * part));
      const [refused] = codes(await imported(context, name, cut, false));
      assert.match(refused!, /^bad-gzip .*--partial\.$/);
      const there = await unpackedWhole(cut);
      assert.ok(there.length > 0 && there.length < text.length);
      const run = onlyRun(await imported(context, name, cut, true));
      assert.deepEqual(told(run), told(onlyRun(await imported(context, name, there, true))));
      assert.ok(run.events > 0 && run.warnings > 0);
    }
  });
}

test('I8 packed lines that end behind a line are told to be cut off, too; whole ones are not', async (context) => {
  const text = `${lines}\n`;
  const packed = gzipSync(text);
  for (const [bytes, warnings] of [
    [packed, 0],
    [Buffer.concat([gzipSync(text.slice(0, 900)), gzipSync(text.slice(900))]), 0],
    [packed.subarray(0, packed.length - 8), 1],
  ] as const)
    assert.deepEqual(told(onlyRun(await imported(context, 'a.jsonl.gz', bytes, true))), [
      'r',
      301,
      'running',
      warnings,
    ]);
});

test('I8 a file that is cut off within a letter is read up to it', async (context) => {
  const events = [
    '{"type":"workflow_started"}',
    '{"type":"node_started","node_id":"a"}',
    '{"type":"node_failed","node_id":"ü€😀"}',
  ];
  for (const [name, text] of [
    ['a.jsonl', events.join('\n')],
    ['a.json', `[${events.join(',')}]`],
  ] as const) {
    const bytes = Buffer.from(text);
    for (const letter of ['ü', '€', '😀'])
      for (let at = bytes.indexOf(letter) + 1; at < bytes.indexOf(letter) + Buffer.byteLength(letter); at++)
        assert.equal(onlyRun(await imported(context, name, bytes.subarray(0, at), true)).events, 2, `${name} ${at}`);
  }
});

/** What is packed before the cut. */
async function unpackedWhole(cut: Buffer): Promise<Buffer> {
  const stream = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  stream.end(cut);
  return Buffer.concat(await stream.toArray());
}
