// The verdict on a finished replay. Pure.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command, ThrownError } from '../../sandbox/guest.ts';
import type {
  Divergence,
  Drift,
  Official,
  SourcePosition,
  Thrown,
  Verdict,
  Waiting,
} from '../../model/replay/verdict.ts';
import type { DriftFinder } from './drift.ts';
import type { Mismatch } from './mismatch.ts';
import type { Ended } from './replay-history.ts';
import { sideOfCommand, sideOfEvent } from './sides.ts';
import { isEnding } from './task-sequences.ts';

/** Gives the source position of a command, and those of a stack. */
export type CommandSources = {
  ofCommand(command: Command | undefined): readonly SourcePosition[];
  ofStack(stack: string): readonly SourcePosition[];
};

/** Commands that a verdict shows with their source positions. */
export function shownCommands({ mismatch, unanswered, open }: Ended): readonly Command[] {
  return [...(mismatch?.command === undefined ? [] : [mismatch.command]), ...unanswered, ...open];
}

export function verdictOf(
  events: readonly HistoryEvent[],
  ended: Ended,
  sources: CommandSources,
  drifting: DriftFinder,
): Verdict {
  const found = new Findings(events, sources);
  const drift = found.drift(drifting);
  const official = officialOf(ended);
  const { mismatch, error, counts, lastEvent, unanswered } = ended;
  if (mismatch !== undefined && counts)
    return { type: 'nondeterminism', divergence: found.divergence(mismatch), official, unchecked: [], drift };
  if (error !== undefined && counts)
    return { type: 'nondeterminism', divergence: found.throwing(error, lastEvent), official, unchecked: [], drift };
  const hasEnded = events.some(isEnding);
  if (error !== undefined && !hasEnded)
    return {
      type: 'failsNext',
      seq: found.seqOf(lastEvent),
      thrown: found.thrown(error),
      official,
      unchecked: [],
      drift,
    };
  const unchecked = [
    ...(mismatch === undefined ? [] : [found.divergence(mismatch)]),
    ...(error === undefined ? [] : [found.throwing(error, lastEvent)]),
    ...(hasEnded ? unanswered.map((command) => found.unanswered(command)) : []),
  ];
  if (hasEnded) return { type: 'same', official, unchecked, drift };
  const next = unanswered.map((command) => found.waiting(command));
  return {
    type: 'blocked',
    waitsFor: ended.open.map((command) => found.waiting(command)),
    next,
    official,
    unchecked,
    drift,
  };
}

export function notStarted(): Verdict {
  return { type: 'notStarted', official: { passes: true }, unchecked: [], drift: [] };
}

/** The error's name, and its sentence without the surrounding dump. */
function officialOf({ mismatch, unparsable, error, counts }: Ended): Official {
  if (unparsable !== undefined) return fatal(unparsable);
  if (!counts || (mismatch === undefined && error === undefined)) return { passes: true };
  if (mismatch === undefined) return { passes: false, error: 'ReplayError', text: error?.message ?? '' };
  return mismatch.kind === 'nondeterminism'
    ? {
        passes: false,
        error: 'DeterminismViolationError',
        text: `[TMPRL1100] Nondeterminism error: ${mismatch.message}`,
      }
    : fatal(mismatch);
}

function fatal({ message }: Mismatch): Official {
  return { passes: false, error: 'ReplayError', text: `Fatal error in workflow machines: ${message}` };
}

class Findings {
  readonly #seqs: ReadonlyMap<number, number>;
  readonly #sources: CommandSources;

  constructor(events: readonly HistoryEvent[], sources: CommandSources) {
    this.#seqs = new Map(events.map(({ id }, index) => [id, index + 1]));
    this.#sources = sources;
  }

  seqOf(eventId: number): number {
    return this.#seqs.get(eventId) ?? eventId;
  }

  divergence({ event, command, message }: Mismatch): Divergence {
    return {
      seq: event === undefined ? null : this.seqOf(event.id),
      eventId: event?.id ?? null,
      expected: event === undefined ? null : sideOfEvent(event),
      got: command === undefined ? null : sideOfCommand(command),
      text: message,
      source: this.#sources.ofCommand(command),
    };
  }

  throwing(error: ThrownError, lastEvent: number): Divergence {
    const { name, message, source } = this.thrown(error);
    return {
      seq: this.seqOf(lastEvent),
      eventId: lastEvent,
      expected: null,
      got: { type: 'throws', attributes: { name, message } },
      text: message,
      source,
    };
  }

  drift(drifting: DriftFinder): readonly Drift[] {
    return drifting.drift((command) => this.#sources.ofCommand(command));
  }

  unanswered(command: Command): Divergence {
    const { type } = command;
    return {
      seq: null,
      eventId: null,
      expected: null,
      got: sideOfCommand(command),
      text: `The code asks for ${type}, and the history does not show it`,
      source: this.#sources.ofCommand(command),
    };
  }

  waiting(command: Command): Waiting {
    return { ...sideOfCommand(command), source: this.#sources.ofCommand(command) };
  }

  thrown({ name, message, stack }: ThrownError): Thrown {
    return { name, message, source: this.#sources.ofStack(stack) };
  }
}
