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
/** By what a failed connection says, in the words of Node, OpenSSL and grpc-js; the first that fits. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'Nobody listens there: check the port, and whether the server runs.'],
  [/Name resolution/, 'No machine of this name is known: check the name, and the network.'],
  [/wrong version number|packet length too long/, 'It does not speak TLS: ask it without TLS.'],
  [/alert (certificate|bad certificate|unknown ca)/, 'It wants a client certificate that it knows.'],
  [/certificate|altname/i, 'Give the certificate of who signed its own, or the name that its own is for.'],
  [
    /Failed to connect|Protocol error/,
    'It does not answer as a Temporal server without TLS: ask it with TLS, or at another port.',
  ],
];
const anyRemedy = 'Check the address, whether it wants TLS, and the network.';

/** The gRPC error in `error` or behind it; a bug of ours stays what it is. */
export function serverError({ address, namespace }: ServerPlace, error: unknown): Error {
  const mistake = mistakeIn(error);
  if (mistake !== undefined) return new RetraceError('server-refused', mistake, { cause: error });
  const told = statusIn(error);
  if (told === undefined) return error instanceof Error ? error : new Error(String(error));
  const { code, details } = told;
  if (unreachable.has(code))
    return new RetraceError(
      'server-unreachable',
      `No Temporal server answers at ${address}: ${plain(details)}. ${remedies.find(([said]) => said.test(details))?.[1] ?? anyRemedy}`,
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
  }
  return undefined;
}

/** What cannot even be tried. */
function mistakeIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message.startsWith('Invalid address')) return `${error.message}. Write the address as HOST:PORT.`;
  if (String((error as { code?: unknown }).code).startsWith('ERR_OSSL'))
    return `The client certificate or its key cannot be read: ${error.message}. Both are PEM, text that begins with -----BEGIN, and belong together.`;
  return undefined;
}

/** Without what grpc-js and OpenSSL say about themselves. */
function plain(details: string): string {
  return details
    .replace(/^No connection established\. Last error: (Error: )?/, '')
    .replace(/\.? Resolution note: .*$/s, '')
    .replace(/ \(\d{4}-\d\d-\d\dT[^)]*\)/, '')
    .replace(/[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]*):[\s\S]*$/, '$1')
    .replace(/; if the root CA .*$/, '')
    .trim();
}
