// Runs that came from a Temporal server, page by page; they grow in the library as they do on the server.

import type { Container, Kept } from '../source.ts';

export const server: Container = {
  id: 'server',
  // A server is no file: it is asked by its address.
  recognise: () => undefined,
  async *exported(_, payloadAt, events) {
    yield Buffer.from('{"events":[');
    for (let seq = 1; seq <= events; seq++) {
      if (seq > 1) yield Buffer.from(',');
      yield await payloadAt(seq);
    }
    yield Buffer.from(']}');
  },
  ending: () => 'json',
};

export const keptOfServer: Kept = { container: server.id, version: 1, warnings: [] };
