// Streams one run of another engine's log, in the dialect that knows its payloads, otherwise as raw.

import { createHash } from 'node:crypto';
import type { Dialect } from '../../formats/dialect.ts';
import { dialectOf, recognise, sampleSize } from '../../formats/dialects.ts';
import { isTooDeep } from '../../formats/exact-json.ts';
import { parseJson } from '../../formats/json-payload.ts';
import { RetraceError } from '../../model/errors.ts';
import { type JsonObject, objectOf } from '../../model/json.ts';
import type { EventLog, StoredEvent } from '../../store/log.ts';
import type { RawEvent, StreamedRun } from '../source.ts';

/** Dialect id for events of no known dialect. */
const unknownId = 'raw';

/** `form`: what the log is, in the words of a person. A run that cannot be read says so when its events are asked for. */
export async function streamedRun(log: EventLog, run: string, form: string): Promise<StreamedRun> {
  try {
    return await wholeRun(log, run, form);
  } catch (error) {
    return unreadableRun(run, form, error);
  }
}

function unreadableRun(run: string, form: string, error: unknown): StreamedRun {
  return {
    type: 'streamed',
    dialect: dialectOf(unknownId),
    form,
    identity: { runId: run },
    digest: '',
    // oxlint-disable-next-line require-yield
    async *batches() {
      throw error;
    },
    end: async () => {
      throw error;
    },
  };
}

async function wholeRun(log: EventLog, run: string, form: string): Promise<StreamedRun> {
  const known = await dialectIn(log, run);
  return {
    type: 'streamed',
    dialect: known ?? dialectOf(unknownId),
    form: known === undefined ? form : `${form}, ${known.describe(await sampleOf(log, run), {})}`,
    identity: { runId: run },
    digest: await digestOf(log, run),
    async *batches() {
      for await (const page of log.pages(run)) yield page.map((event) => rawEvent(event, known !== undefined));
    },
    end: async () => ({ kept: { container: 'foreign', version: 1, warnings: [] }, warnings: [] }),
  };
}

/** The dialect that recognises the run's first payloads. */
export async function dialectIn(log: EventLog, run: string): Promise<Dialect | undefined> {
  return recognise(await sampleOf(log, run), '');
}

async function sampleOf(log: EventLog, run: string): Promise<readonly JsonObject[]> {
  return (await log.read(run, 1, sampleSize)).map(({ payload }) => {
    try {
      return objectOf(parseJson(payload));
    } catch {
      return {};
    }
  });
}

/** In bytes. Shorter payloads cannot be nested too deep to be walked. */
const shortBytes = 2000;

function rawEvent({ seq, type, atMs, payload }: StoredEvent, isJson: boolean): RawEvent {
  if (isJson && payload.length > shortBytes && isTooDeep(Buffer.from(payload).toString('utf8')))
    throw new RetraceError(
      'too-deep',
      `Event ${seq} is nested more than 1,000 levels deep. Nothing of its run was taken.`,
    );
  return { payload, said: { type, atMs } };
}

async function digestOf(log: EventLog, run: string): Promise<string> {
  const hash = createHash('sha256').update(`events ${run}\n`);
  for await (const page of log.pages(run)) {
    for (const { type, atMs, payload } of page)
      hash.update(`${JSON.stringify([type, atMs, payload.length])}\n`).update(payload);
  }
  return hash.digest('hex');
}
