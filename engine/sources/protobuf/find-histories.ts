// Finds the histories in a protobuf file: the bytes of each event, and the message around the events. Knows History,
// GetWorkflowExecutionHistoryResponse (a page), WorkflowExecutions (an export of several), each also with a length
// prefix. Sources: temporal/api history/v1, workflowservice/v1, export/v1.

import { Wire, WireError } from '../../formats/temporal-protobuf/wire.ts';
import { RetraceError } from '../../model/errors.ts';

/** A range of the bytes. */
export type Slice = { readonly start: number; readonly end: number };

export type FoundHistory = Slice & {
  /** In file order. */
  readonly events: readonly Slice[];
  /** Name of the form, for a person. */
  readonly form: string;
  /** Whether it is a page that is not the last. */
  readonly morePages: boolean;
  /** Whether the file ends within this history. */
  readonly isCut: boolean;
};

type Shape = 'history' | 'page' | 'export';
/** In order of the nesting depth of events. */
const shapes: readonly Shape[] = ['history', 'page', 'export'];
const forms: Readonly<Record<Shape, string>> = {
  history: 'Temporal protobuf',
  page: 'Temporal protobuf, page of the gRPC API',
  export: 'Temporal protobuf, Cloud export',
};
const FIRST = 10;
const SECOND = 18;
const THIRD = 26;

/** Id and type of the first event. */
export type Peek = { readonly id: number; readonly type: number };

/**
 * The shape of the bytes that begin with `head`; undefined if they hold no history. `delimited`: a length prefix comes
 * first.
 */
export function shapeOf(head: Buffer): { readonly shape: Shape; readonly delimited: boolean } | undefined {
  const plain = shapeAt(head, 0);
  if (plain !== undefined) return { shape: plain, delimited: false };
  try {
    const wire = new Wire(head);
    wire.large();
    const shape = shapeAt(head, wire.at);
    return shape && { shape, delimited: true };
  } catch {
    return undefined;
  }
}

function shapeAt(head: Buffer, at: number): Shape | undefined {
  const wire = new Wire(head, at);
  try {
    for (const shape of shapes) {
      if (wire.tag() !== FIRST) return undefined;
      const length = Number(wire.large());
      if (peek(head, wire.at, Math.min(head.length, wire.at + length)) !== undefined) return shape;
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  return undefined;
}

/** Id and type of the event, also of an incomplete one; undefined if the bytes are no event. */
export function peek(bytes: Buffer, start: number, end: number): Peek | undefined {
  const wire = new Wire(bytes, start, end);
  let [id, type] = [0, 0];
  try {
    while (wire.more() && (id === 0 || type === 0)) {
      const tag = wire.tag();
      if (tag === 8) id = Number(wire.large());
      else if (tag === 24) type = wire.small();
      else wire.skip(tag & 7);
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  return id > 0 && type > 0 && type < 10_000 ? { id, type } : undefined;
}

/**
 * All histories. Throws `not-a-history` if the bytes hold anything else, and `cut-off` if they are incomplete, unless
 * `partial`.
 */
export function* findHistories(bytes: Buffer, partial: boolean): Generator<FoundHistory> {
  const found = shapeOf(bytes);
  if (found === undefined)
    throw new RetraceError('not-a-history', 'The file is no protobuf history. Export the history as JSON.');
  const finder = new HistoryFinder(bytes, found.shape, partial);
  try {
    yield* found.delimited ? finder.delimited() : finder.message({ start: 0, end: bytes.length });
  } catch (error) {
    if (error instanceof WireError)
      throw new RetraceError(
        'cut-off',
        `The protobuf history cannot be read from byte ${error.at} on: ${error.message}. Copy or export it again, or open what is there with --partial.`,
        { cause: error },
      );
    throw error;
  }
}

class HistoryFinder {
  readonly #bytes: Buffer;
  readonly #shape: Shape;
  readonly #partial: boolean;

  constructor(bytes: Buffer, shape: Shape, partial: boolean) {
    this.#bytes = bytes;
    this.#shape = shape;
    this.#partial = partial;
  }

  /** Consecutive messages with length prefixes; the prefix is part of the exported bytes. */
  *delimited(): Generator<FoundHistory> {
    const wire = new Wire(this.#bytes);
    while (wire.more()) {
      const from = wire.at;
      const end = this.#lengthOf(wire) + wire.at;
      let start = from;
      for (const history of this.message({ start: wire.at, end })) {
        yield { ...history, start, form: `${history.form}, length-delimited` };
        start = history.end;
      }
      wire.at = end;
    }
  }

  message(slice: Slice): Generator<FoundHistory> | readonly FoundHistory[] {
    return this.#shape === 'export' ? this.#items(slice) : [this.#history(slice)];
  }

  /** Each item of an export is a separate history. */
  *#items({ start, end }: Slice): Generator<FoundHistory> {
    const wire = new Wire(this.#bytes, start, end);
    while (wire.more()) {
      const from = wire.at;
      const tag = wire.tag();
      if (tag !== FIRST) {
        wire.skip(tag & 7);
        continue;
      }
      const length = this.#lengthOf(wire);
      const item = { start: wire.at, end: wire.at + length };
      if (length > 0) yield { ...this.#history(item), start: from };
      wire.at = item.end;
    }
  }

  /** `slice` holds one history: its events, or a message around them (a page or an item of an export). */
  #history(slice: Slice): FoundHistory {
    const events: Slice[] = [];
    const wire = new Wire(this.#bytes, slice.start, slice.end);
    const state = { morePages: false, isCut: false };
    try {
      if (this.#shape === 'history') this.#events(wire, events);
      else this.#around(wire, events, state);
    } catch (error) {
      if (!(error instanceof WireError && this.#partial && events.length > 0)) throw error;
      state.isCut = true;
    }
    const end = state.isCut ? events.at(-1)!.end : slice.end;
    return { start: slice.start, end, events, form: forms[this.#shape], ...state };
  }

  #around(wire: Wire, events: Slice[], state: { morePages: boolean }): void {
    while (wire.more()) {
      const tag = wire.tag();
      if (tag === FIRST) this.#within(wire, (inner) => this.#events(inner, events));
      else if (tag === SECOND && this.#shape === 'page') this.#within(wire, (inner) => this.#blob(inner, events));
      else if (tag === THIRD && this.#shape === 'page') {
        const length = wire.length();
        state.morePages = length > 0;
        wire.at += length;
      } else wire.skip(tag & 7);
    }
  }

  /** A `DataBlob`, whose bytes are an encoded history. */
  #blob(wire: Wire, events: Slice[]): void {
    while (wire.more()) {
      const tag = wire.tag();
      if (tag === SECOND) this.#within(wire, (inner) => this.#events(inner, events));
      else wire.skip(tag & 7);
    }
  }

  #events(wire: Wire, events: Slice[]): void {
    while (wire.more()) {
      const from = wire.at;
      const tag = wire.tag();
      if (tag !== FIRST) {
        wire.skip(tag & 7);
        continue;
      }
      const length = wire.length();
      const event = { start: wire.at, end: wire.at + length };
      if (peek(this.#bytes, event.start, event.end) === undefined)
        throw new WireError(`what stands there is no event (${events.length} whole ones come before it)`, from);
      events.push(event);
      wire.at = event.end;
    }
  }

  #within(wire: Wire, read: (inner: Wire) => void): void {
    const length = this.#lengthOf(wire);
    const inner = new Wire(wire.bytes, wire.at, wire.at + length);
    read(inner);
    wire.at = inner.end;
  }

  /** Length of the message; if it is cut off, the number of bytes present. */
  #lengthOf(wire: Wire): number {
    return this.#partial ? Math.min(Number(wire.large()), wire.end - wire.at) : wire.length();
  }
}
