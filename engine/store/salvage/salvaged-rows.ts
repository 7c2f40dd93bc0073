// Finds event rows on the pages of a damaged SQLite file, without its tables and indexes. Checks no row; never writes.

import type { Seq } from '../../model/event.ts';
import type { Branch, ChainedEvent } from '../backend.ts';
import { digestBytes } from '../chain.ts';
import { freePages } from '../sqlite/free-pages.ts';
import type { SqlitePages } from '../sqlite/sqlite-pages.ts';
import {
  readKinds,
  readRecord,
  readRowid,
  type RecordPlace,
  recordsOn,
  type SqliteValue,
} from '../sqlite/sqlite-records.ts';

/** A row's place is one number: page × this + position on the page. */
const placesAPage = 65_536;
/** Pattern of the column types that identifies the table; unique within the file. */
const eventRow = /^text integer text (null|integer|real) blob blob$/;
/** Column types of an index entry: run, seq, rowid. */
const eventEntry = 'text integer integer';
const branchRow = 'text text integer blob';
/** Column types of the table `arriving`, which holds runs that are not complete. */
const arrivingRow = 'text';

class RunRows {
  /** Places of each seq's row. An unused page may hold an old copy, so that one seq has several. */
  readonly #places = new Map<Seq, number>();
  readonly #others = new Map<Seq, number[]>();
  branch: Branch | null = null;
  /** The highest seq that any remaining data names. */
  highest: Seq = 0;

  add(seq: Seq, place: number): void {
    if (!this.#places.has(seq)) this.#places.set(seq, place);
    else this.#others.set(seq, [...(this.#others.get(seq) ?? []), place]);
  }

  speaksOf(seq: Seq): void {
    this.highest = Math.max(this.highest, seq);
  }

  at(seq: Seq): readonly number[] {
    const first = this.#places.get(seq);
    return first === undefined ? [] : [first, ...(this.#others.get(seq) ?? [])];
  }

  /** Chooses `place` as the row of `seq`. */
  choose(seq: Seq, place: number): void {
    this.#places.set(seq, place);
    this.#others.delete(seq);
  }

  get continuations(): readonly Seq[] {
    return [...this.#places.keys()].filter((seq) => seq < 0);
  }
}

export class SalvagedRows {
  readonly #pages: SqlitePages;
  readonly #runs = new Map<string, RunRows>();
  readonly #arrivingPages = new Set<number>();

  /** Scans the whole file once. */
  constructor(pages: SqlitePages) {
    this.#pages = pages;
    const placesByRowid = new Map<number, number>();
    const entries: number[] = [];
    for (const number of pages.numbers())
      for (const place of recordsOn(pages, number))
        if (this.#take(place, placesByRowid) === 'entry' && entries.at(-1) !== number) entries.push(number);
    for (const number of entries) for (const place of recordsOn(pages, number)) this.#takeEntry(place, placesByRowid);
    for (const run of this.#arriving()) this.#runs.delete(run);
  }

  /**
   * Runs in the table `arriving`. Rows of completed runs may be left on unused pages; if unused pages cannot be told
   * from others, no row counts.
   */
  *#arriving(): Generator<string> {
    const free = this.#arrivingPages.size === 0 ? undefined : freePages(this.#pages);
    if (free === undefined) return;
    for (const number of this.#arrivingPages) {
      if (free.has(number)) continue;
      for (const place of recordsOn(this.#pages, number)) {
        const [run, ...more] = readRecord(this.#pages, place) ?? [];
        if (typeof run === 'string' && more.length === 0) yield run;
      }
    }
  }

  get runs(): Iterable<string> {
    return this.#runs.keys();
  }

  has(run: string): boolean {
    return this.#runs.has(run);
  }

  /** 0 if no data names the run. */
  highest(run: string): Seq {
    return this.#runs.get(run)?.highest ?? 0;
  }

  branch(run: string): Branch | null {
    return this.#runs.get(run)?.branch ?? null;
  }

  /** Continuation events, the one with the lowest archived seq first. */
  continuations(run: string): readonly ChainedEvent[] {
    const seqs = this.#runs.get(run)?.continuations ?? [];
    return seqs.toSorted((a, b) => b - a).flatMap((seq) => this.event(run, seq) ?? []);
  }

  /** undefined if the row is lost. Of several rows, the first for which `isRight` returns true is used from then on. */
  event(run: string, seq: Seq, isRight: (event: ChainedEvent) => boolean = () => true): ChainedEvent | undefined {
    const rows = this.#runs.get(run);
    for (const place of rows?.at(seq) ?? []) {
      const values = readRecord(this.#pages, {
        kind: 'table',
        page: Math.floor(place / placesAPage),
        at: place % placesAPage,
      });
      const event = values && eventOf(values, seq);
      if (event === undefined || !isRight(event)) continue;
      rows?.choose(seq, place);
      return event;
    }
    return undefined;
  }

  #take(place: RecordPlace, placesByRowid: Map<number, number>): 'entry' | 'other' {
    const kinds = readKinds(this.#pages, place).join(' ');
    if (place.kind === 'table' && eventRow.test(kinds)) this.#takeRow(place, placesByRowid);
    if (place.kind === 'index' && kinds === branchRow) this.#takeBranch(readRecord(this.#pages, place) ?? []);
    if (place.kind === 'index' && kinds === arrivingRow) this.#arrivingPages.add(place.page);
    return place.kind === 'index' && kinds === eventEntry ? 'entry' : 'other';
  }

  /** Reads only the key; the rest of the row is read on demand. */
  #takeRow(place: RecordPlace, placesByRowid: Map<number, number>): void {
    const key = readRecord(this.#pages, place, 2);
    if (key === undefined) return;
    const [run, seq] = key;
    const at = place.page * placesAPage + place.at;
    placesByRowid.set(readRowid(this.#pages, place), at);
    if (typeof run !== 'string' || !isSeq(seq) || seq === 0) return;
    const rows = this.#rows(run);
    rows.add(seq, at);
    rows.speaksOf(Math.abs(seq));
  }

  /** The index has run and seq also if the row's own values are damaged. */
  #takeEntry(place: RecordPlace, placesByRowid: ReadonlyMap<number, number>): void {
    if (readKinds(this.#pages, place).join(' ') !== eventEntry) return;
    const [run, seq, rowid] = readRecord(this.#pages, place) ?? [];
    if (typeof run !== 'string' || !isSeq(seq) || seq === 0) return;
    const at = placesByRowid.get(Number(rowid));
    // A readable row names its own seq, and the chain proves it.
    if (at === undefined) this.#rows(run).speaksOf(Math.abs(seq));
    else if (this.#runs.get(run)?.at(seq).includes(at) !== true) this.#rows(run).add(seq, at);
  }

  #takeBranch([run, parent, seq, digest]: readonly SqliteValue[]): void {
    if (
      typeof run !== 'string' ||
      typeof parent !== 'string' ||
      parent === run ||
      !isSeq(seq) ||
      seq < 0 ||
      !isDigest(digest)
    )
      return;
    this.#rows(run).branch ??= { parent, seq, digest };
    this.#rows(run).speaksOf(seq);
    this.#rows(parent).speaksOf(seq);
  }

  #rows(run: string): RunRows {
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    const made = new RunRows();
    this.#runs.set(run, made);
    return made;
  }
}

/** `seq` comes from the lookup; the chain proves whether it is right. */
function eventOf(values: readonly SqliteValue[], seq: Seq): ChainedEvent | undefined {
  const [, , type, atMs, payload, digest, ...more] = values;
  if (
    typeof type !== 'string' ||
    !(atMs === null || typeof atMs === 'number') ||
    !(payload instanceof Uint8Array) ||
    !isDigest(digest) ||
    more.length > 0
  )
    return undefined;
  return { seq, type, atMs, payload, digest };
}

function isSeq(value: SqliteValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isDigest(value: SqliteValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === digestBytes;
}
