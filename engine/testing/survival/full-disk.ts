// Writes until the disk is full and beyond: acknowledged data is present, refused data is absent, and writing works
// again after space is freed.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assert, must } from '../../model/assert.ts';
import type { FullDiskImportTask } from './full-disk-import.ts';
import type { FullDiskTask } from './full-disk-writer.ts';
import { assertWell, startProgram } from './program.ts';
import type { StoreName } from './survival-store.ts';

export type FullDiskReport = { readonly acknowledged: number; readonly refused: Readonly<Record<string, number>> };

const megabytes = 3;
const pageBytes = 4096;
/** Pages for an import of the histories of full-disk-import.ts, including the write-ahead log. */
const enoughPages = 200;
/** A separate disk for one program, which disappears with it; needs no rights where users may create name spaces. */
const ownDisk = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'];
const mount = (folder: string): string => `mount -t tmpfs -o size=${megabytes}m tmpfs '${folder}'`;

/** True where this system allows a small disk. */
export function canMount(folder: string): boolean {
  return (
    process.platform === 'linux' &&
    spawnSync(must(ownDisk[0]), [...ownDisk.slice(1), mount(folder)], { stdio: 'ignore' }).status === 0
  );
}

export async function fullDisk({
  store,
  seed,
  rounds,
  folder,
}: {
  readonly store: StoreName;
  readonly seed: number;
  readonly rounds: number;
  readonly folder: string;
}): Promise<FullDiskReport> {
  const disk = join(folder, 'disk');
  mkdirSync(disk, { recursive: true });
  const refused: Record<string, number> = {};
  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    const program = startProgram(
      'full-disk-writer.ts',
      { store, folder: disk, seed: seed + round, bytes: megabytes * 2 ** 20 } satisfies FullDiskTask,
      [...ownDisk, `${mount(disk)} && exec "$@"`, 'sh'],
    );
    for await (const said of program.said) {
      const report = said as FullDiskReport;
      acknowledged += report.acknowledged;
      for (const [code, count] of Object.entries(report.refused)) refused[code] = (refused[code] ?? 0) + count;
    }
    assertWell(await program.ended);
  }
  const codes = Object.keys(refused).join(', ');
  assert(codes === 'disk-full', `a full disk was refused as ${codes}`);
  return { acknowledged, refused };
}

/**
 * Imports onto a disk with increasing free space, from none to enough, so that each step of an import once meets a full
 * disk.
 */
export async function fullDiskImports({
  rounds,
  folder,
}: {
  readonly rounds: number;
  readonly folder: string;
}): Promise<FullDiskReport> {
  const disk = join(folder, 'import disk');
  mkdirSync(disk, { recursive: true });
  const rooms = Array.from({ length: rounds }, (_, round) => Math.floor((round * enoughPages) / rounds) * pageBytes);
  const program = startProgram('full-disk-import.ts', { folder: disk, rooms } satisfies FullDiskImportTask, [
    ...ownDisk,
    `${mount(disk)} && exec "$@"`,
    'sh',
  ]);
  const reports: FullDiskReport[] = [];
  for await (const said of program.said) reports.push(said as FullDiskReport);
  assertWell(await program.ended);
  return must(reports[0]);
}
