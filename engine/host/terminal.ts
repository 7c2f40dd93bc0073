// The edge to the terminal: whatever is printed goes through here. Text of strangers is shown, not obeyed (SPEC.md C20).

import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { jsonText } from '../model/json-text.ts';

/** C0, DEL, C1, what turns or joins the direction of writing, line separators, interlinear marks, tags that nobody sees. */
const obeyed = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
/** The same, but line breaks. */
const obeyedInLines = new RegExp(`(?!\\n)${obeyed.source}`, 'gu');
/** The same, but the white space of JSON. */
const obeyedInJson = new RegExp(`(?![\\n\\t])${obeyed.source}`, 'gu');

/** Where printed text ends up. An object, so that a test can listen at it and leave the streams to the test runner. */
export const streams = {
  /** False where the reader is slower: wait for `drain`. */
  output: (text: string | Uint8Array): boolean => process.stdout.write(text),
  errors: (text: string): boolean => process.stderr.write(text),
};

/** One line on standard output. */
export function printLine(line: string): void {
  streams.output(`${shown(line)}\n`);
}

/** One JSON object on a line of its own: the same value, its escapes written out. */
export function printJson(value: unknown): void {
  printLine(jsonText(value));
}

/** Each on a line of its own. Waits where the reader is slower. */
export async function printEach(lines: readonly string[]): Promise<void> {
  await printLines(lines.map((line) => `${shown(line)}\n`).join(''));
}

/** Lines of our own making. Waits where the reader is slower. */
export async function printLines(lines: string): Promise<void> {
  if (!streams.output(lines.replaceAll(obeyedInLines, escapes))) await once(process.stdout, 'drain');
}

/** One line on standard error. */
export function complain(line: string): void {
  streams.errors(`${shown(line)}\n`);
}

/** A JSON text: to the letter for a program, for a terminal the same value with its escapes written out. */
export async function printPieces(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new StringDecoder('utf8');
  for await (const piece of pieces) {
    const text = process.stdout.isTTY ? shownJson(decoder.write(Buffer.from(piece))) : piece;
    if (!streams.output(text)) await once(process.stdout, 'drain');
  }
}

/** What libraries and Node itself write there, stacks of errors among it. */
export function guardStandardError(): void {
  const write = process.stderr.write.bind(process.stderr) as (text: string | Uint8Array, ...more: unknown[]) => boolean;
  process.stderr.write = (text: string | Uint8Array, ...more: unknown[]): boolean =>
    write(typeof text === 'string' ? text.replaceAll(obeyedInLines, escapes) : text, ...more);
}

/** On one line, with escapes for what a terminal would obey. */
export function shown(text: string): string {
  return text.replaceAll(obeyed, escapes);
}

/** A carriage return stands between tokens only, where any white space means the same. */
export function shownJson(text: string): string {
  return text.replaceAll('\r', '\n').replaceAll(obeyedInJson, escapes);
}

function escapes(letter: string): string {
  return Array.from(
    { length: letter.length },
    (_, i) => `\\u${letter.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
