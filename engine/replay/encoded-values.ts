// Code over values that it cannot read: a replay of it says nothing about the code.

import { basename } from 'node:path';
import { RetraceError } from '../model/errors.ts';

/** `thrown`: what the code throws. Throws `code-not-supported` where that is an encoding that its SDK does not know. */
export function refuseEncoded(thrown: string | undefined, history: string): void {
  const [, encoding] = /Unknown encoding: (\S+)/.exec(thrown ?? '') ?? [];
  if (encoding === undefined) return;
  throw new RetraceError(
    'code-not-supported',
    `The values of ${basename(history)} are encoded (${encoding}), and its code cannot read them: nothing can be said of it. Where a payload codec made them, name a server that decodes them: --codec-endpoint URL, in the window the command "Decode this run with a codec server…". Where a payload converter did, name that: --payload-converter PATH.`,
  );
}
