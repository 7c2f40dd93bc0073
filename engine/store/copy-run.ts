// Copies a run from one log to another and proves that both chains are equal (SPEC.md L42). Does not change the source.

import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import { chainStart, digestBytes, linkDigests, sameBytes } from './chain.ts';
import type { EventLog, StoredEvent, Stream } from './log.ts';

export type CopiedRun = {
  readonly run: string;
  readonly events: number;
  /** How many events the target did not have before. */
  readonly added: number;
  readonly way: 'created' | 'forked' | 'continued' | 'there';
  /** Chain digest of the last event, in hexadecimal; the same in both logs. */
  readonly digest: string;
};

type Write = (events: readonly StoredEvent[]) => Promise<unknown>;

/**
 * Copies the run's current events. A branch stays a branch if the target has its parent's prefix; copy parents first.
 * Throws `no-such-run`, `run-exists` (the target's run has different events), `log-damaged` (source or copy do not fit
 * the chain).
 */
export async function copyRun(source: EventLog, target: EventLog, run: string): Promise<CopiedRun> {
  const stream = await source.stream(run);
  if (stream === undefined) throw new RetraceError('no-such-run', `There is no run ${JSON.stringify(run)} in the log.`);
  const { events } = stream;
  const expected = await digestOf(source, run, events);
  const { way, from } = await begun(source, target, stream);
  if (way === 'created') await createRun(source, target, run, events, expected);
  else
    await copyEvents(source, run, from, events, expected, (page) =>
      target.append(run, page, { expectedSeq: page[0]?.seq ?? 0 }),
    );
  await prove(target, run, events, expected);
  return { run, events, added: events - from + 1, way, digest: Buffer.from(expected).toString('hex') };
}

/** Finds the events that the target has or can share with the parent. */
async function begun(
  source: EventLog,
  target: EventLog,
  { run, events, parent }: Stream,
): Promise<{ readonly way: CopiedRun['way']; readonly from: Seq }> {
  const there = await target.stream(run);
  if (there !== undefined) {
    const shared = Math.min(there.events, events);
    if (await isSame(source, run, target, run, shared))
      return { way: shared === events ? 'there' : 'continued', from: shared + 1 };
    throw new RetraceError(
      'run-exists',
      `The run ${JSON.stringify(run)} is there already, with other events. It was left as it is; copy to another log.`,
    );
  }
  if (parent === null || !(await isSame(source, run, target, parent.run, parent.seq)))
    return { way: 'created', from: 1 };
  await target.fork(parent.run, parent.seq, run);
  return { way: 'forked', from: parent.seq + 1 };
}

async function isSame(source: EventLog, run: string, target: EventLog, other: string, seq: Seq): Promise<boolean> {
  const there = await target.digestAt(other, seq);
  return there !== undefined && sameBytes(there, await digestOf(source, run, seq));
}

async function createRun(
  source: EventLog,
  target: EventLog,
  run: string,
  to: Seq,
  expected: Uint8Array,
): Promise<void> {
  const writer = await target.create(run);
  try {
    await copyEvents(source, run, 1, to, expected, (page) => writer.append(page));
    await writer.commit();
  } finally {
    await writer.rollback();
  }
}

/** Computes the chain from the events read, so that a damaged source is noticed before the target has a new run. */
async function copyEvents(
  source: EventLog,
  run: string,
  from: Seq,
  to: Seq,
  expected: Uint8Array,
  write: Write,
): Promise<void> {
  let digest = await digestOf(source, run, from - 1);
  if (from <= to) {
    for await (const page of source.pages(run, from, to)) {
      digest = linkDigests(digest, page).subarray(-digestBytes);
      await write(page);
    }
  }
  if (!sameBytes(digest, expected))
    throw new RetraceError(
      'log-damaged',
      `Run ${JSON.stringify(run)} is damaged at its source: its events do not fit the chain of digests. See retrace log verify.`,
    );
}

async function prove(target: EventLog, run: string, events: number, expected: Uint8Array): Promise<void> {
  if (events === 0) return;
  const { bad } = await target.verify(run, { foundOnly: true });
  const digest = await target.digestAt(run, events);
  if (bad === null && digest !== undefined && sameBytes(digest, expected)) return;
  throw new RetraceError(
    'log-damaged',
    `The copy of run ${JSON.stringify(run)} is not what was copied: ${bad?.text ?? 'its digest is another'} Keep the source, and check the disk of the copy.`,
  );
}

async function digestOf(log: EventLog, run: string, seq: Seq): Promise<Uint8Array> {
  if (seq === 0) return chainStart;
  const digest = await log.digestAt(run, seq);
  if (digest === undefined)
    throw new RetraceError(
      'log-damaged',
      `Event ${seq} of run ${JSON.stringify(run)} is missing. See retrace log verify.`,
    );
  return digest;
}
