// Reports on stored runs, kept as checkpoints in the log under the digest of the code: later requests are answered at
// once.

import { createHash } from 'node:crypto';
import { packValue, unpackValue } from '../model/frame-bytes.ts';
import type { ReplayReport } from '../model/replay/replay-report.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import type { EventLog } from '../store/log.ts';
import type { KnownReports } from './check/check-history.ts';

/** 1: 2026-11, first shape. 2: sentences name files without their folders. 3: how the code's own history ends. 5: answers by what calls pass on, timers by the clock. To be raised whenever the same code and history would be told otherwise. */
const REPORT_VERSION = 5;

export function storedReports(log: EventLog): KnownReports {
  return {
    async get({ name: run, payloads, isDecoded }, bundle, workflowType) {
      if (isDecoded) return undefined;
      const kept = await log.checkpointAt(run, nameOf(bundle, workflowType), payloads.length).catch(() => undefined);
      return kept?.seq === payloads.length ? unpacked(kept.bytes) : undefined;
    },
    async keep({ name: run, payloads, isDecoded }, bundle, workflowType, report) {
      // A stopped replay may only have lacked time. A run that is not stored yet is replayed again.
      if (report.verdict === 'stopped' || isDecoded) return;
      const bytes = packValue(report);
      await log.keepCheckpoint(run, nameOf(bundle, workflowType), payloads.length, bytes).catch(() => undefined);
    },
  };
}

/** The name includes the folder, because a report names files. */
function nameOf({ digest, folder }: Bundle, workflowType: string): string {
  const code = createHash('sha256')
    .update(JSON.stringify([digest, folder, workflowType]))
    .digest('hex');
  return `replayed/${REPORT_VERSION}/${code}`;
}

/** undefined for bytes that another version of Retrace stored under the same name. */
function unpacked(bytes: Uint8Array): ReplayReport | undefined {
  try {
    return unpackValue(new Uint8Array(bytes)) as ReplayReport;
  } catch {
    return undefined;
  }
}
