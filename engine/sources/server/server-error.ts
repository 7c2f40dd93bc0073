// What a server's errors mean for a person. Codes: grpc.io/docs/guides/status-codes.

import { RetraceError } from '../../model/errors.ts';
import type { ServerPlace } from '../../model/server.ts';

const unreachable: ReadonlySet<number> = new Set([4, 14]);
const advice: Readonly<Record<number, string>> = {
  3: 'Mend the query, or the ids.',
  5: 'Check namespace and ids.',
  7: 'Check the API key or the certificate, and what it may read in this namespace.',
  8: 'It is asked too much: try again later, or for less.',
  16: 'Give an API key, or a client certificate, that this namespace knows.',
};

/** The gRPC error in `error` or behind it; a bug of ours stays what it is. */
export function serverError({ address, namespace }: ServerPlace, error: unknown): Error {
  const told = statusIn(error);
  if (told === undefined) return error instanceof Error ? error : new Error(String(error));
  const { code, details } = told;
  if (unreachable.has(code))
    return new RetraceError(
      'server-unreachable',
      `No Temporal server answers at ${address}: ${details}. Check the address, whether it wants TLS, and the network.`,
      { cause: error },
    );
  return new RetraceError(
    'server-refused',
    `The server at ${address} refuses (namespace ${namespace}): ${details}. ${advice[code] ?? 'Try again, or ask who runs it.'}`,
    { cause: error },
  );
}

function statusIn(error: unknown): { readonly code: number; readonly details: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, details } = at as { code?: unknown; details?: unknown };
    if (typeof code === 'number')
      return {
        code,
        details: (typeof details === 'string' && details !== '' ? details : at.message).replace(/\.$/, ''),
      };
    if (at.message === 'Failed to connect before the deadline') return { code: 14, details: 'no answer in time' };
    if (at.name === 'TypeError' || code === 'ERR_OSSL_PEM_NO_START_LINE') return { code: 3, details: at.message };
  }
  return undefined;
}
