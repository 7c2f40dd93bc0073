// A codec server: who can read payloads that their owner encoded.

import * as z from 'zod';

/** `endpoint`: without `/decode`; `{namespace}` in it stands for the namespace. `authorization`: the header, as it is. */
export const codecPlace = z.strictObject({
  endpoint: z.string().min(1).max(2000),
  namespace: z.string().min(1).max(500),
  authorization: z.string().min(1).max(100_000).optional(),
});
export type Codec = z.infer<typeof codecPlace>;
