// Benchmark of a dev server's database: its list, compared with SQLite reading the same rows, and its longest run until
// it is whole in a library, compared with the same run as JSON. Where the shared corpus is not there, nothing.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { Engine } from '../engine/engine.ts';
import { bytesSource } from '../engine/import/import-job.ts';
import { importStream } from '../engine/import/import-stream.ts';
import { must } from '../engine/model/assert.ts';
import { devserver } from '../engine/sources/devserver/container.ts';
import { ServerDatabase } from '../engine/sources/devserver/database.ts';
import { entryAt } from '../engine/sources/entry.ts';
import type { StreamedRun } from '../engine/sources/source.ts';
import { Library } from '../engine/store/library.ts';
import { devServer, listedHistory, longestListed, scratch } from './histories.ts';
import { worked } from './processor-time.ts';
import { median, ms, type Row, times } from './statistics.ts';

const rounds = 9;
const mostTimes = 1.2;

export async function measureDevServer(): Promise<readonly Row[]> {
  if (!existsSync(devServer)) return [];
  const path = join(scratch, 'devserver.db');
  writeFileSync(path, gunzipSync(readFileSync(join(devServer, 'db/devserver.db.gz'))));
  return [...(await listRows(path)), ...(await runRows(path))];
}

async function listRows(path: string): Promise<readonly Row[]> {
  const [bare, listed] = [[] as number[], [] as number[]];
  let runs = 0;
  for (let round = 0; round < rounds; round++) {
    bare.push(await worked(() => sameRows(path)));
    listed.push(await worked(() => (runs = list(path))));
  }
  return [
    {
      what: `a dev server's database: its ${runs} runs listed, over SQLite reading the same rows`,
      measured: `${ms(median(listed))} = ${times(median(listed) / median(bare))}`,
      target: `≤ ${mostTimes} ×`,
      met: median(listed) <= mostTimes * median(bare),
    },
  ];
}

function list(path: string): number {
  const database = new ServerDatabase(path);
  const { length } = database.runs();
  database.close();
  return length;
}

function sameRows(path: string): void {
  const db = new Database(path, { readonly: true });
  for (const columns of [
    'id, name from namespaces',
    'namespace_id, run_id, start_time, TemporalNamespaceDivision from executions_visibility',
    'namespace_id, workflow_id, run_id from executions where next_event_id > 1',
  ])
    db.prepare(`select ${columns}`).all();
  db.close();
}

async function runRows(path: string): Promise<readonly Row[]> {
  const json = readFileSync(listedHistory().path);
  const [fromFile, fromDatabase] = [[] as number[], [] as number[]];
  for (let round = 0; round < rounds; round++) {
    fromFile.push(await worked(() => importFile(json)));
    fromDatabase.push(await worked(async () => await importRun(path)));
  }
  return [
    {
      what: `… its longest run, ${longestListed.events.toLocaleString('en')} events, in a library, over the same as a JSON file`,
      measured: `${ms(median(fromDatabase))} = ${times(median(fromDatabase) / median(fromFile))}`,
      target: '≤ 1 ×',
      met: median(fromDatabase) <= median(fromFile),
    },
  ];
}

async function importFile(json: Buffer): Promise<void> {
  const engine = Engine.open({ database: ':memory:', version: 'bench', filesByPath: false });
  await engine.import(async () => [bytesSource('run.json', new Uint8Array(json))]);
  await engine.close();
}

async function importRun(path: string): Promise<void> {
  const library = new Library(':memory:', { synchronous: 'NORMAL' });
  const source = must(await devserver.recognise(await entryAt(path)));
  for await (const found of source.runs(false)) {
    const run = found as StreamedRun;
    if (run.identity.workflowId !== longestListed.workflowId) continue;
    await importStream(library, run, { source: 'bench', nowMs: 0 });
    break;
  }
  await library.close();
}
