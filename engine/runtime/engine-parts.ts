// Shared interfaces of the workers of one engine.

import type { Activity } from '../author/activity.ts';
import type { NativeEvent } from '../model/native-event.ts';
import type { NativeBundle } from '../sandbox/native/bundle.ts';
import type { GuestHost } from '../sandbox/native/guest-host.ts';
import type { RunRow } from '../store/register/register.ts';
import type { Clock } from './clock.ts';
import type { EngineStore } from './coded-store.ts';
import type { Committer } from './committer.ts';
import type { EngineMetrics } from './engine-metrics.ts';

/** The code available to a worker. */
export interface WorkerCode {
  readonly types: readonly string[];
  readonly files: readonly string[];
  bundleOf(row: RunRow): NativeBundle | undefined;
  activityOf(row: RunRow, name: string): Activity<never, unknown> | undefined;
}

/** An object that checks for work when nudged. */
export type Nudged = { nudge(isForeign: boolean): void };

/** Limits the number of concurrent activities. */
export interface Slots {
  /** False where no slot is free; the caller is nudged when one is. */
  take(worker: Nudged): boolean;
  give(): void;
}

export type EngineParts = {
  readonly workerId: string;
  readonly leaseMs: number;
  readonly store: Omit<EngineStore, 'whenEnded'>;
  readonly committer: Committer;
  readonly clock: Clock;
  readonly host: GuestHost;
  readonly code: WorkerCode;
  readonly slots: Slots;
  readonly metrics: EngineMetrics;
  /** Marks the start of work; call the returned function at its end. */
  readonly begin: (what: 'step' | 'activity') => () => void;
  /** Called after these events of the run are stored; other runs may have received events too. */
  readonly committed: (row: RunRow, events: readonly NativeEvent[], concernsOthers: boolean) => void;
  readonly stopped: (run: string) => void;
  readonly complain: (error: unknown, run: string) => void;
  readonly log: (row: RunRow, level: string, text: string) => void;
};
