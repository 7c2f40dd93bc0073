// The history of a request, in the guest's form and, on demand, as events.

import type { NativeCommand, NativeEvent } from '../../model/native-event.ts';
import { commandNumber, isCommand } from '../../model/native-history.ts';
import { listText } from '../list-text.ts';
import type { ReplayRequest } from '../replay-request.ts';

export type RecordedCommand = NativeEvent & NativeCommand;

export class NativeHistory {
  /** The events as a JSON list. */
  readonly text: string;
  readonly length: number;
  readonly #workflowType: string | undefined;
  #startedType = '';
  #isStarted = false;
  #events: readonly NativeEvent[] | undefined;
  #seqs: ReadonlyMap<number, number> | undefined;

  constructor({ bytes, lengths, workflowType }: Pick<ReplayRequest, 'bytes' | 'lengths' | 'workflowType'>) {
    this.text = listText({ bytes, lengths });
    this.length = lengths.length;
    this.#workflowType = workflowType;
    this.#look(bytes, lengths);
  }

  /** Reads no more than necessary: most histories are never needed as events. */
  #look(bytes: Uint8Array, lengths: readonly number[]): void {
    let from = 0;
    for (const length of lengths) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString();
      const event = JSON.parse(text) as NativeEvent;
      from += length;
      if (event.type === 'workflow_started') this.#startedType = event.workflowType;
      this.#isStarted = event.type.startsWith('workflow_task_');
      if (this.#isStarted) return;
    }
  }

  /** Throws a SyntaxError for an event that is not JSON. */
  get events(): readonly NativeEvent[] {
    return (this.#events ??= JSON.parse(this.text) as readonly NativeEvent[]);
  }

  /** The workflow type to run. */
  get workflowType(): string {
    return this.#workflowType ?? this.#startedType;
  }

  /** True where a task was completed, or was attempted in vain. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  get commands(): readonly RecordedCommand[] {
    return this.events.filter(isCommand);
  }

  /**
   * Seq of the event that a command led to, by the command's number (0 = the end of the workflow); 0 where there is
   * none.
   */
  seqOf(number: number): number {
    this.#seqs ??= new Map(
      this.events.flatMap((event, i) => (isCommand(event) ? [[commandNumber(event) ?? 0, i + 1] as const] : [])),
    );
    return this.#seqs.get(number) ?? 0;
  }

  /** Commands that have not ended. */
  get open(): readonly RecordedCommand[] {
    const open = new Map<unknown, RecordedCommand>();
    for (const event of this.events) {
      if (isCommand(event) && opening.has(event.type)) open.set('id' in event ? event.id : undefined, event);
      else if ('id' in event && closing.has(event.type)) open.delete(event.id);
    }
    return [...open.values()];
  }
}

const opening: ReadonlySet<string> = new Set([
  'activity_scheduled',
  'timer_started',
  'child_workflow_scheduled',
  'signal_external_scheduled',
]);
const closing: ReadonlySet<string> = new Set([
  'activity_completed',
  'activity_failed',
  'activity_cancelled',
  'timer_fired',
  'timer_cancelled',
  'child_workflow_completed',
  'child_workflow_failed',
  'signal_external_delivered',
  'signal_external_failed',
]);
