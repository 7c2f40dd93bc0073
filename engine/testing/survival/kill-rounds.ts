// Kills a writer at a random moment, opens the remains, and checks them against the acknowledged steps; repeatedly in
// the same place.

import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { EventLog, StoredEvent } from '../../store/log.ts';
import { assertSameEvents } from './assert-same-events.ts';
import { Chance } from './chance.ts';
import type { WriterTask } from './killed-writer.ts';
import { madeEvents } from './made-batch.ts';
import { assertWell, type Program, startProgram } from './program.ts';
import { openPlace, type Place, placeIn, type StoreName } from './survival-store.ts';
import { type Step, Written } from './written.ts';

export type KillPlan = {
  readonly store: StoreName;
  readonly seed: number;
  readonly rounds: number;
  readonly folder: string;
};

/** `unacknowledged`: whole steps that were present although never acknowledged. */
export type KillReport = {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly events: number;
  readonly unacknowledged: number;
  readonly lost: number;
  readonly killedDuring: Readonly<Record<string, number>>;
  readonly torn: number;
};

/** Number of rounds that write to one place before it is checked as a whole and replaced. */
const roundsAPlace = 50;
/** Rare, long steps are killed as often as frequent, short ones. */
const aims: readonly Step['type'][] = [
  'append',
  'append',
  'append',
  'import',
  'import',
  'fork',
  'checkpoint',
  'found',
  'archive',
  'archive',
  'restore',
];

export async function killRounds(
  { store, seed, rounds, folder }: KillPlan,
  tell: (line: string) => void = () => {},
): Promise<KillReport> {
  const chance = new Chance(seed);
  const killed = new KilledPlace(seed);
  let place = placeIn(folder, store);
  for (let round = 0; round < rounds; round++) {
    if (round % roundsAPlace === 0 && round > 0) {
      await killed.checkAll(place);
      killed.forget();
      tell(`round ${round}: ${JSON.stringify(killed.report)}`);
    }
    if (round % roundsAPlace === 0)
      place = { ...placeIn(join(folder, String(round)), store), careful: chance.share() < 0.5 };
    await killed.round(place, round, {
      type: chance.pick(aims),
      turn: chance.between(1, 3),
      delayMs: chance.share() ** 2 * 8,
    });
  }
  await killed.checkAll(place);
  return killed.report;
}

/** Kills `delayMs` after the `turn`-th step of this type began. */
type Aim = { readonly type: Step['type']; readonly turn: number; readonly delayMs: number };

class KilledPlace {
  readonly #seed: number;
  #written = new Written();
  readonly #counts = { rounds: 0, acknowledged: 0, events: 0, unacknowledged: 0, lost: 0, torn: 0 };
  readonly #killedDuring: Record<string, number> = {};

  constructor(seed: number) {
    this.#seed = seed;
  }

  get report(): KillReport {
    return { ...this.#counts, killedDuring: this.#killedDuring };
  }

  forget(): void {
    this.#written = new Written();
  }

  async round(place: Place, round: number, aim: Aim): Promise<void> {
    const task: WriterTask = { place, seed: this.#seed, round };
    const { steps, unfinished } = await killedWriter(task, aim);
    const before = new Map(this.#written.runs.map((run) => [run, this.#written.length(run)]));
    const moved = [...steps, unfinished].flatMap((step) =>
      step?.type === 'archive' || step?.type === 'restore' ? [step.run] : [],
    );
    for (const step of steps) await this.#acknowledged(place, step);
    const log = openPlace(place);
    try {
      if (unfinished !== undefined) await this.#settle(place, log, unfinished);
      for (const run of this.#written.runs)
        if (this.#written.length(run) !== before.get(run)) await this.#checkRun(log, run, (before.get(run) ?? 0) + 1);
      for (const run of new Set(moved)) await this.#checkRun(log, run, 1);
      await this.#goesOn(log, round);
    } finally {
      await log.close();
    }
    this.#counts.rounds++;
  }

  async #acknowledged(place: Place, step: Step): Promise<void> {
    this.#written.take(step);
    this.#counts.acknowledged++;
    if (step.type === 'append' || step.type === 'import') this.#counts.events += step.batch.count;
    if (step.type === 'found')
      assertSameEvents(
        await contentOf({ ...place, path: step.path }, step.batch.run),
        madeEvents(step.batch),
        `${step.path} was acknowledged`,
      );
  }

  /** The interrupted step must be present as a whole or not at all. */
  async #settle(place: Place, log: EventLog, step: Step): Promise<void> {
    this.#killedDuring[step.type] = (this.#killedDuring[step.type] ?? 0) + 1;
    const there = await this.#isThere(place, log, step);
    this.#counts[there ? 'unacknowledged' : 'lost']++;
    if (there) this.#written.take(step);
  }

  async #isThere(place: Place, log: EventLog, step: Step): Promise<boolean> {
    if (step.type === 'append' || step.type === 'import') {
      const { run, count } = step.batch;
      const length = this.#written.length(run);
      const now = await log.streamLen(run);
      assert.ok(
        now === length || now === length + count,
        `of a batch of ${count} events behind ${length} there are ${now - length}`,
      );
      if (now === length)
        this.#counts.torn += (await log.stream(run)) === undefined ? 0 : Math.sign((await log.verify(run)).tornBytes);
      return now > length;
    }
    if (step.type === 'fork') return (await log.stream(step.run)) !== undefined;
    if (step.type !== 'found') return true;
    if (!existsSync(step.path)) return false;
    const events = await contentOf({ ...place, path: step.path }, step.batch.run);
    assert.ok(
      events.length === 0 || events.length === step.batch.count,
      `a new store has ${events.length} of ${step.batch.count} events`,
    );
    return events.length > 0;
  }

  async #checkRun(log: EventLog, run: string, from: number): Promise<void> {
    assertSameEvents(await log.read(run, from, Infinity), this.#written.events(run, from), `${run} from ${from} on`);
    const verdict = await log.verify(run);
    assert.deepEqual([verdict.bad, verdict.events], [null, this.#written.length(run)], run);
  }

  /** A successor of the dead writer can write to the same runs. */
  async #goesOn(log: EventLog, round: number): Promise<void> {
    const [run] = this.#written.runs.slice(-1);
    if (run === undefined) return;
    const batch = { run, by: `after round ${round}`, first: this.#written.length(run) + 1, count: 2 };
    await log.append(run, madeEvents(batch));
    this.#written.take({ type: 'append', batch });
    assert.equal((await log.verify(run)).tornBytes, 0);
  }

  /** Checks every event of every run, and that no other run exists. */
  async checkAll(place: Place): Promise<void> {
    const log = openPlace(place);
    try {
      const found: string[] = [];
      for await (const { run, bad } of log.verifyAll()) {
        assert.equal(bad, null, run);
        found.push(run);
        await this.#checkRun(log, run, 1);
      }
      // A branch at 0 has no event of its own, but exists.
      assert.deepEqual(found.toSorted(), this.#written.runs.toSorted());
    } finally {
      await log.close();
      rmSync(join(place.path, '..'), { recursive: true });
    }
  }
}

async function killedWriter(
  task: WriterTask,
  { type, turn, delayMs }: Aim,
): Promise<{ readonly steps: readonly Step[]; readonly unfinished: Step | undefined }> {
  const program = startProgram('killed-writer.ts', task);
  program.tell('go');
  const steps: Step[] = [];
  let unfinished: Step | undefined;
  let turns = 0;
  for await (const said of program.said) {
    const { doing } = said as { doing?: Step };
    if (doing === undefined && unfinished !== undefined) steps.push(unfinished);
    unfinished = doing;
    if (doing?.type === type && ++turns === turn) void killAfter(program, delayMs);
  }
  const ending = await program.ended;
  if (ending.signal !== 'SIGKILL') assertWell(ending);
  assert.equal(ending.signal, 'SIGKILL', 'the writer ended by itself');
  return { steps, unfinished };
}

/** More precise than a timer. */
async function killAfter(program: Program, delayMs: number): Promise<void> {
  for (const untilMs = performance.now() + delayMs; performance.now() < untilMs;) await setImmediate();
  program.kill();
}

async function contentOf(place: Place, run: string): Promise<readonly StoredEvent[]> {
  const log = openPlace(place);
  try {
    return await log.read(run, 1, Infinity);
  } finally {
    await log.close();
  }
}
