// A history as a server would write it: what the code asks for in each task is recorded, and answered by chance.

import { historyEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { type Ended, replayHistory } from '../../replay/temporal/replay-history.ts';
import type { Command } from '../../sandbox/guest.ts';
import { TemporalGuest } from '../../sandbox/temporal/temporal-guest.ts';
import type { WorkflowScript } from '../../sandbox/temporal/workflow-script.ts';
import { RecordedRun } from '../replay/recorded-run.ts';
import type { Chance } from '../survival/chance.ts';
import { RecordedCommands } from './recorded-commands.ts';

const mostTasks = 30;

/** `signals`: names of those that come now and then. Throws where the code itself fails a task. */
export async function simulatedHistory(
  script: WorkflowScript,
  workflowType: string,
  signals: readonly string[],
  chance: Chance,
): Promise<readonly JsonObject[]> {
  return await new SimulatedServer(script, workflowType, signals, chance).history();
}

class SimulatedServer {
  readonly #script: WorkflowScript;
  readonly #signals: readonly string[];
  readonly #chance: Chance;
  readonly #run: RecordedRun;
  readonly #recorded: RecordedCommands;
  /** How many tasks until it is looked at, and goes on. */
  readonly #tasks: number;

  constructor(script: WorkflowScript, workflowType: string, signals: readonly string[], chance: Chance) {
    this.#script = script;
    this.#signals = signals;
    this.#chance = chance;
    this.#run = new RecordedRun(workflowType);
    this.#recorded = new RecordedCommands(this.#run, chance);
    this.#tasks = chance.between(1, 6) === 1 ? chance.between(1, 5) : mostTasks;
  }

  async history(): Promise<readonly JsonObject[]> {
    for (let task = 0; task < this.#tasks && !this.#recorded.hasEnded; task++) {
      if (this.#chance.between(1, 12) === 1) this.#failedTask();
      await this.#task();
      if (!this.#recorded.hasEnded && !this.#somethingHappens()) break;
    }
    if (!this.#recorded.hasEnded && this.#chance.between(1, 2) === 1) this.#run.openTask();
    return this.#run.events;
  }

  /** Commands follow that local activities made possible in the same task. */
  async #task(): Promise<void> {
    this.#run.openTask();
    let { commands, locals } = await this.#asked();
    this.#run.completeTask();
    while (commands.length + locals.length > 0) {
      commands.forEach((command) => this.#recorded.command(command));
      locals.forEach((local) => this.#recorded.local(local));
      if (locals.length === 0) return;
      ({ commands, locals } = await this.#asked());
    }
  }

  /** What the code asks for, and the events so far do not show. */
  async #asked(): Promise<{ commands: readonly Command[]; locals: readonly Command[] }> {
    const locals: Command[] = [];
    const guest = new TemporalGuest(this.#script);
    let ended: Ended;
    try {
      ended = await replayHistory(
        this.#run.events.map((event) => historyEvent(event as Json)),
        guest,
        {
          workflowId: 'fake',
          namespace: 'default',
          onAnswer: (answer) => {
            if (answer.type === 'commands')
              locals.push(...answer.commands.filter(({ type }) => type === 'scheduleLocalActivity'));
          },
        },
      );
    } finally {
      guest.dispose();
    }
    const problem = ended.error ?? ended.mismatch;
    if (problem !== undefined) throw new Error(problem.message);
    return { commands: ended.unanswered, locals: locals.filter((local) => this.#recorded.isNewLocal(local)) };
  }

  #failedTask(): void {
    const started = this.#run.openTask();
    this.#run.event('WorkflowTaskFailed', {
      scheduledEventId: String(started - 1),
      startedEventId: String(started),
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
      failure: { message: 'the worker stumbled' },
    });
  }

  /** One or more of what is under way ends, or a signal comes. */
  #somethingHappens(): boolean {
    const { pending } = this.#recorded;
    const comes = this.#signals.length > 0 && (pending === 0 || this.#chance.between(1, 5) === 1);
    if (comes)
      this.#run.event('WorkflowExecutionSignaled', {
        signalName: this.#chance.pick(this.#signals),
        identity: 'tester',
      });
    const answers = pending === 0 ? 0 : this.#chance.between(comes ? 0 : 1, Math.min(2, pending));
    for (let answer = 0; answer < answers; answer++) this.#recorded.answer();
    return comes || answers > 0;
  }
}
