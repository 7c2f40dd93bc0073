// What a server refuses, and one that is none, said with what to do. The dev server guards nothing: keys and certificates
// are asked for by a gate before it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../engine.ts';
import type { ServerPlace, ServerRun } from '../../model/server.ts';
import type { Checks } from './checks.ts';
import { serverGate } from './server-gate.ts';
import { withEngine } from './with-engine.ts';

const pem = readFileSync(join(import.meta.dirname, '../localhost.pem'));
const certificates = { ca: pem.toString() };

export async function checkErrors(checks: Checks, server: ServerPlace): Promise<void> {
  await withEngine(async (engine) => {
    const listed = (place: Partial<ServerPlace>, query = ''): Promise<unknown> =>
      engine.listServer({ server: { ...server, ...place }, query, most: 1 });
    await checks.refuses(
      'a namespace that is none',
      listed({ namespace: 'no-such-namespace' }),
      'server-refused',
      /no-such-namespace.*Check namespace/,
    );
    await checks.refuses(
      'a query that is none',
      listed({}, 'Colour = blue'),
      'server-refused',
      /invalid query.*Mend the query/i,
    );
    await checks.refuses(
      'an attribute that is none',
      listed({}, "Colour = 'blue'"),
      'server-refused',
      /Colour.*Mend the query/,
    );
    await checks.refuses(
      'a port where nobody is',
      listed({ address: '127.0.0.1:1' }),
      'server-unreachable',
      /ECONNREFUSED.*Nobody listens/,
    );
    await checks.refuses(
      'a name that is none',
      listed({ address: 'no.such.host.invalid:7233' }),
      'server-unreachable',
      /no\.such\.host\.invalid.*No machine/,
    );
    await checks.refuses(
      'TLS where none is',
      listed({ tls: true }),
      'server-unreachable',
      /wrong version number\. It does not speak TLS/,
    );
    await checks.refuses(
      'an API key, and so TLS, where none is',
      listed({ apiKey: 'sesame' }),
      'server-unreachable',
      /without TLS/,
    );
    await checks.refuses(
      'an address that is none',
      listed({ address: 'http://127.0.0.1' }),
      'server-refused',
      /HOST:PORT/,
    );
    await checks.refuses(
      'certificates that are none',
      listed({ certificates: { cert: 'mine', key: 'mine' } }),
      'server-refused',
      /PEM/,
    );
    await checkRuns(checks, engine, server);
    await checkGuarded(checks, listed, server);
  });
}

async function checkRuns(checks: Checks, engine: Engine, server: ServerPlace): Promise<void> {
  const none = { workflowType: '', status: 'Running', startedAtMs: null, closedAtMs: null, events: 0 };
  const fetched = async (run: ServerRun): Promise<string> => {
    const [outcome] = await engine.fetchRuns({ server, runs: [run], follow: false }, {});
    return outcome !== undefined && 'error' in outcome ? `${outcome.error.code}: ${outcome.error.message}` : 'it came';
  };
  const noRun = await fetched({ ...none, workflowId: 'no-such-run', runId: '01234567-89ab-4cde-8f01-23456789abcd' });
  checks.that(`a run that is none: ${noRun}`, /^server-refused: .*not found.*Check namespace/.test(noRun), noRun);
  const noId = await fetched({ ...none, workflowId: 'no-such-run', runId: 'nonsense' });
  checks.that(`a run id that is none: ${noId}`, /^server-refused: .*Invalid RunId.*ids/.test(noId), noId);
}

async function checkGuarded(
  checks: Checks,
  listed: (place: Partial<ServerPlace>) => Promise<unknown>,
  { address }: ServerPlace,
): Promise<void> {
  const keyed = await serverGate(address, { pem, apiKey: 'sesame' });
  const place = { address: keyed.address, certificates };
  await checks.refuses('a wrong API key', listed({ ...place, apiKey: 'other' }), 'server-refused', /Give an API key/);
  await checks.refuses('no API key', listed(place), 'server-refused', /Give an API key/);
  checks.that('the API key leads in', (await listed({ ...place, apiKey: 'sesame' })) !== undefined, '');
  await checks.refuses(
    'plain text where TLS is',
    listed({ address: keyed.address }),
    'server-unreachable',
    /ask it with TLS/,
  );
  await checks.refuses(
    'a certificate that nobody signed',
    listed({ address: keyed.address, tls: true }),
    'server-unreachable',
    /self-signed certificate\. Give the certificate/,
  );
  keyed.close();
  const shown = await serverGate(address, { pem, clientCa: pem });
  const own = { ca: pem.toString(), cert: pem.toString(), key: pem.toString() };
  checks.that(
    'a client certificate leads in',
    (await listed({ address: shown.address, certificates: own })) !== undefined,
    '',
  );
  await checks.refuses(
    'no client certificate',
    listed({ address: shown.address, certificates }),
    'server-unreachable',
    /wants a client certificate/,
  );
  shown.close();
}
