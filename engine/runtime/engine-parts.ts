// What the workers of one engine have in common.

import type { Activity } from '../author/activity.ts';
import type { NativeEvent } from '../model/native-event.ts';
import type { NativeBundle } from '../sandbox/native/bundle.ts';
import type { GuestHost } from '../sandbox/native/guest-host.ts';
import type { RunRow } from '../store/register/register.ts';
import type { RunStore } from '../store/register/run-store.ts';
import type { Clock } from './clock.ts';
import type { Committer } from './committer.ts';

/** The code that a worker has. */
export interface WorkerCode {
  readonly types: readonly string[];
  readonly files: readonly string[];
  bundleOf(row: RunRow): NativeBundle | undefined;
  activityOf(row: RunRow, name: string): Promise<Activity<never, unknown> | undefined>;
}

/** Somebody who looks again when nudged. */
export type Nudged = { nudge(isForeign: boolean): void };

/** How many activities may run at once. */
export interface Slots {
  /** False: there is none; whoever asked is nudged when one is free. */
  take(worker: Nudged): boolean;
  give(): void;
}

export type EngineParts = {
  readonly workerId: string;
  readonly leaseMs: number;
  readonly store: Pick<RunStore, 'log' | 'transact'>;
  readonly committer: Committer;
  readonly clock: Clock;
  readonly host: GuestHost;
  readonly code: WorkerCode;
  readonly slots: Slots;
  /** Something is at work; call the result when it has ended. */
  readonly begin: (what: 'step' | 'activity') => () => void;
  /** These events of the run are stored; other runs may have been told of them. */
  readonly committed: (row: RunRow, events: readonly NativeEvent[], concernsOthers: boolean) => void;
  readonly stopped: (run: string) => void;
  readonly complain: (error: unknown, run: string) => void;
  readonly log: (row: RunRow, level: string, text: string) => void;
};
