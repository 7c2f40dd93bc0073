// npm run fuzz [SECONDS] [READER…]: randomly changes real files of every reader and opens them, for the given time each
// (10 s, all readers). Each file opens or is refused with a code, in time and in bounded memory. Failing files are kept
// and named by their seed.

import assert from 'node:assert/strict';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Engine } from '../engine.ts';
import { findSources } from '../import/import-job.ts';
import { retrace } from './command-line.ts';
import { ownHistories, sharedFile } from './corpus.ts';
import { assertReadable, fuzzed, longestMs, seed } from './fuzzed.ts';
import { Chance } from './survival/chance.ts';

/** A file, and its folder where the folder is opened. */
type Sample = { readonly name: string; readonly bytes: Buffer; readonly folder?: string };

const MiB = 2 ** 20;
/** An idle machine reads a MiB in a tenth of this time, in ms. */
const msForMiB = 5000;
const scratch = mkdtempSync(join(tmpdir(), 'retrace-fuzz-'));
const protobuf = join(import.meta.dirname, 'protobuf');

const readers: Readonly<Record<string, () => Promise<readonly Sample[]> | readonly Sample[]>> = {
  json: () => named(ownHistories, '*.json'),
  lines: () => named(ownHistories, '*.jsonl'),
  gzip: () => named(ownHistories, '*.json*').map(({ name, bytes }) => ({ name: `${name}.gz`, bytes: gzipSync(bytes) })),
  protobuf: () => named(protobuf, '*.binpb'),
  pasted: () =>
    named(ownHistories, '*.json').map(({ name, bytes }) => ({
      name: `${name}.md`,
      bytes: Buffer.concat([Buffer.from('See this:\n\n```json\n'), bytes, Buffer.from('\n```\n')]),
    })),
  bundle: bundles,
  actionqueue: () => {
    const folders = globSync('actionqueue/*/', { cwd: ownHistories }).map((name) => join(ownHistories, name));
    return folders.flatMap((folder) => named(folder, '**/*.{wal,bin,log}').map((sample) => ({ ...sample, folder })));
  },
  devserver: () => shared('temporal-devserver/db/devserver.db.gz', (bytes) => gunzipSync(bytes)),
  dbos: () => shared('dbos/generated/orders.sqlite', (bytes) => bytes),
  dump: () => ['dbos', 'shop'].flatMap((name) => shared(`dbos/generated/${name}.sql`, (bytes) => bytes)),
  restate: () => shared('restate/generated/sys_journal.json', (bytes) => bytes),
  langgraph: () =>
    ['graphs', 'graphs-0.2', 'graphs-js'].flatMap((name) =>
      shared(`langgraph/generated/${name}.sqlite`, (bytes) => bytes),
    ),
};

function named(folder: string, pattern: string): readonly Sample[] {
  return globSync(pattern, { cwd: folder })
    .toSorted()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

function shared(name: string, unpack: (bytes: Buffer) => Buffer): readonly Sample[] {
  const path = sharedFile(name);
  return path === undefined ? [] : [{ name: 'shared.db', bytes: unpack(readFileSync(path)) }];
}

async function bundles(): Promise<readonly Sample[]> {
  const [path, file] = [join(scratch, 'whole.retrace'), join(ownHistories, 'failed-go-parcel.json')];
  await retrace('bundle', file, '-o', path, '--note', 'seen');
  const bytes = readFileSync(path);
  return [
    { name: 'packed.retrace', bytes },
    { name: 'plain.retrace', bytes: gunzipSync(bytes) },
  ];
}

/** Path of the changed file, or of its folder. */
function written({ name, folder }: Sample, bytes: Uint8Array): string {
  const place = join(scratch, 'entry');
  rmSync(place, { recursive: true, force: true });
  if (folder !== undefined) cpSync(folder, place, { recursive: true });
  const path = folder === undefined ? join(scratch, name) : join(place, name);
  writeFileSync(path, bytes);
  return folder === undefined ? path : place;
}

async function fuzzReader(reader: string, samples: readonly Sample[], ms: number): Promise<number> {
  const chance = new Chance(seed);
  const endAt = performance.now() + ms;
  let rounds = 0;
  for (; performance.now() < endAt; rounds++) {
    const engine = Engine.open({ database: ':memory:', version: 'fuzz', filesByPath: true });
    const sample = chance.pick(samples);
    const bytes = fuzzed(Buffer.from(sample.bytes), chance);
    const path = written(sample, bytes);
    const where = `${reader}, seed ${seed}, round ${rounds}, ${sample.name}`;
    const [before, memoryBefore] = [performance.now(), process.resourceUsage().maxRSS * 1024];
    try {
      for (const outcome of await engine.import(() => findSources([path]), { partial: chance.share() < 0.5 }))
        await assertReadable(engine, outcome, where);
      const allowedMs = longestMs + (bytes.length / MiB) * msForMiB;
      assert.ok(performance.now() - before < allowedMs, `${where} takes too long`);
      const grown = process.resourceUsage().maxRSS * 1024 - memoryBefore;
      assert.ok(grown < 10 * bytes.length + 128 * MiB, `${where} takes ${Math.round(grown / MiB)} MiB`);
    } catch (error) {
      const kept = join(tmpdir(), `retrace-fuzz-${reader}-${seed}-${rounds}`);
      cpSync(path, kept, { recursive: true });
      console.error(`${where}: kept as ${kept}`);
      throw error;
    } finally {
      await engine.close();
    }
  }
  return rounds;
}

const [first, ...rest] = process.argv.slice(2);
const seconds = Number(first ?? 10);
const chosen = rest.length === 0 ? Object.keys(readers) : rest;
try {
  for (const reader of chosen) {
    const samples = await readers[reader]?.();
    if (samples === undefined) throw new Error(`There is no reader ${reader}: ${Object.keys(readers).join(', ')}.`);
    const rounds = samples.length === 0 ? 0 : await fuzzReader(reader, samples, seconds * 1000);
    console.log(`${reader}: ${rounds === 0 ? 'no file of it is here' : `${rounds} files, each opened or refused`}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
