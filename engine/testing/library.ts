// A library in a separate folder per test, and helpers for tests.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { Engine } from '../engine.ts';
import { bytesSource, findSources } from '../import/import-job.ts';
import type { ImportOutcome } from '../model/api.ts';
import { assert } from '../model/assert.ts';
import type { RunSummary } from '../model/run.ts';

export function scratchFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The engine is closed at the end of the test. */
export function openEngine(context: TestContext, database = ':memory:'): Engine {
  const engine = Engine.open({ database, version: 'test', filesByPath: true });
  context.after(() => engine.close());
  return engine;
}

export function importPaths(engine: Engine, ...paths: readonly string[]): Promise<readonly ImportOutcome[]> {
  return engine.import(() => findSources(paths));
}

export async function importText(
  engine: Engine,
  text: string | Uint8Array,
  partial = false,
): Promise<readonly ImportOutcome[]> {
  const bytes = new Uint8Array(typeof text === 'string' ? Buffer.from(text) : text);
  return await engine.import(async () => [bytesSource('given.json', bytes)], { partial });
}

/** The run of the only outcome. */
export function onlyRun(outcomes: readonly ImportOutcome[]): RunSummary {
  const [outcome, ...more] = outcomes;
  assert(outcome !== undefined && more.length === 0, `${outcomes.length} outcomes instead of one`);
  assert('run' in outcome, 'error' in outcome ? outcome.error.message : '');
  return outcome.run;
}

export function fileIn(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The whole content of the tables of runs and events, read through a separate connection. */
export function contentOf(database: string): unknown {
  const db = new Database(database, { readonly: true });
  try {
    return {
      runs: db.prepare('select * from runs order by run_id').all(),
      events: db
        .prepare('select run_id, count(*), sum(length(payload)) from workflow_events group by run_id order by run_id')
        .all(),
    };
  } finally {
    db.close();
  }
}
