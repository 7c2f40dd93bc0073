// The recorded histories for tests: always the project's own, and the shared collections where they exist beside the
// repository.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { IndexRow } from './index-laws.ts';

export type RecordedHistory = {
  /** Name within the collection. */
  readonly name: string;
  readonly path: string;
  readonly events: number;
  /** The server's statements about the run; undefined where they were not recorded. */
  readonly workflowId: string | undefined;
  readonly runId: string | undefined;
  readonly workflowType: string | undefined;
  readonly status: string | undefined;
  /** All that the index says of it. */
  readonly row: IndexRow;
};

export type Collection = { readonly name: string; readonly files: readonly RecordedHistory[] };

const repository = join(import.meta.dirname, '../..');
export const ownHistories = join(import.meta.dirname, 'histories');
const shared = join(repository, '../shared/corpus');

/** A file beside the shared histories; undefined where they are absent. */
export function sharedFile(name: string): string | undefined {
  const path = join(shared, name);
  return existsSync(path) ? path : undefined;
}

/** JSON files only: other containers belong to other formats. */
export function collections(): readonly Collection[] {
  const folders = [
    ownHistories,
    join(shared, 'temporal-devserver'),
    join(shared, 'temporal'),
    join(shared, 'cadence'),
    join(shared, 'derecho'),
  ];
  return folders.filter((folder) => existsSync(join(folder, 'INDEX.tsv'))).map(readCollection);
}

/** The rows of shared collections, in order; none where they are absent. */
export function indexRows(
  ...folders: readonly string[]
): readonly { readonly folder: string; readonly path: string; readonly row: IndexRow }[] {
  return folders
    .filter((folder) => existsSync(join(shared, folder, 'INDEX.tsv')))
    .flatMap((folder) =>
      readRows(join(shared, folder)).map((row) => ({ folder, path: join(shared, folder, row['file'] ?? ''), row })),
    );
}

function readRows(folder: string): readonly IndexRow[] {
  const [head = '', ...lines] = readFileSync(join(folder, 'INDEX.tsv'), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] || undefined]));
  });
}

function readCollection(folder: string): Collection {
  const files = readRows(folder).map((row) => ({
    name: row['file'] ?? '',
    path: join(folder, row['file'] ?? ''),
    events: Number(row['events']),
    workflowId: row['workflow_id'],
    runId: row['run_id'],
    workflowType: row['type'],
    status: row['status'],
    row,
  }));
  return {
    name: folder.slice(folder.lastIndexOf('/') + 1),
    files: files.filter(({ name }) => /\.(json|jsonl)(\.gz)?$/.test(name) && !/truth|source\//.test(name)),
  };
}

/** Files of the shared collections that match the patterns, sorted by name; none where the collections are absent. */
export function sharedFiles(...patterns: readonly string[]): readonly string[] {
  return globSync(patterns, { cwd: shared })
    .map((file) => join(shared, file))
    .toSorted();
}

/** The bytes of one of the project's own histories; a scanner may overwrite them. */
export function ownHistory(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(ownHistories, name)));
}

/** The bytes of a recorded file, unpacked; a scanner may overwrite them. */
export function unpackedFile(path: string): Uint8Array {
  return new Uint8Array(unpackedBytes(readFileSync(path)));
}

/** The text of a file, unpacked. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(unpackedBytes(bytes)).toString('utf8');
}

function unpackedBytes(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

/** The text of a small input that once gave a wrong result; see `cases/`. */
export function ownCase(name: string): string {
  return readFileSync(join(import.meta.dirname, 'cases', name), 'utf8');
}

/** `promises`: some of the promises that the log breaks. */
export type ActionQueueFixture = {
  readonly name: string;
  readonly path: string;
  readonly what: string;
  readonly promises: readonly string[];
};

/** Data directories of ActionQueue with its own answers. */
export function actionQueueFixtures(): readonly {
  readonly name: string;
  readonly fixtures: readonly ActionQueueFixture[];
}[] {
  const folders = [join(ownHistories, 'actionqueue'), join(shared, 'actionqueue')];
  return folders
    .filter((folder) => existsSync(join(folder, 'INDEX.tsv')))
    .map((folder) => {
      const lines = readFileSync(join(folder, 'INDEX.tsv'), 'utf8').trimEnd().split('\n').slice(1);
      const fixtures = lines
        .map((line) => line.split('\t'))
        .map(([name = '', , , , , , what = '', promises = '']) => ({
          name,
          path: join(folder, name),
          what,
          promises: promises.split(' ').filter((promise) => promise !== '-'),
        }));
      return { name: folder === folders[0] ? 'the project' : 'the shared collection', fixtures };
    });
}
