// What is remembered of a Temporal server from one start to the next: neither key nor certificate.

import type { ServerPlace } from '../../engine/model/server.ts';

export function keptOf({ address, namespace, tls }: ServerPlace): string {
  return JSON.stringify({ address, namespace, tls });
}

/** What `kept` says; anybody may have written it. */
export function placeIn(kept: string | null): Partial<ServerPlace> {
  try {
    const { address, namespace, tls } = JSON.parse(kept ?? '{}') as Record<string, unknown>;
    return {
      ...(typeof address === 'string' && address !== '' && { address }),
      ...(typeof namespace === 'string' && namespace !== '' && { namespace }),
      ...(tls === true && { tls }),
    };
  } catch {
    return {};
  }
}
