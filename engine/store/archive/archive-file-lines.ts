// Reads and writes one event as one line of JSON {seq, atMs, type, payload}, for archives and command line tools. Knows
// no chain and no file.

import { RetraceError } from '../../model/errors.ts';
import type { StoredEvent } from '../log.ts';

/** Includes the line break; the payload is base64. */
export function payloadLine({ seq, atMs, type, payload }: StoredEvent): string {
  return `${JSON.stringify({ seq, atMs, type, payload: bufferOf(payload).toString('base64') })}\n`;
}

/** Like `payloadLine`, but a text payload is written as `text`: it compresses better, and a person can read it. */
export function textLine(event: StoredEvent): string {
  const bytes = bufferOf(event.payload);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) return payloadLine(event);
  const { seq, atMs, type } = event;
  return `${JSON.stringify({ seq, atMs, type, text })}\n`;
}

/**
 * Reads lines of `payloadLine` and `textLine`; ignores other fields. Throws `not-json` and `bad-event`, whose messages
 * contain `where`.
 */
export function readLine(line: string, where: string): StoredEvent {
  const said = parsed(line, where);
  const { seq, atMs = null, type } = said;
  if (typeof seq !== 'number') throw badLine(where, 'seq is not a number');
  if (atMs !== null && typeof atMs !== 'number')
    throw badLine(where, 'atMs is neither a number of milliseconds nor null');
  if (typeof type !== 'string') throw badLine(where, 'type is not a text');
  return { seq, atMs, type, payload: payloadOf(said, where) };
}

function payloadOf({ payload, text }: Partial<Record<string, unknown>>, where: string): Uint8Array {
  if (typeof text === 'string' && payload === undefined) {
    if (!text.isWellFormed()) throw badLine(where, 'text has half a character; give the bytes as payload, in base64');
    return Buffer.from(text, 'utf8');
  }
  if (typeof payload !== 'string' || text !== undefined)
    throw badLine(where, 'there must be either payload, bytes in base64, or text');
  const bytes = Buffer.from(payload, 'base64');
  if (bytes.toString('base64') !== payload) throw badLine(where, 'payload is not base64');
  return bytes;
}

function parsed(line: string, where: string): Partial<Record<string, unknown>> {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch (error) {
    throw new RetraceError(
      'not-json',
      `${where} is not JSON: ${(error as Error).message}. Give one object a line: {"seq":1,"atMs":null,"type":"…","payload":"base64"}.`,
      { cause: error },
    );
  }
  if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said;
  throw badLine(where, 'it is not an object');
}

function badLine(where: string, why: string): RetraceError {
  return new RetraceError(
    'bad-event',
    `${where} is no event: ${why}. Give one object a line: {"seq":1,"atMs":null,"type":"…","payload":"base64"}.`,
  );
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
