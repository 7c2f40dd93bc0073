// The messages of `@temporalio/proto`, which Temporal's client brings with it.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';

type Message = {
  readonly decode: (bytes: Uint8Array) => unknown;
  readonly encode: (message: object) => { readonly finish: () => Uint8Array };
};
type Messages = {
  readonly temporal: { readonly api: { readonly history: { readonly v1: { readonly History: Message } } } };
};

const here = createRequire(import.meta.url);
const { temporal } = createRequire(here.resolve('@temporalio/client'))('@temporalio/proto') as Messages;

export const { History } = temporal.api.history.v1;

/** An exported history (JSON) as protobuf. */
export function protobufOf(path: string): Buffer {
  return Buffer.from(History.encode(historyFromJSON(JSON.parse(readFileSync(path, 'utf8')))).finish());
}
