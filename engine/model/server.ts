// A Temporal server as a source of runs: where it is, how one gets in, and what it lists.

import * as z from 'zod';

const pem = z.string().max(100_000).optional();

/**
 * `address`: `HOST:PORT`, without a port 7233. `tls`: encrypted; an API key or certificates mean so, too.
 * `certificates`: of who signed the server's, and this client's own with its key, in PEM. `serverName`: in the server's
 * certificate, where it is not that of the address. Without `apiKey` the one is used that the system's keychain has, if
 * it has one. Neither key nor certificate is ever stored in the library.
 */
export const serverPlace = z.strictObject({
  address: z.string().min(1).max(500),
  namespace: z.string().min(1).max(500),
  tls: z.boolean().optional(),
  certificates: z.strictObject({ ca: pem, cert: pem, key: pem }).optional(),
  serverName: z.string().max(500).optional(),
  apiKey: z.string().min(1).max(100_000).optional(),
});
export type ServerPlace = z.infer<typeof serverPlace>;

/** Whose API key it is. */
export const keyOwner = serverPlace.pick({ address: true, namespace: true });
export type KeyOwner = z.infer<typeof keyOwner>;

/** `keeps`: there is a keychain here. `kept`: it has the key of this server. */
export type Keychain = { readonly keeps: boolean; readonly kept: boolean };

/** What the server lists of a run. `events` counts a closed run only. */
export const serverRun = z.strictObject({
  workflowId: z.string().min(1).max(10_000),
  runId: z.string().min(1).max(500),
  workflowType: z.string().max(10_000),
  /** As the server's own tools write it: `Running`, `ContinuedAsNew`. */
  status: z.string().max(100),
  startedAtMs: z.number().nullable(),
  closedAtMs: z.number().nullable(),
  events: z.number(),
});
export type ServerRun = Readonly<z.infer<typeof serverRun>>;

/** `more`: the server has runs beyond these. */
export type ServerRuns = { readonly runs: readonly ServerRun[]; readonly more: boolean };
