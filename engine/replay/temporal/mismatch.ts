// A mismatch between code and history: its place, and the official replayer's message.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command } from '../../sandbox/guest.ts';

/**
 * `nondeterminism`: the replayer's DeterminismViolationError. `fatal`: found by its state machines and reported as a
 * ReplayError.
 */
export type MismatchKind = 'nondeterminism' | 'fatal';

export class Mismatch extends Error {
  readonly kind: MismatchKind;
  readonly event: HistoryEvent | undefined;
  /** The code's command at that place, if any. */
  readonly command: Command | undefined;

  constructor(kind: MismatchKind, text: string, event?: HistoryEvent, command?: Command) {
    super(text);
    this.name = 'Mismatch';
    this.kind = kind;
    this.event = event;
    this.command = command;
  }
}

/** An event in the core's print format. */
export function said({ id, type }: HistoryEvent): string {
  return `HistoryEvent(id: ${id}, ${type})`;
}

/** The beginning of an event in the core's full print format. */
export function saidInFull({ id }: HistoryEvent): string {
  return `HistoryEvent { event_id: ${id}`;
}
