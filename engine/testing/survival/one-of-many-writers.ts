// One of several processes that append to the same runs independently. Reports acknowledged appends, and how often
// other writers were faster.

import { setImmediate } from 'node:timers/promises';
import { RetraceError } from '../../model/errors.ts';
import { SeqError } from '../../store/log.ts';
import { Chance } from './chance.ts';
import { madeEvents } from './made-batch.ts';
import { argument, say, told } from './said.ts';
import { openPlace, type Place } from './survival-store.ts';

/** `appends`: number of appends; null: until it is told to stop. */
export type ManyTask = {
  readonly place: Place;
  readonly runs: readonly string[];
  readonly by: string;
  readonly seed: number;
  readonly appends: number | null;
};

const { place, runs, by, seed, appends } = argument() as ManyTask;
const log = openPlace(place, { busyTimeoutMs: 20_000 });
const chance = new Chance(seed);
const nexts = new Map<string, number>();
let lost = 0;
let locked = 0;

async function append(): Promise<void> {
  const run = chance.pick(runs);
  const first = nexts.get(run) ?? 1;
  const batch = { run, by, first, count: Math.max(1, chance.between(-5, 6)) };
  try {
    const next = await log.append(run, madeEvents(batch), chance.share() < 0.5 ? { expectedSeq: first } : {});
    say({ batch });
    nexts.set(run, next);
  } catch (error) {
    if (error instanceof SeqError) {
      lost++;
      nexts.set(run, error.expectedSeq);
    } else if (error instanceof RetraceError && error.code === 'database-locked') locked++;
    else throw error;
  }
}

async function work(): Promise<void> {
  for (let done = 0; !stopped && done < (appends ?? Infinity); done++) {
    await append();
    // Lets the process receive the order to stop.
    await setImmediate();
  }
}

let stopped = false;
let working: Promise<void> | undefined;
for await (const word of told()) {
  if (word === 'stop') stopped = true;
  else working = work();
  if (appends !== null || stopped) break;
}
await working;
await log.close();
say({ lost, locked });
