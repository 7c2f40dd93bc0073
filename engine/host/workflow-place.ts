// Where a command finds workflows: the library's file, the files of their code, and typed JSON.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { WorkflowClient } from '../runtime/client.ts';
import { RunStore } from '../store/register/run-store.ts';
import { coded, refuseNoFile } from '../store/sqlite/database.ts';
import { libraryFile, makeFolderOf } from './data-folder.ts';
import { readToEnd } from '../store/open-to-read.ts';

/** Creates the file if it is missing; closes it after `work`. */
export async function withStore<T>(db: string | undefined, work: (store: RunStore) => Promise<T>): Promise<T> {
  const path = db ?? libraryFile();
  if (path !== ':memory:') coded(path, () => makeFolderOf(path));
  const store = RunStore.inFile(path);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Does not create the file. */
export async function withClient<T>(
  db: string | undefined,
  work: (client: WorkflowClient, store: RunStore) => Promise<T>,
): Promise<T> {
  const path = db ?? libraryFile();
  refuseNoFile(path);
  if (coded(path, () => statSync(path, { throwIfNoEntry: false })) === undefined)
    throw new RetraceError('not-found', `There is no library at ${path}. Name it with --db; retrace start makes one.`);
  return await withStore(path, (store) => work(new WorkflowClient(store), store));
}

/** JSON, or `@` and the path of a file with JSON. undefined if the option is absent. */
export function inputOf(text: string | undefined, option = '--input'): Json | undefined {
  if (text === undefined) return undefined;
  const json = text.startsWith('@') ? coded(text.slice(1), () => readToEnd(text.slice(1)).toString('utf8')) : text;
  try {
    return JSON.parse(json) as Json;
  } catch (error) {
    throw new RetraceError(
      'not-json',
      `${option} takes JSON: ${error instanceof Error ? error.message : String(error)}. A text stands in quotes: '"text"'.`,
    );
  }
}

export function twoWords(words: readonly string[], what: string): readonly [string, string] {
  const [first, second, ...more] = words;
  if (first === undefined || second === undefined || more.length > 0)
    throw new RetraceError('bad-usage', `Name ${what}. See --help.`);
  return [first, second];
}

export function noSuchWorkflow(file: string, workflow: string, there: readonly string[]): RetraceError {
  return new RetraceError(
    'no-such-workflow',
    `${file} exports no workflow ${workflow}. It exports: ${there.join(', ') || 'none'}.`,
  );
}

export function codeFile(path: string): string {
  return resolve(path);
}
