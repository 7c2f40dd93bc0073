// Reads a store that may be damaged in every way that a log offers. Every problem must be an error with a code.

import assert from 'node:assert/strict';
import { type ErrorCode, RetraceError } from '../../model/errors.ts';
import type { EventLog, StoredEvent } from '../../store/log.ts';
import { isSameEvents } from './assert-same-events.ts';
import { importBatch } from './import-batch.ts';
import { madeEvents } from './made-batch.ts';
import type { Filled } from './filled-store.ts';
import { openPlace } from './survival-store.ts';
import type { Written } from './written.ts';

/**
 * State of one run. `torn`: its end is missing, and verify reports it. `short`: its end is missing, and no remaining
 * data shows it. `changed`: the data read differs from the data written, or ends within a batch, and neither read nor
 * verify reported it.
 */
export type RunState = 'good' | 'reported' | 'torn' | 'short' | 'changed';
/** `refused`: the store did not open. */
export type Survey = {
  readonly refused: ErrorCode | null;
  readonly runs: ReadonlyMap<string, RunState>;
  readonly codes: ReadonlySet<ErrorCode>;
};

export async function survey(filled: Filled): Promise<Survey> {
  const codes = new Set<ErrorCode>();
  const runs = new Map<string, RunState>();
  const log = await orCode(codes, async () => openPlace(filled.place, { busyTimeoutMs: 100 }));
  if (log === undefined) return { refused: [...codes][0] ?? null, runs, codes };
  try {
    for (const run of filled.written.runs) runs.set(run, await stateOf(log, run, filled.written, codes));
    await lookEverywhere(log, codes);
    await writeEverywhere(log, filled, codes);
  } finally {
    await orCode(codes, () => log.close());
  }
  return { refused: null, runs, codes };
}

async function stateOf(log: EventLog, run: string, written: Written, codes: Set<ErrorCode>): Promise<RunState> {
  const expected = written.events(run, 1);
  const read = await orCode(codes, () => log.read(run, 1, Infinity));
  const verdict = await orCode(codes, () => log.verify(run));
  await lookAt(log, run, expected, codes);
  if (read === undefined) return 'reported';
  if (isSameEvents(read, expected)) return 'good';
  if (verdict === undefined || verdict.bad !== null) return 'reported';
  if (!isSameEvents(read, expected.slice(0, read.length)) || !written.isWhole(run, read.length)) return 'changed';
  return verdict.tornBytes > 0 ? 'torn' : 'short';
}

/** The other ways of reading. Every returned event could have been written. */
async function lookAt(
  log: EventLog,
  run: string,
  { length }: readonly StoredEvent[],
  codes: Set<ErrorCode>,
): Promise<void> {
  const looks = [
    () => log.readReverse(run, 1, Infinity),
    () => log.read(run, length - 2, length),
    async () => [(await log.eventAt(run, Math.ceil(length / 2))) ?? []].flat(),
    () => log.readByTime(run, { fromMs: 0, toMs: Number.MAX_VALUE }),
    () => log.replay<StoredEvent[]>(run, 1, [], (events, event) => [...events, event]),
  ];
  for (const look of looks)
    for (const event of (await orCode(codes, look)) ?? [])
      assert.ok(
        Number.isSafeInteger(event.seq) && typeof event.type === 'string' && event.payload instanceof Uint8Array,
      );
  await orCode(codes, () => log.stream(run));
  await orCode(codes, () => log.checkpointAt(run, 'state', length));
}

async function lookEverywhere(log: EventLog, codes: Set<ErrorCode>): Promise<void> {
  await orCode(codes, () => log.streams({ limit: 1000 }));
  await orCode(codes, async () => {
    for await (const { run } of log.verifyAll()) assert.ok(run !== '');
  });
}

async function writeEverywhere(log: EventLog, { written }: Filled, codes: Set<ErrorCode>): Promise<void> {
  for (const run of [...written.runs, 'new run']) {
    const first = (await orCode(codes, () => log.nextSeq(run))) ?? 1;
    await orCode(codes, () => log.append(run, madeEvents({ run, by: 'after', first, count: 3 })));
  }
  await orCode(codes, () => log.fork('run a', 1, 'branch after'));
  await orCode(codes, () => log.keepCheckpoint('run a', 'state', 2, Buffer.from('another')));
  await orCode(codes, () => importBatch(log, { run: 'imported after', by: 'after', first: 1, count: 20 }));
}

/** undefined for a refusal with a code. Any other thrown error is a bug of Retrace. */
async function orCode<T>(codes: Set<ErrorCode>, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RetraceError)) throw error;
    codes.add(error.code);
    return undefined;
  }
}
