// Differences that Temporal accepts.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Drift, SourcePosition } from '../../model/replay/verdict.ts';
import type { Command } from '../../sandbox/guest.ts';
import { DriftList, saysTheSame } from '../drift-list.ts';
import { bothSay, type RunLimits } from './said.ts';

export class DriftFinder {
  readonly #limits: RunLimits;
  readonly #list = new DriftList<Command>();
  readonly #seqs: ReadonlyMap<number, number>;

  constructor(events: readonly HistoryEvent[]) {
    const [first] = events;
    const timeout = first?.type === 'WorkflowExecutionStarted' ? first.attributes.workflowRunTimeout : undefined;
    this.#limits = { runTimeout: timeout ?? 0 };
    this.#seqs = new Map(events.map(({ id }, index) => [id, index + 1]));
  }

  matched(event: HistoryEvent, command: Command): void {
    const says = bothSay(event, command, this.#limits);
    if (says === undefined || saysTheSame(says)) return;
    const operation = event.type === 'TimerStarted' ? '' : says.operation;
    const group = JSON.stringify([event.type, taskOf(event), operation]);
    const seq = this.#seqs.get(event.id) ?? event.id;
    this.#list.add({ seq, command, group, numbers: ['activityId'], says });
  }

  get commands(): readonly Command[] {
    return this.#list.commands;
  }

  drift(sourceOf: (command: Command) => readonly SourcePosition[]): readonly Drift[] {
    return this.#list.drift(sourceOf);
  }
}

function taskOf({ type, written }: HistoryEvent): unknown {
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;
  const attributes = written[key] as { workflowTaskCompletedEventId?: unknown } | undefined;
  return attributes?.workflowTaskCompletedEventId ?? null;
}
