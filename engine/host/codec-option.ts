// --codec-endpoint: the payloads of a run are decoded by a codec server before they are shown. Nothing of it is kept.

import type { Dialect } from '../formats/dialect.ts';
import { askCodec } from '../runs/ask-codec.ts';
import type { FoldedPages } from '../runs/fold-run.ts';
import type { CommandOptions } from './command.ts';

/** The authorization is taken from TEMPORAL_CODEC_AUTH. */
export async function decodeAsAsked(
  { codecEndpoint, namespace }: CommandOptions<'codecEndpoint' | 'namespace'>,
  dialect: Dialect,
  pages: FoldedPages,
): Promise<void> {
  if (codecEndpoint === undefined) return;
  const authorization = process.env['TEMPORAL_CODEC_AUTH'];
  const codec = { endpoint: codecEndpoint, namespace: namespace ?? 'default', ...(authorization && { authorization }) };
  await askCodec(codec, dialect, pages);
}
