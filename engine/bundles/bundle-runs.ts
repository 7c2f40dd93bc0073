// Packs runs into one file for sharing, and says first what the file discloses. Knows no library: the caller passes the
// histories.

import { type BundledComparison, type BundledRun, bundleText } from '../sources/bundle/bundle-file.ts';
import type { Disclosed } from '../model/disclosed.ts';
import { Disclosure } from './disclosure.ts';
import { unwrap } from '../sources/json/envelope.ts';
import { givenAway } from './give-away.ts';
import { eventText, type History } from '../sources/json/history-file.ts';
import { Pseudonyms } from './pseudonym.ts';

export type RunToBundle = BundledRun & { readonly history: History };

export type BundleOptions = {
  readonly createdAtMs: number;
  /**
   * 32 random bytes, drawn for this bundle and never stored: values are replaced by pseudonyms. undefined keeps all
   * values.
   */
  readonly pseudonymKey?: Uint8Array | undefined;
  /** Whether names and ids get pseudonyms too. */
  readonly names: boolean;
  readonly comparison?: BundledComparison | undefined;
};

export type PackedBundle = {
  /** The file's text in pieces, uncompressed. */
  readonly text: readonly Uint8Array[];
  /** One entry per run, in order. `bytes`: size of the run's text. */
  readonly runs: readonly {
    readonly run: BundledRun;
    readonly events: number;
    readonly bytes: number;
    readonly disclosed: Disclosed;
  }[];
};

/** `disclosed` is counted on the text that is written. */
export function packBundle(
  runs: readonly RunToBundle[],
  { createdAtMs, pseudonymKey, names, comparison }: BundleOptions,
): PackedBundle {
  const pseudonyms = pseudonymKey === undefined ? undefined : new Pseudonyms(pseudonymKey);
  const packed = runs.map(({ history, ...run }) => {
    const disclosure = new Disclosure({ pseudonyms, names });
    const rewritten = givenAway(history, disclosure);
    // Without pseudonyms the history's text stays unchanged, byte for byte.
    const text = pseudonyms === undefined ? wholeText(history) : rewritten;
    const source = pseudonyms !== undefined && names ? pseudonyms.text(run.source) : run.source;
    return { run: { ...run, source }, events: history.events.length, text, disclosed: disclosure.disclosed };
  });
  const head = { createdAtMs, pseudonymised: pseudonyms !== undefined };
  const text = [
    ...bundleText(
      head,
      packed.map(({ run, text }) => ({ ...run, text })),
      comparison,
    ),
  ];
  return { text, runs: packed.map(({ text: own, ...rest }) => ({ ...rest, bytes: own.length })) };
}

function wholeText({ envelope, events, bytes }: History): Buffer {
  return Buffer.concat([...unwrap(envelope, events.length, (seq) => eventText(bytes, events[seq - 1]!))]);
}
