// What a script has checked, said line by line.

import { isDeepStrictEqual } from 'node:util';
import { RetraceError } from '../../model/errors.ts';

export class Checks {
  bad = 0;

  equal(what: string, found: unknown, expected: unknown): void {
    this.say(isDeepStrictEqual(found, expected), what, () => difference(found, expected));
  }

  that(what: string, isSo: boolean, otherwise: string): void {
    this.say(isSo, what, () => otherwise);
  }

  /** The error has this code, and its text says this. */
  async refuses(what: string, act: Promise<unknown>, code: string, text: RegExp): Promise<void> {
    const error: unknown = await act.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    this.say(
      error instanceof RetraceError && error.code === code && text.test(error.message),
      `${what}: ${error instanceof Error ? error.message : ''}`,
      () => `${error instanceof RetraceError ? error.code : String(error)} instead of ${code} ${String(text)}`,
    );
  }

  say(isSo: boolean, what: string, otherwise: () => string): void {
    if (!isSo) this.bad += 1;
    console.log(isSo ? `✓ ${what}` : `✗ ${what}: ${otherwise()}`);
  }
}

/** Both values from shortly before the character at which their texts part. */
function difference(found: unknown, expected: unknown): string {
  const [a, b] = [JSON.stringify(found) ?? '', JSON.stringify(expected) ?? ''];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const part = (text: string): string => text.slice(Math.max(0, at - 100), at + 200);
  return `${part(a)} instead of ${part(b)} (character ${at})`;
}
