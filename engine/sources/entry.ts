// The folder or file that a person gave, before it is recognised: a folder with its listing, or a file with its head.
// Opens for reading only.

import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readFile, withoutWaiting } from './read-file.ts';

export const headBytes = 65_536;

/** Random access to bytes, like an open file; the opener closes it. */
export type OpenBytes = {
  read(into: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
};

/**
 * `paths`: the folder's content, two levels deep (`wal`, `wal/log.bin`), with slashes on every system, in order of
 * names.
 */
export type FolderEntry = {
  readonly type: 'folder';
  readonly name: string;
  readonly path: string;
  readonly paths: readonly string[];
};

export type FileEntry = {
  readonly type: 'file';
  readonly name: string;
  /** undefined if the file was given as bytes. */
  readonly path: string | undefined;
  readonly size: number;
  /** The first bytes, at most `headBytes`. */
  readonly head: Buffer;
  /** All bytes, which the caller may overwrite. Throws a RetraceError. */
  read(): Promise<Buffer>;
};

/** An entry that is missing, inaccessible, or neither file nor folder: reading it throws the reason. */
export type OtherEntry = Pick<FileEntry, 'name' | 'read'> & { readonly type: 'other' };

export type Entry = FolderEntry | FileEntry | OtherEntry;

export async function entryAt(path: string): Promise<Entry> {
  return (await isFolder(path)) ? await folderEntry(path) : await fileEntry(path);
}

/** A file given as bytes, which are overwritten. */
export function bytesEntry(name: string, given: Uint8Array): FileEntry {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  return {
    type: 'file',
    name,
    path: undefined,
    size: bytes.length,
    head: bytes.subarray(0, headBytes),
    read: async () => bytes,
  };
}

/** Makes bytes readable like an open file. */
export function openBytes(bytes: Buffer): OpenBytes {
  return {
    read: async (into, offset, length, position) => ({
      bytesRead: bytes.copy(into, offset, position, position + length),
    }),
    close: async () => {},
  };
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function folderEntry(path: string): Promise<FolderEntry> {
  const paths: string[] = [];
  for (const { name, isDirectory } of await listed(path)) {
    paths.push(name);
    if (isDirectory) paths.push(...(await listed(join(path, name))).map((below) => `${name}/${below.name}`));
  }
  return { type: 'folder', name: basename(path), path, paths };
}

/** The folder's entries without hidden ones; empty if the folder cannot be read. */
async function listed(path: string): Promise<readonly { readonly name: string; readonly isDirectory: boolean }[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The entry of anything but a folder. Opens only regular files, because a pipe could block. */
export async function fileEntry(path: string): Promise<FileEntry | OtherEntry> {
  const [name, read] = [basename(path), () => readFile(path)];
  let file: FileHandle | undefined;
  try {
    if (!(await stat(path)).isFile()) return { type: 'other', name, read };
    file = await open(path, withoutWaiting);
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, headBytes));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return { type: 'file', name, path, size, head: head.subarray(0, bytesRead), read };
  } catch {
    return { type: 'other', name, read };
  } finally {
    await file?.close();
  }
}
