// Recognises ActionQueue's files and folders by name, listing and first 64 KiB. Reads nothing itself.

import type { FileEntry, FolderEntry, OtherEntry } from '../entry.ts';
import { checksum } from './checksum.ts';
import { headerBytes, logVersion, mostPayload, snapshotVersion, wordAt } from './record-frame.ts';

export const logPath = 'wal/actionqueue.wal';
export const snapshotPath = 'snapshots/snapshot.bin';
export const unfinishedSnapshotPath = 'snapshots/snapshot.bin.tmp';

/** The parts of an entry used for recognition. */
export type Look =
  | Pick<FolderEntry, 'type' | 'paths'>
  | Pick<FileEntry, 'type' | 'name' | 'size' | 'head'>
  | Pick<OtherEntry, 'type'>;

/** `newer log` and `newer snapshot`: the unrelated format of ActionQueue 0.2 and 0.3. */
export type Recognised = 'directory' | 'log' | 'snapshot' | 'newer log' | 'newer snapshot';

export function recognise(entry: Look): Recognised | undefined {
  if (entry.type === 'folder')
    return entry.paths.includes(logPath) || entry.paths.includes(snapshotPath) ? 'directory' : undefined;
  if (entry.type === 'other') return undefined;
  const { name, head, size } = entry;
  const newer = newerFormat(head);
  if (newer !== undefined) return newer;
  if (name === 'actionqueue.wal') return 'log';
  if (head.length === 0) return name.endsWith('.wal') ? 'log' : undefined;
  if (isFrame(head, size, logVersion)) return 'log';
  if (isFrame(head, size, snapshotVersion) && head[headerBytes] === 0x7b) return 'snapshot';
  return name.endsWith('.wal') && head.length >= 4 && wordAt(head, 0) >= 1 && wordAt(head, 0) <= logVersion
    ? 'log'
    : undefined;
}

export function newerFormat(head: Buffer): 'newer log' | 'newer snapshot' | undefined {
  const magic = head.toString('latin1', 0, 8);
  if (magic === 'AQCONT1W') return 'newer log';
  return magic === 'AQCONT1S' ? 'newer snapshot' : undefined;
}

/** Skips the checksum if the payload is longer than the head. */
function isFrame(head: Buffer, size: number, version: number): boolean {
  if (head.length < headerBytes || wordAt(head, 0) !== version) return false;
  const length = wordAt(head, 4);
  const end = headerBytes + length;
  if (length === 0 || length > mostPayload || end > size) return false;
  return end > head.length || checksum(head, headerBytes, end) === wordAt(head, 8);
}
