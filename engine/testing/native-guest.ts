// Drives a native guest by hand: a test writes workflow code as text, tells the guest events, and reads its commands.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Json } from '../model/json.ts';
import type { NativeCommand, NativeEvent, NativeOccurrence } from '../model/native-event.ts';
import type { Answer } from '../sandbox/native/activation.ts';
import { bundleWorkflows, type NativeBundle } from '../sandbox/native/bundle.ts';
import { type NativeGuest, NativeSandbox } from '../sandbox/native/native-sandbox.ts';

export async function bundleOf(context: TestContext, code: string): Promise<NativeBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-guest-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'workflow.ts');
  writeFileSync(file, code);
  return await bundleWorkflows(file);
}

export async function sandboxOf(context: TestContext, code: string): Promise<NativeSandbox> {
  return await NativeSandbox.open(await bundleOf(context, code));
}

/** A workflow `main` with the body `body`, which can use ctx and input. */
export async function mainOf(context: TestContext, body: string, before = ''): Promise<DrivenRun> {
  const imports = `import { activity, Cancelled, NonRetryable, OperationFailed, signal } from 'retrace';\n`;
  const code = `${imports}${before}\nexport async function main(ctx: any, input: any): Promise<any> {\n${body}\n}`;
  return new DrivenRun(await sandboxOf(context, code));
}

/** The history so far, task by task; the same run can be replayed from it. */
export class DrivenRun {
  readonly #sandbox: NativeSandbox;
  readonly #tasks: { events: NativeEvent[]; commands: readonly NativeCommand[]; atMs: number }[] = [];
  #guest: NativeGuest;
  #input: Json;
  atMs = 1000;

  constructor(sandbox: NativeSandbox, input: Json = null) {
    this.#sandbox = sandbox;
    this.#input = input;
    this.#guest = sandbox.guest('main');
  }

  get guest(): NativeGuest {
    return this.#guest;
  }

  start(input: Json = this.#input): readonly NativeCommand[] {
    this.#input = input;
    return this.task({
      type: 'workflow_started',
      retrace: 1,
      workflowType: 'main',
      workflowId: 'w',
      runId: 'r',
      input,
    });
  }

  task(...occurred: readonly NativeOccurrence[]): readonly NativeCommand[] {
    const answer = this.answer(...occurred);
    if (answer.type !== 'commands') throw new Error(JSON.stringify(answer));
    return answer.commands;
  }

  answer(...occurred: readonly NativeOccurrence[]): Answer {
    const events = occurred.map((event): NativeEvent => ({ ...event, at: this.atMs }));
    const answer = this.#guest.activate({ task: this.#tasks.length + 1, atMs: this.atMs, events });
    this.#tasks.push({ events, commands: answer.type === 'commands' ? answer.commands : [], atMs: this.atMs });
    this.atMs += 1000;
    return answer;
  }

  /**
   * Replays from the beginning in a new guest with the same or other code; returns the first answer without commands,
   * else the last answer.
   */
  replay(sandbox: NativeSandbox = this.#sandbox): Answer {
    this.#guest = sandbox.guest('main');
    let answer: Answer = { type: 'commands', commands: [], logs: [], unconsumed: [], cancelsAhead: 0 };
    for (const [i, { events, commands, atMs }] of this.#tasks.entries()) {
      answer = this.#guest.activate({ task: i + 1, atMs, events, recorded: commands });
      if (answer.type !== 'commands') return answer;
    }
    return answer;
  }
}

/** Commands in short: `activity 1 charge`, `timer 2 5000`, `completed "ok"`. */
export function drawn(commands: readonly NativeCommand[]): readonly string[] {
  return commands.map((command) => {
    switch (command.type) {
      case 'activity_scheduled':
        return `activity ${command.id} ${command.name}`;
      case 'timer_started':
        return `timer ${command.id} ${command.ms}`;
      case 'child_workflow_scheduled':
        return `child ${command.id} ${command.workflowType} ${command.workflowId}`;
      case 'signal_external_scheduled':
        return `signal ${command.id} ${command.name} to ${command.workflowId}`;
      case 'side_effect_recorded':
        return `effect ${command.id} ${JSON.stringify(command.value)}`;
      case 'version_marked':
        return `version ${command.id} ${command.name} ${command.version}`;
      case 'activity_cancel_requested':
        return `cancel activity ${command.id}`;
      case 'timer_cancelled':
        return `cancel timer ${command.id}`;
      case 'child_workflow_cancel_requested':
        return `cancel child ${command.id} ${command.reason}`;
      case 'workflow_completed':
        return `completed ${JSON.stringify(command.result)}`;
      case 'workflow_failed':
        return `failed ${command.failure.kind}: ${command.failure.message}`;
      case 'workflow_cancelled':
        return `cancelled ${command.reason}`;
      case 'workflow_continued_as_new':
        return `continued ${JSON.stringify(command.input)}`;
    }
  });
}
