// A gate before a real Temporal server: notes which methods are asked, and can speak TLS, want a client certificate and
// an API key, as a guarded server does. Everything else passes as it is.

import {
  type ClientHttp2Session,
  connect,
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

type Guard = {
  /** Speaks TLS with this key and certificate (PEM). */
  readonly pem?: Buffer;
  /** The client has to show a certificate that this one signed (PEM). */
  readonly clientCa?: Buffer;
  readonly apiKey?: string;
};

export type ServerGate = {
  readonly address: string;
  /** Names of the methods that were called, in order. */
  readonly asked: string[];
  close(): void;
};

/** `address`: `HOST:PORT` of a server without TLS. */
export async function serverGate(address: string, { pem, clientCa, apiKey }: Guard = {}): Promise<ServerGate> {
  const behind = connect(`http://${address}`);
  const asked: string[] = [];
  const gate: Http2Server | Http2SecureServer =
    pem === undefined
      ? createServer()
      : createSecureServer({
          key: pem,
          cert: pem,
          ...(clientCa !== undefined && { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
        });
  gate.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    asked.push(String(headers[':path']).split('/').at(-1) ?? '');
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) refuse(stream);
    else pass(stream, headers, behind);
  });
  const sessions = new Set<{ destroy(): void }>();
  gate.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(gate.address() as AddressInfo).port}`,
    asked,
    close() {
      gate.close();
      for (const session of sessions) session.destroy();
      behind.destroy();
    },
  };
}

function refuse(stream: ServerHttp2Stream): void {
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': '16',
      'grpc-message': 'Request unauthorized.',
    },
    { endStream: true },
  );
}

function pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, behind: ClientHttp2Session): void {
  const { ':authority': _, ':scheme': __, ...kept } = headers;
  const question = behind.request(kept);
  let trailers: IncomingHttpHeaders = {};
  question.on('response', (answer, flags) => {
    const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.respond(answer, isAll ? { endStream: true } : { waitForTrailers: true });
    if (!isAll) question.pipe(stream);
  });
  question.on('trailers', (last) => (trailers = last));
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.on('close', () => question.close(constants.NGHTTP2_CANCEL));
  question.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  stream.on('error', () => question.close(constants.NGHTTP2_CANCEL));
  stream.pipe(question);
}
