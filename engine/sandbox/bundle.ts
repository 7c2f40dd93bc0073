// Workflow code as one script, and which guest it is code for.

import type { Site } from './locals/site.ts';
import { bundleNativeCode } from './native/native-code.ts';
import { bundleCode, type CodeOptions } from './temporal/bundle.ts';

/** Whose API the code is written against. */
export type GuestKind = 'temporal' | 'native';

export type Bundle = {
  readonly guest: GuestKind;
  readonly code: string;
  /** Source map, as JSON text; its sources are relative to `folder`. */
  readonly map: string;
  readonly folder: string;
  /** Of the code: equal digests are equal code. */
  readonly digest: string;
  /** Of the package that the code is written against. */
  readonly sdkVersion: string;
  /** All that was read, as absolute paths. */
  readonly files: readonly string[];
  /** What it was made of, and how. */
  readonly options: CodeOptions;
  /** Of which instrumented code tells. */
  readonly sites?: readonly Site[];
  /** The script that its context begins with, where that is not part of `code`. */
  readonly kernel?: string;
};

/** Throws what the bundler of that kind throws. */
export function bundleFor(guest: GuestKind, options: CodeOptions): Promise<Bundle> {
  return guest === 'native' ? bundleNativeCode(options) : bundleCode(options);
}
