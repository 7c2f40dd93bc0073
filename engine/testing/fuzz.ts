// npm run fuzz [SECONDS] [READER…]: randomly changes real files of every reader and opens them, for the given time each
// (10 s, all readers). Each file opens or is refused with a code, in time, and in at most ten times its bytes of memory
// beside what opening anything takes. Failing files are kept and named by their seed.

import assert from 'node:assert/strict';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Engine } from '../engine.ts';
import { findSources } from '../import/import-job.ts';
import { retrace } from './command-line.ts';
import { ownHistories, sharedFile } from './corpus.ts';
import { peakFromHere, peakMemory } from './peak-memory.ts';
import { assertReadable, fuzzed, longestMs, seed } from './fuzzed.ts';
import { Chance } from './survival/chance.ts';

/** A file, and its folder where the folder is opened. */
type Sample = { readonly name: string; readonly bytes: Buffer; readonly folder?: string };

const MiB = 2 ** 20;
/** Of memory to a byte of the file (unpacked), and beside that, for a library in memory and the program's own garbage. */
const mostTimes = 10;
const ownBytes = 64 * MiB;
/** Small files hide what a byte takes: the first of each reader is also there this large. */
const largeBytes = 12 * MiB;
/** An idle machine reads a MiB in a tenth of this time, in ms. */
const msForMiB = 5000;
const scratch = mkdtempSync(join(tmpdir(), 'retrace-fuzz-'));
const protobuf = join(import.meta.dirname, 'protobuf');

const readers: Readonly<Record<string, () => Promise<readonly Sample[]> | readonly Sample[]>> = {
  json: () => [...named(ownHistories, '*.json'), largeJson()],
  lines: () => withLarge(named(ownHistories, '*.jsonl')),
  gzip: () => named(ownHistories, '*.json*').map(({ name, bytes }) => ({ name: `${name}.gz`, bytes: gzipSync(bytes) })),
  protobuf: () => withLarge(named(protobuf, '*.binpb')),
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

/** Repeated, the bytes of lines and of a protobuf message are still ones of their kind. */
function withLarge(samples: readonly Sample[]): readonly Sample[] {
  const [first] = samples;
  if (first === undefined) return samples;
  const times = Math.ceil(largeBytes / first.bytes.length);
  return [
    ...samples,
    { name: `large-${first.name}`, bytes: Buffer.concat(Array.from({ length: times }, () => first.bytes)) },
  ];
}

function largeJson(): Sample {
  const { events } = JSON.parse(readFileSync(join(ownHistories, 'failed-go-parcel.json'), 'utf8')) as {
    events: object[];
  };
  const text = events.map((event) => JSON.stringify(event)).join(',');
  const times = Math.ceil(largeBytes / text.length);
  return {
    name: 'large.json',
    bytes: Buffer.from(`{"events":[${Array.from({ length: times }, () => text).join(',')}]}`),
  };
}

/** The size that a reader is measured by: that of the file unpacked. */
function sizeOf(reader: string, bytes: Uint8Array): number {
  if (reader !== 'gzip' && reader !== 'bundle') return bytes.length;
  try {
    return gunzipSync(bytes, { maxOutputLength: 256 * MiB }).length;
  } catch {
    return bytes.length;
  }
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

type Fuzzed = { readonly rounds: number; readonly most: string };

async function fuzzReader(reader: string, samples: readonly Sample[], ms: number): Promise<Fuzzed> {
  const chance = new Chance(seed);
  const endAt = performance.now() + ms;
  let [rounds, mostOver, most] = [0, 0, 'nothing'];
  for (; performance.now() < endAt; rounds++) {
    const engine = Engine.open({ database: ':memory:', version: 'fuzz', filesByPath: true });
    // The last is the large one.
    const sample = rounds % 4 === 0 ? samples.at(-1)! : chance.pick(samples);
    const bytes = fuzzed(Buffer.from(sample.bytes), chance);
    const path = written(sample, bytes);
    const where = `${reader}, seed ${seed}, round ${rounds}, ${sample.name}`;
    const size = sizeOf(reader, bytes);
    const memoryBefore = peakFromHere();
    const before = performance.now();
    try {
      for (const outcome of await engine.import(() => findSources([path]), { partial: chance.share() < 0.5 }))
        await assertReadable(engine, outcome, where);
      const allowedMs = longestMs + (bytes.length / MiB) * msForMiB;
      assert.ok(performance.now() - before < allowedMs, `${where} takes too long`);
      const grown = peakMemory() - memoryBefore;
      const told = `${(grown / MiB).toFixed(0)} MiB for ${(size / MiB).toFixed(1)} MiB`;
      assert.ok(grown < mostTimes * size + ownBytes, `${where} takes ${told}`);
      if (grown - size > mostOver) [mostOver, most] = [grown - size, told];
    } catch (error) {
      const kept = join(tmpdir(), `retrace-fuzz-${reader}-${seed}-${rounds}`);
      cpSync(path, kept, { recursive: true });
      console.error(`${where}: kept as ${kept}`);
      throw error;
    } finally {
      await engine.close();
    }
  }
  return { rounds, most };
}

const [first, ...rest] = process.argv.slice(2);
const seconds = Number(first ?? 10);
const chosen = rest.length === 0 ? Object.keys(readers) : rest;
try {
  for (const reader of chosen) {
    const samples = await readers[reader]?.();
    if (samples === undefined) throw new Error(`There is no reader ${reader}: ${Object.keys(readers).join(', ')}.`);
    if (samples.length === 0) {
      console.log(`${reader}: no file of it is here`);
      continue;
    }
    const { rounds, most } = await fuzzReader(reader, samples, seconds * 1000);
    console.log(`${reader}: ${rounds} files, each opened or refused; at most ${most}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
