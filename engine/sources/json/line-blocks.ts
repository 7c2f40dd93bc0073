// Reads the lines of a file in blocks of whole lines; only one block is in memory.

import { isUtf8 } from 'node:buffer';
import { RetraceError } from '../../model/errors.ts';
import type { FileEntry } from '../entry.ts';
import { piecesOf } from '../file-pieces.ts';
import { longestText } from './json-scan.ts';
import { checkText, withoutCutCharacter } from './text-check.ts';

const LINE_FEED = 10;

/** Whole lines with their line feeds; only the file's last line may lack one. Valid until the next block is read. */
export type LineBlock = {
  readonly bytes: Buffer;
  /** Number of lines in the file before this block. */
  readonly linesBefore: number;
  /** Number of lines in the file up to the end of this block. */
  readonly linesAfter: number;
};

/** With `partial`, of a file cut off what is whole. Throws `not-utf8`, and what reading the file throws. */
export async function* lineBlocks(entry: FileEntry, partial: boolean): AsyncGenerator<LineBlock> {
  let [offset, linesBefore] = [0, 0];
  for await (const bytes of wholeLines(piecesOf(entry, partial), partial)) {
    if (!isUtf8(bytes)) checkText(bytes, offset);
    const linesAfter = linesBefore + countLines(bytes);
    yield { bytes, linesBefore, linesAfter };
    offset += bytes.length;
    linesBefore = linesAfter;
  }
}

/** What is left of a piece behind its last line feed goes before the next piece. */
async function* wholeLines(pieces: AsyncIterable<Buffer>, partial: boolean): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const first = length === 0 ? 0 : piece.indexOf(LINE_FEED) + 1;
    const last = piece.lastIndexOf(LINE_FEED) + 1;
    if (length > 0 && first > 0) {
      yield Buffer.concat([...begun, piece.subarray(0, first)]);
      [begun, length] = [[], 0];
    }
    if (last > first) yield piece.subarray(first, last);
    if (last === piece.length) continue;
    begun.push(Buffer.from(piece.subarray(last)));
    length += piece.length - last;
    if (length > longestText)
      throw new RetraceError(
        'file-too-large',
        'A line of the file is larger than 512 MiB. No program can take it as one text; leave its payload out.',
      );
  }
  if (length > 0) yield partial ? withoutCutCharacter(Buffer.concat(begun)) : Buffer.concat(begun);
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
