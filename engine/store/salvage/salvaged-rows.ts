// Finds the rows of the event log on the pages that a damaged SQLite file still has, without its tables and indexes. Judges no row; never writes.

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

/** Rows are known by their page and their place on it, as one number. */
const placesAPage = 65_536;
/** What a table or an index is, is told by the kinds of its columns: no other of the file has the same. */
const eventRow = /^text integer text (null|integer|real) blob blob$/;
/** Run, seq, rowid. */
const eventEntry = 'text integer integer';
const branchRow = 'text text integer blob';
/** Of a run that is on its way in: until it is whole there is none. */
const arrivingRow = 'text';

class RunRows {
  /** A page that is not used any more may still have a row as it was: then there are several. */
  readonly #places = new Map<Seq, number>();
  readonly #others = new Map<Seq, number[]>();
  branch: Branch | null = null;
  /** Of what is left, the highest seq that anything speaks of. */
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

  /** This one of them is the row. */
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

  /** Looks through the whole file once. */
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

  /** Of those that became whole the rows may be left on pages in no use: where nothing tells such pages apart, none is believed. */
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

  /** 0 where nothing speaks of the run. */
  highest(run: string): Seq {
    return this.#runs.get(run)?.highest ?? 0;
  }

  branch(run: string): Branch | null {
    return this.#runs.get(run)?.branch ?? null;
  }

  /** Continuation events: the one of the lowest seq archived first. */
  continuations(run: string): readonly ChainedEvent[] {
    const seqs = this.#runs.get(run)?.continuations ?? [];
    return seqs.toSorted((a, b) => b - a).flatMap((seq) => this.event(run, seq) ?? []);
  }

  /** undefined where it is lost. Where there are several, the first that is right is the one from now on. */
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

  /** The rest of the row is looked at when it is wanted. */
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

  /** Where a row's own run or seq is damaged, the index still says them. */
  #takeEntry(place: RecordPlace, placesByRowid: ReadonlyMap<number, number>): void {
    if (readKinds(this.#pages, place).join(' ') !== eventEntry) return;
    const [run, seq, rowid] = readRecord(this.#pages, place) ?? [];
    if (typeof run !== 'string' || !isSeq(seq) || seq === 0) return;
    const at = placesByRowid.get(Number(rowid));
    // Of a row that is there, the row says which it is, and the chain whether that is right.
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

/** `seq` as it was found by: whether it is right, the chain says. */
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
