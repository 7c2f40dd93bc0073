// Why the browser cannot read a file that a person handed to it.

import { RetraceError } from '../../engine/model/errors.ts';

/** The browser's error about a file or folder, as one with a code: it may be gone, or closed to the reader. */
export function unreadable(name: string, error: unknown): RetraceError {
  if (error instanceof DOMException && error.name === 'NotFoundError')
    return new RetraceError('not-found', `${name} is not there any more. Check its name and its folder.`);
  const why = error instanceof Error ? error.message : String(error);
  return new RetraceError('not-readable', `${name} cannot be read: ${why} Open it again, or copy it elsewhere.`);
}
