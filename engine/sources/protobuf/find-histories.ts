// From the bytes of a protobuf file to the histories in it: where each event's own bytes are, and what kind of message holds them.
// Knows History, GetWorkflowExecutionHistoryResponse (a page), WorkflowExecutions (an export of several), each also with its length before it.
// Sources: temporal/api history/v1, workflowservice/v1, export/v1.

import { Wire, WireError } from '../../formats/temporal-protobuf/wire.ts';
import { RetraceError } from '../../model/errors.ts';

/** Where something is in the bytes. */
export type Slice = { readonly start: number; readonly end: number };

export type FoundHistory = Slice & {
  /** In the order of the file. */
  readonly events: readonly Slice[];
  /** In the words of a person. */
  readonly form: string;
  /** It is a page, and not the last. */
  readonly morePages: boolean;
  /** The file ends within it. */
  readonly isCut: boolean;
};

type Shape = 'history' | 'page' | 'export';
/** How deep an event lies in it. */
const shapes: readonly Shape[] = ['history', 'page', 'export'];
const forms: Readonly<Record<Shape, string>> = {
  history: 'Temporal protobuf',
  page: 'Temporal protobuf, page of the gRPC API',
  export: 'Temporal protobuf, Cloud export',
};
const FIRST = 10;
const SECOND = 18;
const THIRD = 26;

/** What the first event says of itself. */
export type Peek = { readonly id: number; readonly type: number };

/** The shape of the bytes that begin with `head`; undefined where they hold no history. `delimited`: their length stands before them. */
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

/** Number and type of the event; undefined where it is none. As much of it as is there is looked at. */
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

/** All of them. Throws `not-a-history` where something else stands in it, and `cut-off` where it ends too early, unless that is wanted. */
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

  /** Messages one after the other, each with its length before it, which belongs to what is given back of it. */
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

  /** Of an export every history is one of its own. */
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

  /** `slice` holds one history: it is its events, or, in a page or an item of an export, a message around them. */
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

  /** A `DataBlob`: a history in bytes of its own. */
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

  /** Of what is cut off, as much as is there. */
  #lengthOf(wire: Wire): number {
    return this.#partial ? Math.min(Number(wire.large()), wire.end - wire.at) : wire.length();
  }
}
