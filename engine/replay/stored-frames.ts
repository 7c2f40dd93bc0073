// Frames and verdict of a stored run, kept as a checkpoint in the log under the digest of the code.

import { packValue, unpackValue } from '../model/frame-bytes.ts';
import { FRAMES_VERSION } from '../model/replay/frames.ts';
import type { EventLog } from '../store/log.ts';
import type { Replayed, ReplayedHistory, Replayer } from './replayer.ts';

/** Replays the run where no checkpoint exists, or where the run has grown since. Throws like `Replayer.record`. */
export async function framesOfRun(
  log: EventLog,
  run: string,
  history: ReplayedHistory,
  { replayer, signal }: { readonly replayer: Replayer; readonly signal?: AbortSignal },
): Promise<Replayed> {
  if (history.isDecoded) return await replayer.record(history, signal);
  const name = `frames/${FRAMES_VERSION}/${replayer.digest}/${history.workflowType ?? ''}`;
  const { length } = history.payloads;
  // A run that is not stored yet is replayed again.
  const kept = await log.checkpointAt(run, name, length).catch(() => undefined);
  const known = kept?.seq === length ? unpacked(kept.bytes) : undefined;
  if (known !== undefined) return known;
  const replayed = await replayer.record(history, signal);
  // A stopped replay may only have lacked time, so it is not stored.
  if (replayed.frames !== undefined)
    await log.keepCheckpoint(run, name, length, packValue(replayed)).catch(() => undefined);
  return replayed;
}

/** undefined for bytes that another version of Retrace stored under the same name. */
function unpacked(bytes: Uint8Array): Replayed | undefined {
  try {
    return unpackValue(new Uint8Array(bytes)) as Replayed;
  } catch {
    return undefined;
  }
}
