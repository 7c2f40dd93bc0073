// Workflow code as one script, and the kind of guest that it is for.

import type { Site } from './locals/site.ts';
import type { CodeOptions } from './temporal/bundle.ts';

/** The SDK that the code is written for. */
export type GuestKind = 'temporal' | 'native';

export type Bundle = {
  readonly guest: GuestKind;
  readonly code: string;
  /** Source map, as JSON text; its sources are relative to `folder`. */
  readonly map: string;
  readonly folder: string;
  /** Digest of the code: equal digests mean equal code. */
  readonly digest: string;
  /** Version of the SDK package that the code uses. */
  readonly sdkVersion: string;
  /** All files read, as absolute paths. */
  readonly files: readonly string[];
  /** The source and the options of the bundle. */
  readonly options: CodeOptions;
  /** The sites that instrumented code reports. */
  readonly sites?: readonly Site[];
  /** The first script of the context, where it is not part of `code`. */
  readonly kernel?: string;
};

/** Throws the errors of that kind's bundler, which is loaded only where a bundle has to be made. */
export async function bundleFor(guest: GuestKind, options: CodeOptions): Promise<Bundle> {
  return guest === 'native'
    ? (await import('./native/native-code.ts')).bundleNativeCode(options)
    : (await import('./temporal/bundle.ts')).bundleCode(options);
}
