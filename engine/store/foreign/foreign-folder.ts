// Reads a folder of `{runId}/events.jsonl` files that another engine writes. Never writes to the folder.

import { closeSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Seq } from '../../model/event.ts';
import { coded } from '../sqlite/database.ts';
import type { ForeignEvents } from './foreign-backend.ts';
import { columnOf } from './foreign-columns.ts';
import { ForeignLines, objectOf } from './foreign-lines.ts';
import type { StoredEvent } from '../log.ts';
import { openToRead } from '../open-to-read.ts';

const fileName = 'events.jsonl';
/** Bytes read from a file to find its first line; a longer first line is not recognised. */
const headBytes = 64 * 1024;

export class ForeignFolder implements ForeignEvents {
  readonly path: string;
  readonly #files = new Map<string, ForeignLines>();
  #seen = '';

  constructor(path: string) {
    this.path = path;
  }

  runs(): readonly string[] {
    return coded(this.path, () => runFolders(this.path));
  }

  count(run: string): number {
    const path = this.#fileOf(run);
    if (path === undefined) return 0;
    const known = this.#files.get(run) ?? new ForeignLines(path);
    this.#files.set(run, known);
    return coded(path, () => known.count());
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return coded(this.path, () => this.#files.get(run)?.read(from, to) ?? []);
  }

  changed(): boolean {
    const seen = this.runs()
      .map((run) => `${run} ${statSync(join(this.path, run, fileName), { throwIfNoEntry: false })?.size}`)
      .join('\n');
    const changed = seen !== this.#seen;
    this.#seen = seen;
    return changed;
  }

  close(): void {
    this.#files.clear();
  }

  /** Path of the run's file; refuses a run name that leads out of the folder. */
  #fileOf(run: string): string | undefined {
    if (run === '' || run === '.' || run === '..' || /[/\\\0]/.test(run)) return undefined;
    const path = join(this.path, run, fileName);
    return coded(this.path, () => statSync(path, { throwIfNoEntry: false }))?.isFile() ? path : undefined;
  }
}

/** Whether the folder holds another engine's runs; the lines of this program's runs have digests. */
export function isForeignFolder(path: string): boolean {
  const [first] = coded(path, () => runFolders(path));
  if (first === undefined) return false;
  const line = coded(path, () => headOf(join(path, first, fileName)));
  const said = objectOf(line.subarray(0, line.includes(10) ? line.indexOf(10) : line.length));
  if (said !== undefined) return columnOf('type', Object.keys(said)) !== undefined && !('digest' in said);
  return line.length === headBytes && !line.subarray(0, 8).equals(Buffer.from('{"seq":1'));
}

function runFolders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && statSync(join(path, entry.name, fileName), { throwIfNoEntry: false })?.isFile(),
    )
    .map(({ name }) => name);
}

function headOf(path: string): Buffer {
  const fd = openToRead(path);
  try {
    const bytes = Buffer.alloc(headBytes);
    return bytes.subarray(0, readSync(fd, bytes, 0, headBytes, 0));
  } finally {
    closeSync(fd);
  }
}
