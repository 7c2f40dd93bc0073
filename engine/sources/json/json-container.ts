// Reads JSON documents, JSON Lines, bundles, and gzip around any of them. Accepts every file, and reports its errors.
// JSON Lines with only event lines are streamed, all others are read whole.

import { dialectOf } from '../../formats/dialects.ts';
import { RetraceError } from '../../model/errors.ts';
import type { FileEntry, OtherEntry } from '../entry.ts';
import type { Container, FoundRun, Kept, Source, StreamedLines } from '../source.ts';
import { isSqlite } from '../sqlite-tables.ts';
import { isGzip, unpacked } from '../unpack.ts';
import { type Envelope, holdsMore, unwrap, withMore } from './envelope.ts';
import { eachHistory, type History, readAlike } from './history-file.ts';
import { jsonLines } from './json-lines.ts';
import { withoutCutCharacter } from './text-check.ts';

export const json: Container = {
  id: 'json',
  recognise: (entry) => (entry.type === 'folder' ? undefined : new JsonFile(entry)),
  exported(kept, payloadAt, events) {
    const envelope = envelopeFor(kept as unknown as Envelope, events);
    return envelope && wrapped(envelope, payloadAt, events);
  },
  ending: (dialect) => (dialectOf(dialect).inLines ? 'jsonl' : 'json'),
};

/** undefined if the envelope has no place for appended events. */
function envelopeFor(envelope: Envelope, events: number): Envelope | undefined {
  const more =
    events - envelope.chunks.reduce<number>((sum, chunk) => sum + (typeof chunk === 'number' ? chunk : 0), 0);
  if (more === 0) return envelope;
  return holdsMore(envelope) ? withMore(envelope, more) : undefined;
}

async function* wrapped(
  envelope: Envelope,
  payloadAt: (seq: number) => Promise<Uint8Array>,
  events: number,
): AsyncGenerator<Uint8Array> {
  for (const piece of unwrap(envelope, events, (seq) => seq))
    yield typeof piece === 'number' ? await payloadAt(piece) : piece;
}

class JsonFile implements Source {
  readonly #entry: FileEntry | OtherEntry;
  #bytes: Promise<Buffer> | undefined;

  constructor(entry: FileEntry | OtherEntry) {
    this.#entry = entry;
  }

  async lines(partial: boolean): Promise<StreamedLines | undefined> {
    return this.#entry.type === 'file' ? await jsonLines(this.#entry, partial) : undefined;
  }

  async quick(partial: boolean): Promise<History | undefined> {
    return readAlike(await this.#read(partial));
  }

  async *runs(partial: boolean): AsyncIterable<FoundRun> {
    for (const history of eachHistory(await this.#read(partial), partial)) yield { type: 'held', history };
  }

  #read(partial: boolean): Promise<Buffer> {
    const read = async (): Promise<Buffer> => {
      const read = await this.#entry.read();
      const bytes = await unpacked(read, partial);
      if (isGzip(read) && isSqlite(bytes))
        throw new RetraceError(
          'not-a-history',
          'The file is a SQLite database packed by gzip. Unpack it (gunzip), and open what comes out.',
        );
      return partial ? withoutCutCharacter(bytes) : bytes;
    };
    return (this.#bytes ??= read());
  }
}

/** The stored data of a history beside its events. */
export function keptOf({ envelope }: Pick<History, 'envelope'>): Kept {
  return { container: json.id, ...envelope };
}
