// All terminal output goes through this module. Untrusted text is shown with escapes, so that the terminal does not
// interpret it (SPEC.md C20).

import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { jsonText } from '../model/json-text.ts';

/**
 * Characters to escape: C0, DEL, C1, lone surrogates, marks that change or join text direction, line separators,
 * interlinear marks, invisible tags.
 */
const obeyed = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
/** The same without line breaks. */
const obeyedInLines = new RegExp(`(?!\\n)${obeyed.source}`, 'gu');
/** The same without JSON's white space. */
const obeyedInJson = new RegExp(`(?![\\n\\t])${obeyed.source}`, 'gu');

/** The output streams. An object, so that a test can capture output without touching the test runner's streams. */
export const streams = {
  /** Returns false if the reader is slower: wait for `drain`. */
  output: (text: string | Uint8Array): boolean => process.stdout.write(text),
  errors: (text: string): boolean => process.stderr.write(text),
};

/** One line on standard output. */
export function printLine(line: string): void {
  streams.output(`${shown(line)}\n`);
}

/** Prints a JSON object on one line: the same value, with special characters as JSON escapes. */
export function printJson(value: unknown): void {
  printLine(jsonText(value));
}

/** Prints each on its own line. Waits for a slower reader. */
export async function printEach(lines: readonly string[]): Promise<void> {
  await printLines(lines.map((line) => `${shown(line)}\n`).join(''));
}

/** Prints lines that this program made. Waits for a slower reader. */
export async function printLines(lines: string): Promise<void> {
  if (!streams.output(lines.replaceAll(obeyedInLines, escapes))) await once(process.stdout, 'drain');
}

/** One line on standard error. */
export function complain(line: string): void {
  streams.errors(`${shown(line)}\n`);
}

/** Prints a JSON text: unchanged to a program; to a terminal, the same value with special characters escaped. */
export async function printPieces(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new StringDecoder('utf8');
  for await (const piece of pieces) {
    const text = process.stdout.isTTY ? shownJson(decoder.write(Buffer.from(piece))) : piece;
    if (!streams.output(text)) await once(process.stdout, 'drain');
  }
}

/** Escapes output of libraries and of Node itself, stack traces included. */
export function guardStandardError(): void {
  const write = process.stderr.write.bind(process.stderr) as (text: string | Uint8Array, ...more: unknown[]) => boolean;
  process.stderr.write = (text: string | Uint8Array, ...more: unknown[]): boolean =>
    write(typeof text === 'string' ? text.replaceAll(obeyedInLines, escapes) : text, ...more);
}

/** The text on one line, with escapes for characters that a terminal would interpret. */
export function shown(text: string): string {
  return text.replaceAll(obeyed, escapes);
}

/** In JSON, carriage returns are only between tokens, where other white space means the same. */
export function shownJson(text: string): string {
  return text.replaceAll('\r', '\n').replaceAll(obeyedInJson, escapes);
}

function escapes(letter: string): string {
  return Array.from(
    { length: letter.length },
    (_, i) => `\\u${letter.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
