// --codec-endpoint: the payloads of a run are decoded by a codec server before they are shown. Nothing of it is kept.

import type { Dialect } from '../formats/dialect.ts';
import type { Json } from '../model/json.ts';
import { askCodec } from '../runs/ask-codec.ts';
import type { CommandOptions } from './command.ts';

export type CodecOptions = Omit<CommandOptions<'codecEndpoint' | 'namespace'>, 'words'>;

/** Events as their source wrote them; see `decodeAsAsked`. */
export async function decodePayloads(
  options: CodecOptions,
  dialect: Dialect,
  payloads: readonly Uint8Array[],
): Promise<void> {
  await decodeAsAsked(options, dialect, rawPages(dialect, payloads));
}

async function* rawPages(dialect: Dialect, payloads: readonly Uint8Array[]): AsyncGenerator<{ readonly raw: Json }[]> {
  yield payloads.map((payload) => ({ raw: dialect.parse(payload) }));
}

/** The authorization is taken from TEMPORAL_CODEC_AUTH. */
export async function decodeAsAsked(
  { codecEndpoint, namespace }: CodecOptions,
  dialect: Dialect,
  pages: AsyncIterable<Iterable<{ readonly raw: Json }>>,
): Promise<void> {
  if (codecEndpoint === undefined) return;
  const authorization = process.env['TEMPORAL_CODEC_AUTH'];
  const codec = { endpoint: codecEndpoint, namespace: namespace ?? 'default', ...(authorization && { authorization }) };
  await askCodec(codec, dialect, pages);
}
