// Encodes and decodes one event as one line of JSON (SPEC.md L30). Knows no file.

import { RetraceError } from '../../model/errors.ts';
import type { ChainedEvent } from '../backend.ts';
import type { StoredEvent } from '../log.ts';

const moreEnding = Buffer.from(',"more":true}');
const continuationStart = Buffer.from('{"seq":-');

/** Includes the line break. `more`: the batch continues in the next line. */
export function eventLine({ seq, atMs, type, payload }: StoredEvent, digest: Uint8Array, more = false): string {
  const base64 = bufferOf(payload).toString('base64');
  return `{"seq":${seq},"atMs":${JSON.stringify(atMs)},"type":${JSON.stringify(type)},"payload":"${base64}","digest":"${bufferOf(digest).toString('hex')}"${more ? ',"more":true' : ''}}\n`;
}

/** Whether the line's batch continues in the next line; reads only the line's end. The line has no line break. */
export function saysMore(line: Buffer): boolean {
  return line.length >= moreEnding.length && line.subarray(-moreEnding.length).equals(moreEnding);
}

export function isContinuationLine(line: Buffer): boolean {
  return line.subarray(0, continuationStart.length).equals(continuationStart);
}

/** Throws `log-damaged`; `where` names the line. */
export function readEventLine(line: Buffer, where: string): ChainedEvent {
  const { seq, atMs, type, payload, digest } = parsed(line) ?? {};
  if (
    typeof seq !== 'number' ||
    (atMs !== null && typeof atMs !== 'number') ||
    typeof type !== 'string' ||
    typeof payload !== 'string' ||
    typeof digest !== 'string'
  ) {
    throw new RetraceError(
      'log-damaged',
      `${where} is no event. Its run can be read up to there; see retrace log verify.`,
    );
  }
  return { seq, atMs, type, payload: Buffer.from(payload, 'base64'), digest: Buffer.from(digest, 'hex') };
}

function parsed(line: Buffer): Partial<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line.toString('utf8')) as Partial<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
