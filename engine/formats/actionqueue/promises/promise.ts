// The 31 promises in ActionQueue's documents, and the form in which a check reports a broken one.

import type { AqEvent } from '../event.ts';
import type { Projection } from '../projection.ts';
import type { Refusal } from '../refusal.ts';

export type Severity = 'error' | 'warning' | 'info';

export const promises = {
  C01: { text: 'A policy yields exactly its runs, never more.', severity: 'error' },
  C02: { text: 'Every run comes from durable intent: its task is recorded before it.', severity: 'error' },
  C03: { text: 'Transitions are legal, forward only, terminal final.', severity: 'error' },
  C04: { text: 'What is ended stays ended and is never dispatched again.', severity: 'error' },
  C05: { text: 'No more attempts than max_attempts.', severity: 'error' },
  C06: { text: 'The outcome of an attempt decides the next state.', severity: 'warning' },
  C07: { text: 'At most one active lease per run; its expiry frees the run.', severity: 'error' },
  C08: { text: 'One run per concurrency key at a time.', severity: 'error' },
  C09: { text: 'A task waits for its prerequisites; one that failed cancels it.', severity: 'error' },
  C10: { text: 'Dependencies have no cycle.', severity: 'error' },
  C11: { text: 'Sequences strictly increase.', severity: 'error' },
  C12: {
    text: 'The log is the truth, a snapshot is derived from it, and both lead to the same state.',
    severity: 'error',
  },
  C13: { text: 'Recovery is possible from the log alone.', severity: 'error' },
  C14: { text: 'Only the last, unconfirmed record can be lost.', severity: 'error' },
  C15: { text: 'A cancel reaches the runs and the descendants of a task.', severity: 'warning' },
  C16: { text: 'No new child under a terminal parent, and at most 8 levels.', severity: 'warning' },
  C17: { text: 'An exhausted budget blocks dispatch until it is replenished.', severity: 'error' },
  C18: { text: 'Suspended attempts do not count.', severity: 'error' },
  C19: { text: 'Overdue runs are promoted together, none is skipped.', severity: 'warning' },
  C20: { text: 'No run is promoted before its schedule.', severity: 'warning' },
  C21: { text: 'Ready runs are dispatched by priority, then age, then id.', severity: 'warning' },
  C22: { text: 'A pause stops promotion and dispatch.', severity: 'error' },
  C23: { text: 'Every try has an attempt id of its own.', severity: 'error' },
  C24: { text: 'Transactional work is not retried.', severity: 'warning' },
  C25: { text: 'An actor that is silent for three intervals is removed.', severity: 'warning' },
  C26: { text: 'An actor has all capabilities that its work requires.', severity: 'warning' },
  C27: { text: 'Ledgers are append only.', severity: 'warning' },
  C28: { text: 'Tenants are isolated.', severity: 'warning' },
  C29: { text: 'One writer, one node.', severity: 'info' },
  C30: { text: 'Time moves forward.', severity: 'info' },
  C31: { text: 'Backoff is respected.', severity: 'info' },
} as const satisfies { readonly [id: string]: { readonly text: string; readonly severity: Severity } };

export type PromiseId = keyof typeof promises;

/** `number`: the record that breaks the promise; 0 where no single record does. */
export type Violation = {
  readonly promise: PromiseId;
  readonly severity: Severity;
  readonly number: number;
  readonly text: string;
};

export type Say = (promise: PromiseId, number: number, text: string, severity?: Severity) => void;

/** One record after its application; `refusal`: why it was refused. */
export type Step = {
  readonly event: AqEvent;
  readonly number: number;
  readonly projection: Projection;
  readonly refusal: Refusal | null;
};

/** The log at its end. Texts are whole sentences; null where nothing is to be reported. */
export type End = {
  readonly number: number;
  readonly projection: Projection;
  /** Why the state could not be recovered by replaying the log. */
  readonly unrecoverable: readonly { readonly number: number; readonly text: string }[];
  /** Confirmed data that was lost. */
  readonly lost: readonly { readonly number: number; readonly text: string }[];
  /** Sentences about disagreements between a snapshot and the log, or why no snapshot can be made. */
  readonly disagreement: readonly string[];
};

export interface Check {
  note(step: Step): void;
  end(end: End): void;
}
