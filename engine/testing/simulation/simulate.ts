// Runs a program on engines that die at their commits, lose their leases, learn late of a stored commit, and have a
// jumping clock.

import { Committer } from '../../runtime/committer.ts';
import { SkippingClock } from '../../runtime/clock.ts';
import { type RunEnd, WorkflowClient } from '../../runtime/client.ts';
import type { WorkerCode } from '../../runtime/engine-parts.ts';
import { decoded } from '../../runtime/history.ts';
import { toldAgain } from '../../sandbox/native/kernel/told-again.ts';
import { WorkflowEngine } from '../../runtime/workflow-engine.ts';
import type { NativeEvent } from '../../model/native-event.ts';
import type { Chance } from '../../sandbox/native/kernel/chance.ts';
import type { NativeBundle } from '../../sandbox/native/bundle.ts';
import { LocalGuests } from '../../sandbox/native/guest-host.ts';
import { NativeSandbox } from '../../sandbox/native/native-sandbox.ts';
import { RunStore, type RunTransaction } from '../../store/register/run-store.ts';
import { below, type Program } from './program.ts';

export type Simulated = {
  readonly end: RunEnd;
  /** Inputs and results of activities and children, in a canonical order. */
  readonly meaning: readonly string[];
  /** Histories that do not replay with the same code, with the reason. */
  readonly diverged: readonly string[];
  readonly crashes: number;
};

type Faults = { readonly chance: Chance; readonly each: number };
type Work = { readonly input: number; readonly fails?: number; readonly ms?: number; readonly never?: boolean };

/** Maximum number of event-loop turns per step. */
const mostSteps = 20_000;

/** `faults`: none, or about one per this number of commits. */
export async function simulate(bundle: NativeBundle, program: Program, faults?: Faults): Promise<Simulated> {
  const simulation = new Simulation(bundle, faults);
  try {
    return await simulation.run(program);
  } finally {
    await simulation.close();
  }
}

class Simulation {
  readonly #bundle: NativeBundle;
  readonly #faults: Faults | undefined;
  readonly #store = RunStore.inMemory();
  readonly #clock = new SkippingClock();
  readonly #engines = new Set<WorkflowEngine>();
  readonly #dead: WorkflowEngine[] = [];
  #crashes = 0;
  #started = 0;

  constructor(bundle: NativeBundle, faults: Faults | undefined) {
    this.#bundle = bundle;
    this.#faults = faults;
  }

  async run(program: Program): Promise<Simulated> {
    const client = new WorkflowClient(this.#store, { clock: this.#clock, onChange: () => this.#pollAll() });
    await this.#startEngine();
    if (this.#faults !== undefined) await this.#startEngine();
    const handle = await client.start('main', { ops: program.ops }, { id: 'w' });
    const { runId } = handle;
    for (let n = 0; n < program.signals; n++) await client.signal('w', 'go', n);
    await this.#settle(async () => (await client.find('w')).closed);
    const end = await client.endOf(runId);
    await this.#settle(async () => (await client.list({ closed: false })).length === 0);
    return { end, ...(await this.#judge()), crashes: this.#crashes };
  }

  async #settle(isDone: () => Promise<boolean>): Promise<void> {
    for (let step = 0; ; step++) {
      await this.#rest();
      if (this.#dead.length > 0) {
        await this.#bury();
        continue;
      }
      if (await isDone()) return;
      if (step > mostSteps) throw new Error('the simulation does not end');
      if (this.#faults !== undefined && below(this.#faults.chance, 4 * this.#faults.each) === 0)
        this.#clock.jump(this.#jump());
      else if (!this.#clock.skip()) throw new Error('nothing is due, and the run has not ended');
    }
  }

  /** Moves the clock: leases expire, or the time goes back. */
  #jump(): number {
    return [15_000, -3000, 500][below(this.#faults!.chance, 3)] ?? 0;
  }

  async #rest(): Promise<void> {
    for (let still = 0; still < 3; still++) {
      for (const engine of this.#engines)
        while (!engine.isStill) {
          await engine.whenStill();
          still = 0;
        }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #pollAll(): void {
    for (const engine of this.#engines) engine.poll();
  }

  /** Replaces dead engines by new ones. */
  async #bury(): Promise<void> {
    for (const engine of this.#dead.splice(0)) {
      this.#engines.delete(engine);
      await engine.crash();
      await this.#startEngine();
    }
  }

  async #startEngine(): Promise<void> {
    const host = new LocalGuests();
    await host.load(this.#bundle);
    const isSmall = this.#faults !== undefined && below(this.#faults.chance, 2) === 0;
    const engine: WorkflowEngine = new WorkflowEngine({
      store: this.#store,
      committer: this.#faulty(() => engine),
      code: this.#code(),
      host,
      clock: this.#clock,
      workerId: `w-${++this.#started}`,
      leaseMs: 10_000,
      pollMs: 1000,
      mostRuns: isSmall ? 0 : 100,
      onError: () => {},
    });
    this.#engines.add(engine);
    engine.start();
  }

  /** Dies before a commit, or after the commit is stored but not reported. */
  #faulty(engine: () => WorkflowEngine): Committer {
    const faults = this.#faults;
    if (faults === undefined) return new Committer(this.#store);
    const die = (): never => {
      this.#crashes++;
      this.#dead.push(engine());
      throw new Error('died');
    };
    return new Committer({
      transact: async <T>(work: (transaction: RunTransaction) => T): Promise<T> => {
        const fate = below(faults.chance, faults.each);
        if (fate === 0) die();
        const result = await this.#store.transact(work);
        if (fate === 1) die();
        return result;
      },
    });
  }

  #code(): WorkerCode {
    return {
      types: ['main', 'child'],
      files: [],
      bundleOf: () => this.#bundle,
      activityOf:
        () =>
        async (given: never, { attempt, signal }) => {
          const { input, fails = 0, ms = 0, never = false } = given as Work;
          if (ms > 0) await this.#wait(ms, signal);
          if (never) throw Object.assign(new Error(`never ${input}`), { name: 'NonRetryable' });
          if (attempt <= fails) throw new Error('not yet');
          return input * 2;
        },
    };
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = this.#clock.at(this.#clock.now() + ms, resolve);
      signal.addEventListener('abort', () => {
        forget();
        reject(new Error('aborted'));
      });
    });
  }

  async #judge(): Promise<Pick<Simulated, 'meaning' | 'diverged'>> {
    const meaning: string[] = [];
    const diverged: string[] = [];
    const sandbox = await NativeSandbox.open(this.#bundle);
    const { streams } = await this.#store.log.streams({ limit: 1000 });
    for (const { run } of streams) {
      const events = (await this.#store.log.read(run, 1, Infinity)).map(decoded);
      meaning.push(...meaningOf(events));
      const why = whyDiverged(sandbox, events);
      if (why !== undefined) diverged.push(`${run}: ${why}`);
    }
    return { meaning: meaning.toSorted((a, b) => (a < b ? -1 : 1)), diverged };
  }

  async close(): Promise<void> {
    for (const engine of this.#engines) await engine.crash();
    await this.#store.close();
  }
}

function meaningOf(events: readonly NativeEvent[]): readonly string[] {
  const asked = new Map<number, string>();
  const meaning: string[] = [];
  for (const event of events) {
    if (event.type === 'activity_scheduled') asked.set(event.id, `${event.name} ${JSON.stringify(event.input)}`);
    if (event.type === 'child_workflow_scheduled')
      asked.set(event.id, `${event.workflowType} ${JSON.stringify(event.input)}`);
    if (event.type === 'activity_completed' || event.type === 'child_workflow_completed')
      meaning.push(`${asked.get(event.id)} = ${JSON.stringify(event.result)}`);
    if (event.type === 'activity_failed' || event.type === 'activity_cancelled')
      meaning.push(`${asked.get(event.id)} failed: ${event.failure.message}`);
  }
  return meaning;
}

/** Replays task by task, as recorded. */
function whyDiverged(sandbox: NativeSandbox, events: readonly NativeEvent[]): string | undefined {
  const [first] = events;
  if (first?.type !== 'workflow_started') return 'it has no beginning';
  const guest = sandbox.guest(first.workflowType);
  for (const activation of toldAgain(events).replayed) {
    const answer = guest.activate(activation);
    if (answer.type !== 'commands') return JSON.stringify(answer);
  }
  return undefined;
}
