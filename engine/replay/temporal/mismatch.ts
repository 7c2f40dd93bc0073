// That code and history do not fit, where, and what the official replayer would say of it.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command } from '../../sandbox/guest.ts';

/** `nondeterminism`: its DeterminismViolationError. `fatal`: found by its state machines, which it reports as a ReplayError. */
export type MismatchKind = 'nondeterminism' | 'fatal';

export class Mismatch extends Error {
  readonly kind: MismatchKind;
  readonly event: HistoryEvent | undefined;
  /** What the code asked for at that place, where it asked for anything. */
  readonly command: Command | undefined;

  constructor(kind: MismatchKind, text: string, event?: HistoryEvent, command?: Command) {
    super(text);
    this.name = 'Mismatch';
    this.kind = kind;
    this.event = event;
    this.command = command;
  }
}

/** As the core prints an event. */
export function said({ id, type }: HistoryEvent): string {
  return `HistoryEvent(id: ${id}, ${type})`;
}

/** Where it prints one in full: no more than its beginning. */
export function saidInFull({ id }: HistoryEvent): string {
  return `HistoryEvent { event_id: ${id}`;
}
