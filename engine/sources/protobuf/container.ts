// Reads Temporal's histories in protobuf: files of one or several, pages of the gRPC API, exports; also compressed by
// gzip or written as text.

import { createHash } from 'node:crypto';
import { isAscii } from 'node:buffer';
import type { Identity } from '../../formats/dialect.ts';
import { temporalProtobuf as dialect } from '../../formats/temporal-protobuf/temporal-protobuf.ts';
import type { Warning } from '../../model/event.ts';
import { type FileEntry, fileEntry, type FolderEntry } from '../entry.ts';
import type { Container, FoundRun, Kept, RawEvent, Source, StreamedRun } from '../source.ts';
import { unpacked, unpackedHead } from '../unpack.ts';
import { findHistories, type FoundHistory, peek, shapeOf, type Slice } from './find-histories.ts';
import { countOf, framed, framesOf, type Frames } from './frames.ts';
import { readPages, pagesIn } from './pages.ts';
import { bytesOfText } from './written-as-text.ts';

export const protobuf: Container = {
  id: 'protobuf',
  async recognise(entry) {
    if (entry.type === 'folder') return await pagesSource(entry);
    return entry.type === 'file' && (await holdsHistory(entry)) ? new ProtobufFile(entry) : undefined;
  },
  exported(kept, payloadAt, events) {
    const { frames, reversed } = kept as KeptProtobuf;
    if (countOf(frames) !== events) return undefined;
    return framed(frames, (index) => payloadAt(reversed ? events - index : index + 1));
  },
  ending: () => 'binpb',
};

/** `reversed`: the file has its newest event first. */
type KeptProtobuf = Kept & { readonly frames: Frames; readonly reversed: boolean };

async function holdsHistory(entry: FileEntry): Promise<boolean> {
  return bytesIn(await unpackedHead(entry.head)).some((head) => shapeOf(head) !== undefined);
}

/** The bytes themselves, and the bytes that they may encode as text. */
function bytesIn(bytes: Buffer): readonly Buffer[] {
  return isAscii(bytes) ? [bytes, ...bytesOfText(bytes.toString('latin1'))] : [bytes];
}

async function pagesSource(entry: FolderEntry): Promise<Source | undefined> {
  const paths = pagesIn(entry);
  if (paths === undefined) return undefined;
  for (const path of paths) {
    const file = await fileEntry(path);
    if (file.type !== 'file' || shapeOf(await unpackedHead(file.head))?.shape !== 'page') return undefined;
  }
  return {
    async *runs() {
      yield streamedRun(await readPages(paths));
    },
  };
}

class ProtobufFile implements Source {
  readonly #entry: Pick<FileEntry, 'read'>;

  constructor(entry: Pick<FileEntry, 'read'>) {
    this.#entry = entry;
  }

  async *runs(partial: boolean): AsyncIterable<FoundRun> {
    const file = await unpacked(await this.#entry.read(), partial);
    const bytes = bytesIn(file).find((candidate) => shapeOf(candidate) !== undefined) ?? file;
    for (const found of findHistories(bytes, partial)) yield streamedRun({ bytes, found });
  }
}

function streamedRun({ bytes, found }: { readonly bytes: Buffer; readonly found: FoundHistory }): StreamedRun {
  const reversed = isReversed(bytes, found.events);
  const events = reversed ? found.events.toReversed() : found.events;
  return {
    type: 'streamed',
    dialect,
    form: found.form,
    identity: identityOf(bytes, events),
    digest: createHash('sha256')
      .update('temporal-protobuf ')
      .update(bytes.subarray(found.start, found.end))
      .digest('hex'),
    async *batches() {
      for (let from = 0; from < events.length; from += batchSize)
        yield events
          .slice(from, from + batchSize)
          .map(({ start, end }): RawEvent => ({ payload: bytes.subarray(start, end) }));
    },
    end: async () => {
      const warnings = warningsOf(found);
      return {
        kept: { container: 'protobuf', version: 1, warnings, frames: framesOf(bytes, found, found.events), reversed },
        warnings,
      };
    },
  };
}

const batchSize = 100;

function isReversed(bytes: Buffer, events: readonly Slice[]): boolean {
  const [first, last] = [events[0], events.at(-1)].map((event) => event && peek(bytes, event.start, event.end));
  return first !== undefined && last !== undefined && first.id > last.id;
}

/** Types of the events with the run's identity: the start, and a failed workflow task after a reset. */
const tellers: ReadonlySet<number> = new Set([1, 9]);

function identityOf(bytes: Buffer, events: readonly Slice[]): Identity {
  let identity: Identity = {};
  for (const { start, end } of events) {
    if (!tellers.has(peek(bytes, start, end)?.type ?? 0)) continue;
    try {
      const event = dialect.parse(bytes.subarray(start, end));
      identity = dialect.identify(identity, event, dialect.read(event));
    } catch {
      // Reading the event reports the error.
    }
  }
  return identity;
}

function warningsOf({ morePages, isCut, events }: FoundHistory): readonly Warning[] {
  return [
    ...(isCut
      ? [
          {
            seq: 0,
            code: 'partial-file' as const,
            text: `The file is cut off: what came after event ${events.length} is lost.`,
          },
        ]
      : []),
    ...(morePages ? dialect.checkHolder({ nextPageToken: 'more' }).map((odd) => ({ seq: 0, ...odd })) : []),
  ];
}
