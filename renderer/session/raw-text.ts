// The event's raw text, in the pieces that the engine sends.

import type { Result } from '../../engine/model/api.ts';
import type { Seq } from '../../engine/model/event.ts';
import { ask } from './engine.ts';

export type RawPiece = Result<'readRaw'>;

export function readRaw(run: string, seq: Seq, offset: number): Promise<RawPiece> {
  return ask('readRaw', { run, seq, offset });
}

/** Every piece in order. */
export async function* rawPieces(run: string, seq: Seq): AsyncGenerator<RawPiece> {
  for (let offset: number | null = 0; offset !== null;) {
    const piece: RawPiece = await readRaw(run, seq, offset);
    yield piece;
    offset = piece.nextOffset;
  }
}

export async function wholeRaw(run: string, seq: Seq): Promise<string[]> {
  const texts: string[] = [];
  for await (const piece of rawPieces(run, seq)) texts.push(piece.text);
  return texts;
}

/** Saves a text as a file on the person's computer. */
export function saveText(name: string, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
