// Writes to a store endlessly until it is killed. Reports every step before it and after its acknowledgement.

import { resolve } from 'node:path';
import { ArchiveFile } from '../../store/archive/archive-file.ts';
import { archiveBase } from '../../store/archive/archive-file-reader.ts';
import { restoreArchive } from '../../store/archive/archive-file-restore.ts';
import { archiveRun } from '../../store/archive/archive-file-run.ts';
import { say, argument, told } from './said.ts';
import { Chance } from './chance.ts';
import { importBatch } from './import-batch.ts';
import { type Batch, madeEvents } from './made-batch.ts';
import type { EventLog } from '../../store/log.ts';
import { openPlace, type Place } from './survival-store.ts';
import type { Step } from './written.ts';

/** `round`: number of this writer, which is part of every event. */
export type WriterTask = { readonly place: Place; readonly seed: number; readonly round: number };

class KilledWriter {
  readonly #log: EventLog;
  readonly #place: Place;
  readonly #chance: Chance;
  readonly #by: string;
  readonly #lengths = new Map<string, number>();
  readonly #archived = new Set<string>();
  #steps = 0;

  constructor({ place, seed, round }: WriterTask) {
    this.#place = place;
    this.#chance = new Chance(seed + round * 7919);
    this.#by = `round ${round}`;
    this.#log = openPlace(place);
  }

  async work(): Promise<never> {
    for (let cursor: string | undefined; ;) {
      const page = await this.#log.streams({ limit: 1000, ...(cursor !== undefined && { cursor }) });
      for (const { run, events, archivedTo } of page.streams) {
        this.#lengths.set(run, events);
        if (archivedTo > 0) this.#archived.add(run);
      }
      if (page.cursor === null) break;
      cursor = page.cursor;
    }
    for (;;) {
      const step = this.#next();
      say({ doing: step });
      await this.#take(step);
      say({ done: true });
    }
  }

  #next(): Step {
    const name = `${this.#by} step ${++this.#steps}`;
    const runs = [...this.#lengths.keys()];
    const turn = this.#chance.between(1, 20);
    if (runs.length === 0 || turn === 1) return { type: 'append', batch: this.#batch(`${name}, begun`, 0) };
    if (turn === 2)
      return {
        type: 'import',
        batch: { run: `${name}, imported`, by: this.#by, first: 1, count: this.#chance.between(1, 700) },
      };
    if (turn === 3) return { type: 'found', path: `${this.#place.path} of ${name}`, batch: this.#batch('first', 0) };
    const run = this.#chance.pick(runs);
    const length = this.#lengths.get(run) ?? 0;
    if (turn === 4)
      return { type: 'fork', parent: run, seq: this.#chance.between(0, length), run: `${name}, branched` };
    if (turn === 5) return { type: 'checkpoint', run, seq: length };
    if (turn === 6)
      return {
        type: 'archive',
        run,
        seq: this.#chance.between(1, length),
        path: `${this.#place.path} ${name}.jsonl.zst`,
      };
    if (turn === 7 && this.#archived.size > 0) return { type: 'restore', run: this.#chance.pick([...this.#archived]) };
    return { type: 'append', batch: this.#batch(run, length) };
  }

  /** Half of the batches have one event; some are so long that a kill interrupts them. */
  #batch(run: string, length: number): Batch {
    const isLong = this.#chance.share() < 0.1;
    return {
      run,
      by: this.#by,
      first: length + 1,
      count: isLong ? this.#chance.between(500, 2000) : Math.max(1, this.#chance.between(-48, 50)),
    };
  }

  async #take(step: Step): Promise<void> {
    if (step.type === 'append') await this.#append(step.batch);
    else if (step.type === 'import') await this.#import(step.batch);
    else if (step.type === 'found') await this.#found(step.path, step.batch);
    else if (step.type === 'fork') await this.#fork(step);
    else if (step.type === 'archive') await this.#archive(step);
    else if (step.type === 'restore') await this.#restore(step.run);
    else await this.#log.keepCheckpoint(step.run, 'length', step.seq, Buffer.from(String(step.seq)));
  }

  get #base(): string {
    return archiveBase(this.#place.path, this.#place.store);
  }

  async #fork({ parent, seq, run }: Extract<Step, { type: 'fork' }>): Promise<void> {
    await this.#log.fork(parent, seq, run);
    this.#lengths.set(run, seq);
  }

  async #archive({ run, seq, path }: Extract<Step, { type: 'archive' }>): Promise<void> {
    await archiveRun(this.#log, run, path, { before: seq + 1, base: this.#base });
    this.#archived.add(run);
  }

  async #restore(run: string): Promise<void> {
    const last = (await this.#log.archives(run)).at(-1);
    if (last !== undefined) await restoreArchive(this.#log, new ArchiveFile(resolve(this.#base, last.file)), run);
  }

  async #append(batch: Batch): Promise<void> {
    this.#lengths.set(batch.run, (await this.#log.append(batch.run, madeEvents(batch))) - 1);
  }

  async #import(batch: Batch): Promise<void> {
    await importBatch(this.#log, batch);
    this.#lengths.set(batch.run, batch.count);
  }

  async #found(path: string, batch: Batch): Promise<void> {
    const log = openPlace({ ...this.#place, path });
    await log.append(batch.run, madeEvents(batch));
    await log.close();
  }
}

for await (const _ of told()) await new KilledWriter(argument() as WriterTask).work();
