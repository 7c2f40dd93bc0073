// What can be watched in a run.

import type { Traced } from '../../../engine/model/watch/traced.ts';

/** `status`: of the operation of this name that an event was last about. */
export type Watched = Traced | { readonly type: 'status'; readonly name: string };

export function keyOf(watched: Watched): string {
  return JSON.stringify(watched);
}

export function isWatched(value: unknown): value is Watched {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const hasName = 'name' in value && typeof value.name === 'string';
  const hasPath = 'path' in value && typeof value.path === 'string';
  switch (value.type) {
    case 'payload':
      return hasPath;
    case 'value':
      return hasName && hasPath;
    case 'status':
      return hasName;
    default:
      return false;
  }
}
