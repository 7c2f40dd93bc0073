// Encodes and decodes the payload of a continuation event, which stands for archived events (SPEC.md L25).

import { RetraceError } from '../../model/errors.ts';
import type { ChainedEvent, Continuation } from '../backend.ts';

export function continuationPayload({ file, checksum, from, to, lastType }: Continuation): Uint8Array {
  return Buffer.from(JSON.stringify({ version: 1, file, checksum, from, to, lastType }));
}

/** Throws `log-damaged`. */
export function readContinuation(run: string, { seq, atMs, payload, digest }: ChainedEvent): Continuation {
  const said = parsed(payload) as Partial<Record<string, unknown>> | undefined;
  const { file, checksum, from, to, lastType } = said ?? {};
  if (
    said?.['version'] === 1 &&
    typeof file === 'string' &&
    typeof checksum === 'string' &&
    typeof from === 'number' &&
    to === -seq &&
    typeof lastType === 'string'
  ) {
    return { file, checksum, from, to, lastType, lastAtMs: atMs, digest };
  }
  throw new RetraceError(
    'log-damaged',
    `The continuation event ${seq} of run ${JSON.stringify(run)} cannot be read; it says where events up to ${-seq} are archived. If you have the archive, restore it into another log.`,
  );
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}
